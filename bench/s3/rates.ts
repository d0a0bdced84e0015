import { median, say } from "./part.ts";

/** Rates of several servers for each thing that was measured of them, round by round. */
export class Rates {
  readonly #unit: string;
  /** By what was measured, then by server. */
  readonly #known = new Map<string, Map<string, number[]>>();

  constructor(unit: string) {
    this.#unit = unit;
  }

  note(measured: string, server: string, rate: number): void {
    const servers = this.#known.get(measured) ?? new Map<string, number[]>();
    this.#known.set(measured, servers);
    servers.set(server, [...(servers.get(server) ?? []), rate]);
  }

  /** Prints medians, and how many times the others' the first server's is. */
  print(title: string): void {
    const measured = [...this.#known.keys()];
    say(`\n| ${title} | ${measured.map((name) => `${name} | ratio`).join(" | ")} |`);
    say(`| --- | ${measured.map(() => "---: | ---:").join(" | ")} |`);
    const servers = this.#known.values().next().value?.keys() ?? [];
    for (const server of servers)
      say(`| ${server} | ${measured.map((name) => this.#cells(name, server)).join(" | ")} |`);
  }

  #cells(measured: string, server: string): string {
    const servers = this.#known.get(measured) ?? new Map<string, number[]>();
    const [own = 0] = [...servers.values()].map(median);
    const its = median(servers.get(server) ?? []);
    return `${its.toFixed(0)}${this.#unit} | ${(own / its).toFixed(2)}×`;
  }
}
