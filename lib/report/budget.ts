// Fits a report into what GitHub takes (65,535 characters in a check run, 65,536 in a comment), block by block.
// May import: nothing.

/** One thing to tell, from its shortest (perhaps empty) to its longest wording; each wording is whole Markdown. */
export type Section = readonly string[];

/** UTF-8 bytes, with room for the marker: whether GitHub counts characters or bytes, it fits. */
export const LIMIT = 64_000;

const GAP = '\n\n';

/**
 * The longest wordings that fit together. Every section gets its shortest wording before any gets a longer one, and
 * earlier sections come first: a long section never hides another one's headline.
 */
export function fit(sections: readonly Section[], limit: number): string {
  const chosen = new Map<number, number>();
  let left = limit - size(leftOut(sections.length)) - GAP.length;
  const depth = Math.max(0, ...sections.map((section) => section.length));
  for (let level = 0; level < depth; level += 1) {
    for (const [index, section] of sections.entries()) {
      const wording = section[level];
      const before = chosen.get(index);
      if (wording === undefined || (level > 0 && before === undefined)) continue;
      const cost = size(wording) + GAP.length - (before === undefined ? 0 : size(section[before] ?? '') + GAP.length);
      if (cost > left) continue;
      left -= cost;
      chosen.set(index, level);
    }
  }
  const told = sections.map((section, index) => section[chosen.get(index) ?? -1] ?? '').filter((part) => part !== '');
  const missing = sections.length - chosen.size;
  return [...told, ...(missing === 0 ? [] : [leftOut(missing)])].join(GAP);
}

function leftOut(count: number): string {
  return `_${count} more parts are left out: GitHub takes no longer text._`;
}

function size(markdown: string): number {
  return new TextEncoder().encode(markdown).length;
}
