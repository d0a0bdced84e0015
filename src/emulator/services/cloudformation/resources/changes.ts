/** What has to be done for a list to become another one. */
export interface ListChange<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
}

/** Compares two lists whose order and repetitions mean nothing. */
export function listChange<T>(before: readonly T[] = [], after: readonly T[] = []): ListChange<T> {
  const [old, wanted] = [new Set(before), new Set(after)];
  return {
    added: [...wanted].filter((entry) => !old.has(entry)),
    removed: [...old].filter((entry) => !wanted.has(entry)),
  };
}
