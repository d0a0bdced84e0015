import { readFileSync } from "node:fs";

/** What a service's FIDELITY.md says. */
export interface FidelityPage {
  /** The rows of the table, in order. */
  readonly rows: readonly { readonly operation: string; readonly status: string; readonly errors: readonly string[] }[];
  /** The operations that are listed as absent. */
  readonly absent: readonly string[];
}

/** Reads `src/emulator/services/<service>/FIDELITY.md`. */
export function readFidelityPage(service: string): FidelityPage {
  const url = new URL(`../../../../src/emulator/services/${service}/FIDELITY.md`, import.meta.url);
  const [body = "", absent = ""] = readFileSync(url, "utf8").split("## Absent");
  const rows = [...body.matchAll(/^\| (\w+) \| (\w+) \| (.*?) ?\| .*\|$/gm)]
    .filter(([, operation]) => operation !== "Operation")
    .map(([, operation = "", status = "", errors = ""]) => ({
      operation,
      status,
      errors: errors === "" ? [] : errors.split(", "),
    }));
  return { rows, absent: [...absent.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? "") };
}
