import { readFileSync } from "node:fs";

/** What a service's FIDELITY.md says. */
export interface FidelityPage {
  readonly operations: readonly {
    readonly name: string;
    readonly status: string;
    readonly errors: readonly string[];
    readonly missing: string;
  }[];
  /** The operations that are listed as absent; `undefined` where the page has no such list. */
  readonly absent: readonly string[] | undefined;
  /** The rows of the table below a heading of the second level, each as its cells, without the table's head. */
  rows(heading: string): readonly (readonly string[])[];
}

/** The folders of services that have none of their own name. */
const FOLDERS: Readonly<Record<string, string>> = { s3control: "s3/control" };

/** Reads `src/emulator/services/<service>/FIDELITY.md`. */
export function readFidelityPage(service: string): FidelityPage {
  const folder = FOLDERS[service] ?? service;
  const url = new URL(`../../../src/emulator/services/${folder}/FIDELITY.md`, import.meta.url);
  const sections = readFileSync(url, "utf8").split(/^## /m);
  const section = (heading: string): string | undefined => sections.find((text) => text.startsWith(heading));
  const rows = (heading: string): string[][] => tableRows(section(heading) ?? "");
  return {
    operations: rows("Operations").map(([name = "", status = "", errors = "", missing = ""]) => ({
      name,
      status,
      errors: errors === "" ? [] : errors.split(", "),
      missing,
    })),
    absent: section("Absent")
      ?.match(/`\w+`/g)
      ?.map((quoted) => quoted.slice(1, -1)),
    rows,
  };
}

function tableRows(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("|") && !/^[\s|-]+$/.test(line));
  return lines.slice(1).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
