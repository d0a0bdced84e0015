/**
 * The name that was probably meant: the one with the fewest letters changed, left out or put in, of at most `limit`.
 * Case counts for nothing. `undefined` where none is that near.
 */
export function nearest(name: string, known: Iterable<string>, limit = 3): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let distance = Math.min(limit, Math.ceil(wanted.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - wanted.length) >= distance) continue;
    const found = editDistance(wanted, candidate.toLowerCase());
    if (found < distance) [best, distance] = [candidate, found];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
