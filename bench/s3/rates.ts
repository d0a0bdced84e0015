import { median, say } from "./part.ts";
import type { Target } from "./target.ts";

type Server = Pick<Target, "name" | "keeping">;

/** Rates of several servers for each thing that was measured of them, round by round. */
export class Rates {
  readonly #unit: string;
  /** By what was measured, then by server. */
  readonly #known = new Map<string, Map<string, number[]>>();
  /** In the order in which they were measured: the first that keeps as another does is what that one is compared with. */
  readonly #servers = new Map<string, Server>();

  constructor(unit: string) {
    this.#unit = unit;
  }

  note(measured: string, server: Server, rate: number): void {
    this.#servers.set(server.name, server);
    const servers = this.#known.get(measured) ?? new Map<string, number[]>();
    this.#known.set(measured, servers);
    servers.set(server.name, [...(servers.get(server.name) ?? []), rate]);
  }

  /** Prints medians, and how many times each is contained in that of the first server that keeps objects in the same way. */
  print(title: string): void {
    const measured = [...this.#known.keys()];
    say(`\n| ${title} | ${measured.map((name) => `${name} | ratio`).join(" | ")} |`);
    say(`| --- | ${measured.map(() => "---: | ---:").join(" | ")} |`);
    for (const server of this.#servers.values())
      say(`| ${server.name} | ${measured.map((name) => this.#cells(name, server)).join(" | ")} |`);
  }

  #cells(measured: string, { name, keeping }: Server): string {
    const [own] = [...this.#servers.values()].filter((server) => server.keeping === keeping);
    const its = this.#median(measured, name);
    return `${its.toFixed(0)}${this.#unit} | ${(this.#median(measured, own?.name ?? name) / its).toFixed(2)}×`;
  }

  #median(measured: string, server: string): number {
    return median(this.#known.get(measured)?.get(server) ?? []);
  }
}
