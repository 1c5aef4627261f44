// All cells of rollouts × incidents, and samples of them by a seed.
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import type { Incident } from '../../../infra/local/incidents/table.ts';
import { PREVENTABLE } from './during.ts';
import { type Rollout, ROLLOUTS } from './rollouts.ts';

export interface Cell {
  readonly rollout: Rollout;
  readonly incident: Incident;
}

export const CELLS: readonly Cell[] = ROLLOUTS.flatMap((rollout) =>
  PREVENTABLE.map((incident) => ({ rollout, incident })),
);

/** So many different cells, in an order of the seed's own. */
export function sampled(seed: number, count: number): readonly Cell[] {
  const random = seededRandom(seed);
  const left = [...CELLS];
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(random.integer(0, left.length - 1), 1),
  ).flat();
}
