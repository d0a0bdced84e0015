import { hostName, isServedHost } from "./host.ts";
import { type HostService, serviceOfHost } from "./route.ts";

/** What a `Host` header says, whatever else is in the request. */
export interface AskedHost {
  /** Lower case, without port; empty where there is none. */
  readonly name: string;
  readonly isServed: boolean;
  readonly service: HostService;
}

/** A client asks for one host, or for one a bucket. */
const MAX_HOSTS = 1000;

/** Reads `Host` headers, which are the same with each request of a client: what one says is worked out once. */
export class KnownHosts {
  readonly #extraHosts: readonly string[];
  readonly #known = new Map<string, AskedHost>();

  /** `extraHosts` are served besides loopback's and AWS's. */
  constructor(extraHosts: readonly string[]) {
    this.#extraHosts = extraHosts;
  }

  read(value: string): AskedHost {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const name = hostName(value);
    const asked = { name, isServed: isServedHost(name, this.#extraHosts), service: serviceOfHost(name) };
    if (this.#known.size >= MAX_HOSTS) this.#known.clear();
    this.#known.set(value, asked);
    return asked;
  }
}
