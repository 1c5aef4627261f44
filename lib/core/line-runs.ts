// Where the lines of a text are in another text: lines of equal text, as runs that stay together.

/** That many lines from line `from` of one text are the lines from `to` of the other; both count from 1. */
export interface LineRun {
  readonly from: number;
  readonly to: number;
  readonly lines: number;
}

/**
 * Lines at the start and at the end that are the same in both, and between them those whose text is there once in each.
 * A line that could be one of several is none of them.
 */
export function lineRuns(one: string, other: string): readonly LineRun[] {
  const [here, there] = [one.split('\n'), other.split('\n')];
  const shorter = Math.min(here.length, there.length);
  let start = 0;
  while (start < shorter && here[start] === there[start]) start += 1;
  let end = 0;
  while (end < shorter - start && here.at(-1 - end) === there.at(-1 - end)) end += 1;
  const pairs: (readonly [from: number, to: number])[] = [];
  const places = [onlyPlaces(here, start, end), onlyPlaces(there, start, end)] as const;
  for (const [text, from] of places[0]) {
    const to = places[1].get(text);
    if (from !== undefined && to !== undefined) pairs.push([from, to]);
  }
  const last = { from: here.length - end + 1, to: there.length - end + 1, lines: end };
  return joined([
    { from: 1, to: 1, lines: start },
    ...pairs.map(([from, to]) => ({ from: from + 1, to: to + 1, lines: 1 })),
    last,
  ]);
}

/** Undefined for a line that the other text does not have. */
export function lineIn(runs: readonly LineRun[], line: number): number | undefined {
  const run = runs.find(({ from, lines }) => line >= from && line < from + lines);
  return run && run.to + line - run.from;
}

/** By text, where it stands; undefined where it stands more than once. */
function onlyPlaces(all: readonly string[], start: number, end: number): ReadonlyMap<string, number | undefined> {
  const places = new Map<string, number | undefined>();
  for (let at = start; at < all.length - end; at += 1) {
    const text = all[at] ?? '';
    places.set(text, places.has(text) ? undefined : at);
  }
  return places;
}

function joined(runs: readonly LineRun[]): readonly LineRun[] {
  const long: LineRun[] = [];
  for (const run of runs) {
    const before = long.at(-1);
    const follows = before?.from === run.from - (before?.lines ?? 0) && before.to === run.to - before.lines;
    if (run.lines === 0) continue;
    if (before !== undefined && follows) long[long.length - 1] = { ...before, lines: before.lines + run.lines };
    else long.push(run);
  }
  return long;
}
