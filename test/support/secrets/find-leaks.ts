/** No secret that is looked for is shorter. */
const WINDOW = 10;

/** A secret in an output: which one is told by its first characters alone. */
export interface Leak {
  readonly secret: string;
  /** What stands before it on its line. */
  readonly before: string;
}

/**
 * Finds every secret in a text, as it stands or percent-encoded. One pass over the text however many secrets there are.
 */
export function findLeaks(text: string, secrets: Iterable<string>): readonly Leak[] {
  const byStart = new Map<string, string[]>();
  for (const secret of secrets) {
    for (const form of new Set([secret, encodeURIComponent(secret)])) {
      if (form.length < WINDOW) continue;
      const start = form.slice(0, WINDOW);
      byStart.set(start, [...(byStart.get(start) ?? []), form]);
    }
  }
  const leaks: Leak[] = [];
  for (let at = 0; at + WINDOW <= text.length; at++) {
    for (const form of byStart.get(text.slice(at, at + WINDOW)) ?? []) {
      if (!text.startsWith(form, at)) continue;
      leaks.push({
        secret: `${form.slice(0, 4)}…`,
        before: text.slice(text.lastIndexOf("\n", at) + 1, at).slice(-200),
      });
    }
  }
  return leaks;
}
