// Fits a report into what GitHub takes (65,535 characters in a check run, 65,536 in a comment), block by block.

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
  let left = limit - size(shortened(sections.length, sections.length)) - GAP.length;
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
  const brief = [...chosen].filter(([index, level]) => level < (sections[index]?.length ?? 0) - 1).length;
  return [...told, ...(missing + brief === 0 ? [] : [shortened(brief, missing)])].join(GAP);
}

function shortened(brief: number, missing: number): string {
  const parts = [
    ...(brief === 0 ? [] : [`${counted(brief)} in fewer words`]),
    ...(missing === 0 ? [] : [`${counted(missing)} left out`]),
  ];
  return `_Shortened to what GitHub takes: ${parts.join(', ')}. On the command line \`rangelight plan\` prints everything._`;
}

function counted(parts: number): string {
  return `${parts} part${parts === 1 ? '' : 's'}`;
}

function size(markdown: string): number {
  return new TextEncoder().encode(markdown).length;
}
