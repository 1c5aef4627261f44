// One order of texts everywhere: by code units, whatever the machine's language, so that equal inputs give equal bytes.

/** Negative, zero or positive, as `sort` wants it. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The entries of a map, sorted by key. */
export function sortedEntries<T>(entries: Iterable<readonly [string, T]>): readonly (readonly [string, T])[] {
  return [...entries].sort(([a], [b]) => compareText(a, b));
}
