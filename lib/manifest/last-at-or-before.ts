// Which of the parts of a text a place lies in, by where they begin.

/** Index of the last of these numbers, which rise, that is not beyond; 0 where all are. */
export function lastAtOrBefore(starts: readonly number[], at: number): number {
  let found = 0;
  for (let end = starts.length; end - found > 1; ) {
    const middle = (found + end) >> 1;
    if ((starts[middle] ?? 0) <= at) found = middle;
    else end = middle;
  }
  return found;
}
