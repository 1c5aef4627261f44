// Rows of values so that each pair of values of two factors stands in one of them.
import { type Random, seededRandom } from '../../../infra/emulators/kit/random.ts';

/** Factor → how many values it has. */
export type Factors = readonly number[];
type Row = readonly number[];

/** How many rows are drawn, of which the one that has most new pairs is taken. */
const DRAWN = 400;

/** So many rows at least; more only where the pairs need them. The same for the same seed. */
export function pairwise(factors: Factors, rows: number, seed: number): readonly Row[] {
  const random = seededRandom(seed);
  const open = new Set(allPairs(factors));
  const taken: Row[] = [];
  while (open.size > 0 || taken.length < rows) {
    const drawn = Array.from({ length: DRAWN }, () => drawRow(factors, random, open));
    const worth = drawn.map((row) => pairsOf(row).filter((pair) => open.has(pair)).length);
    const best = drawn[worth.indexOf(Math.max(...worth))] ?? [];
    for (const pair of pairsOf(best)) open.delete(pair);
    taken.push(best);
  }
  return taken;
}

/** One of the open pairs is in it; the rest is any. */
function drawRow(factors: Factors, random: Random, open: ReadonlySet<string>): Row {
  const row = factors.map((values) => random.integer(0, values - 1));
  const [one] = [...open].slice(random.integer(0, Math.max(0, open.size - 1)));
  for (const [factor = 0, value = 0] of one?.split(',').map((part) => part.split('=').map(Number)) ?? [])
    row[factor] = value;
  return row;
}

export function pairsOf(row: Row): readonly string[] {
  return row.flatMap((value, factor) =>
    row.slice(factor + 1).map((other, behind) => `${factor}=${value},${factor + 1 + behind}=${other}`),
  );
}

export function allPairs(factors: Factors): readonly string[] {
  return factors.flatMap((values, factor) =>
    factors.slice(factor + 1).flatMap((others, behind) =>
      Array.from({ length: values * others }, (_, index) => {
        return `${factor}=${Math.floor(index / others)},${factor + 1 + behind}=${index % others}`;
      }),
    ),
  );
}
