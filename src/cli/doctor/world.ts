import type { IAMClient } from "@aws-sdk/client-iam";
import type { S3Client } from "@aws-sdk/client-s3";
import type { STSClient } from "@aws-sdk/client-sts";
import {
  type Caller,
  createLeases,
  findCaller,
  fromSdkError,
  type Lease,
  type LeaseOptions,
  type LeasePlan,
  stsAddress,
} from "../../lease/index.ts";
import { s3Host } from "../../upload/index.ts";
import { type ClientSettings, clientSettings } from "../client-settings.ts";
import { type Greeting, greet } from "./greeting.ts";

/** What a doctor is told. */
export interface DoctorSettings {
  readonly plan: LeasePlan;
  readonly options: LeaseOptions;
  readonly endpointUrl: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** What checks share: each is found out once, when the first check wants it. */
export class DoctorWorld {
  readonly #settings: DoctorSettings;
  readonly #known = new Map<string, Promise<unknown>>();

  constructor(settings: DoctorSettings) {
    this.#settings = settings;
  }

  get plan(): LeasePlan {
    return this.#settings.plan;
  }

  get signal(): AbortSignal {
    return this.#settings.signal;
  }

  /** Where STS answers, and where S3 does. */
  get addresses(): { readonly sts: string; readonly s3: string } {
    const { endpoints, region, endpointVariant } = this.plan;
    return {
      sts: endpoints.sts ?? stsAddress(region, endpointVariant),
      s3: endpoints.s3 ?? `https://${s3Host(region, endpointVariant)}`,
    };
  }

  greeting(service: "sts" | "s3"): Promise<Greeting> {
    const url = this.addresses[service];
    return this.#once(`greeting ${url}`, () => greet(url, this.signal));
  }

  caller(): Promise<Caller> {
    return this.#once("caller", () => findCaller(this.#settings.options.credentials));
  }

  /** The lease that probes use. Nobody else gets it. */
  lease(): Promise<Lease> {
    return this.#once("lease", async () => {
      const [lease] = await createLeases(this.plan.scope, this.#settings.options);
      if (lease === undefined) throw new Error("a plan has a session at least");
      return lease;
    });
  }

  sts(): Promise<STSClient> {
    return this.#once("sts", async () => {
      const [{ STSClient }, settings] = [await import("@aws-sdk/client-sts"), await this.#client("STS")];
      return new STSClient(settings);
    });
  }

  iam(): Promise<IAMClient> {
    return this.#once("iam", async () => {
      const [{ IAMClient }, settings] = [await import("@aws-sdk/client-iam"), await this.#client("IAM")];
      return new IAMClient(settings);
    });
  }

  /** S3 as the caller. */
  s3(): Promise<S3Client> {
    return this.#once("s3", async () => s3Client(await this.#client("S3")));
  }

  /** S3 as whoever has the lease. */
  leasedS3(): Promise<S3Client> {
    return this.#once("leased s3", async () => {
      const settings = await this.#client("S3");
      return s3Client({ ...settings, credentials: { ...(await this.lease()).credentials } });
    });
  }

  /** STS as whoever has the lease. */
  leasedSts(): Promise<STSClient> {
    return this.#once("leased sts", async () => {
      const [{ STSClient }, settings] = [await import("@aws-sdk/client-sts"), await this.#client("STS")];
      return new STSClient({ ...settings, credentials: { ...(await this.lease()).credentials } });
    });
  }

  /** Makes a call of AWS's SDK. @throws KeyleaseError in the place of what the SDK throws. */
  async call<T>(
    [service, operation]: readonly [service: string, operation: string],
    send: (options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    try {
      return await send({ abortSignal: this.signal });
    } catch (error) {
      this.signal.throwIfAborted();
      throw fromSdkError(error, { service, operation });
    }
  }

  #client(name: "STS" | "IAM" | "S3"): Promise<ClientSettings> {
    const { plan, options, endpointUrl, environment } = this.#settings;
    const { region } = plan;
    return clientSettings(name, { region, endpoint: endpointUrl, credentials: options.credentials, environment });
  }

  #once<T>(what: string, find: () => Promise<T>): Promise<T> {
    const known = (this.#known.get(what) as Promise<T> | undefined) ?? find();
    this.#known.set(what, known);
    return known;
  }
}

async function s3Client(settings: ClientSettings): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3");
  // Path style at an endpoint of one's own: few have DNS for their buckets' names.
  return new S3Client({ ...settings, forcePathStyle: settings.endpoint !== undefined });
}
