// Counts what was really written to Compute and to the clusters, from the emulators' journals.
import type { Context } from './context.ts';

export interface Writes {
  readonly compute: number;
  readonly kubernetes: number;
}

const COMPUTE_CONTROLLERS = /NetworkEndpoints/;

/** Rangelight's writes so far; what the clusters' own controllers write about pods is left out. */
export function writesSoFar({ local }: Context): Writes {
  const { compute, clusters } = local.cloud;
  return {
    compute: compute.journal.mutations().filter((entry) => !COMPUTE_CONTROLLERS.test(entry.path)).length,
    kubernetes: clusters
      .flatMap((cluster) => cluster.api.journal.mutations())
      .filter((entry) => entry.path.includes('fieldManager=rangelight') || entry.method === 'DELETE').length,
  };
}

export function writesSince(context: Context, before: Writes): Writes {
  const now = writesSoFar(context);
  return { compute: now.compute - before.compute, kubernetes: now.kubernetes - before.kubernetes };
}
