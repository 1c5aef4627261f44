// All cells of rollouts × incidents, and samples of them by a seed.
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import type { Incident } from '../../../infra/local/incidents/table.ts';
import { PREVENTABLE } from './during.ts';
import { type Rollout, ROLLOUTS, SELDOM_VISITED } from './rollouts.ts';

export interface Cell {
  readonly rollout: Rollout;
  readonly incident: Incident;
}

/** What is seldom visited looks unused in the values that are repeated: docs/incidents.md. */
const UNSEEN: ReadonlySet<string> = new Set(['metric-stuck']);

export const CELLS: readonly Cell[] = ROLLOUTS.flatMap((rollout) =>
  PREVENTABLE.filter(({ name }) => rollout !== SELDOM_VISITED || !UNSEEN.has(name)).map((incident) => ({
    rollout,
    incident,
  })),
);

/** So many different cells, in an order of the seed's own. */
export function sampled(seed: number, count: number): readonly Cell[] {
  const random = seededRandom(seed);
  const left = [...CELLS];
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(random.integer(0, left.length - 1), 1),
  ).flat();
}
