import { expect } from "vitest";
import type { Bench } from "./bench.ts";

/** A request for the stack `s` with these resources, and with what else is in its template. */
export const body = (Resources: object, rest: object = {}): object => ({
  StackName: "s",
  TemplateBody: JSON.stringify({ Resources, ...rest }),
});

/** Makes the stack `s`; tells how many lines that took. */
export async function created(bench: Bench, Resources: object, rest: object = {}): Promise<number> {
  await bench.call("CreateStack", body(Resources, rest));
  expect(await bench.settled("s")).toBe("CREATE_COMPLETE");
  return bench.lines("s").length;
}

/** Updates the stack `s`; tells what came of it. */
export async function updated(bench: Bench, input: object): Promise<string | undefined> {
  await bench.call("UpdateStack", input);
  return bench.settled("s");
}

/** Made-up suffixes of names are of no interest. */
export const plain = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/-[A-Za-z0-9]{12}\b/g, ""));
