import { median, say } from "../s3/part.ts";
import type { Case } from "./case.ts";
import type { Load } from "./load.ts";
import type { Run } from "./measured-run.ts";
import { peakOf, type Result, type Results, secondsOf } from "./results.ts";

/** Prints a case's table, and which of its targets were met. */
export function printCase(measured: Case, results: Results): void {
  const { loads } = results;
  const [load] = loads;
  if (load === undefined) return;
  const columns = loads.flatMap((each) => columnsOf(each, loads.length > 1));
  say(`\n| ${measured.about} | ${columns.map(({ title }) => title).join(" | ")} |`);
  say(`| --- | ${columns.map(() => "---:").join(" | ")} |`);
  for (const { client } of results.of(load)) {
    const cells = columns.map((column) => {
      const all = results.of(column.load);
      const own = all.find((result) => result.client === client);
      return own === undefined ? "" : column.cell(own, all);
    });
    say(`| ${client.name} | ${cells.join(" | ")} |`);
  }
  say("");
  for (const { text, reached } of measured.targets) {
    const outcome = reached(results);
    if (outcome === undefined) say(`- ${text}: not measured`);
    else say(`- ${text}: ${outcome.met ? "met" : "missed"}, ${outcome.found}`);
  }
}

interface Column {
  readonly title: string;
  readonly load: Load;
  cell(result: Result, all: readonly Result[]): string;
}

/** Side by side with others there is room for little. */
function columnsOf(load: Load, isShort: boolean): readonly Column[] {
  const of = (title: string, cell: Column["cell"]): Column => ({
    title: isShort ? `${load.name}: ${title}` : title,
    load,
    cell,
  });
  const time = of("time", (result) => timeText(secondsOf(result)));
  const memory = of("peak memory", (result) => `${peakOf(result).toFixed(0)} MiB`);
  if (isShort) return [time, memory];
  return [
    time,
    of("ratio", (result, all) => `${(secondsOf(result) / secondsOf(all[0] ?? result)).toFixed(2)}×`),
    of("rate", (result) => rateText(load, secondsOf(result))),
    of("CPU", (result) => medianText(result.runs, ({ cpuSeconds }) => cpuSeconds)),
    of("CPU of the server", (result) => medianText(result.runs, ({ serverCpuSeconds }) => serverCpuSeconds)),
    memory,
  ];
}

function medianText(runs: readonly Run[], figure: (run: Run) => number): string {
  const value = median(runs.map(figure));
  return Number.isNaN(value) ? "" : timeText(value);
}

function timeText(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(2)} s`;
}

function rateText({ files, bytesEach }: Load, seconds: number): string {
  if (files > 1) return `${(files / seconds).toFixed(0)} files/s`;
  return bytesEach < 1024 ** 2 ? "" : `${(bytesEach / 1024 ** 2 / seconds).toFixed(0)} MiB/s`;
}
