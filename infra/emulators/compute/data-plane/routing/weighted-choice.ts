// Splits traffic by weight. The caller brings the random number, so that a seed repeats a run.

/**
 * The item on which `random` (in [0, 1)) falls; undefined when all weights are zero. A missing weight counts as zero.
 */
export function chooseWeighted<Item extends { readonly weight?: number }>(
  items: readonly Item[],
  random: number,
): Item | undefined {
  let total = 0;
  for (const item of items) total += item.weight ?? 0;
  let left = random * total;
  for (const item of items) {
    left -= item.weight ?? 0;
    if (left < 0) return item;
  }
  return undefined;
}
