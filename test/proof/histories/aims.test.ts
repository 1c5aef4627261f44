// That each cell of the table is aimed at, whatever number of cells it has.
import { expect, it } from 'vitest';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { CELLS } from '../coverage.ts';
import { aimsOf } from './aims.ts';

const NAMES = CELLS.map(({ kind, trouble }) => `${kind} × ${trouble}`).sort();
const aimedAt = (seed: number) => aimsOf(seed, seededRandom(seed)).map(({ kind, trouble }) => `${kind} × ${trouble}`);

it('aims at each cell once in each turn', () => {
  const aims = Array.from({ length: CELLS.length }, (_, seed) => aimedAt(seed)).flat();
  const turns = Array.from({ length: 3 }, (_, turn) => aims.slice(turn * CELLS.length, (turn + 1) * CELLS.length));
  for (const turn of turns) expect(turn.toSorted()).toEqual(NAMES);
});

it('has no two cells together in all turns', () => {
  const pairs = Array.from({ length: CELLS.length }, (_, seed) => aimedAt(seed).toSorted().join(' and '));
  expect(new Set(pairs).size).toBe(pairs.length);
});
