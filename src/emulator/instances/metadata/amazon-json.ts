/**
 * JSON as the metadata service prints it: one field a line, a space on both sides of the colon. Programs that pick
 * fields with grep and cut rely on it.
 */
export function amazonJson(fields: Readonly<Record<string, string | null | undefined>>): string {
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}`;
}

/** `2026-11-23T20:39:06Z`. */
export function wholeSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
