/**
 * Reads a text out of another service's answer, by the path of member names and list indices to it. A date is told as
 * AWS writes it.
 *
 * @throws Error where there is none: the services disagree about the answer's form.
 */
export function textAt(answer: unknown, ...path: readonly (string | number)[]): string {
  let value = answer;
  for (const step of path) {
    value = typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
  }
  if (value instanceof Date) return value.toISOString().replace(/\.\d+Z$/, "Z");
  if (typeof value !== "string") throw new Error(`the answer has no text at ${path.join(".")}`);
  return value;
}
