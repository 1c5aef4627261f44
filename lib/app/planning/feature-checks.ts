// What features look up in clusters for a reviewer's eyes, of what is about to come: asked before the merge, and never a reason not to plan.
import pLimit from 'p-limit';
import type { Check } from '../../compile/index.ts';
import { type Diagnostic, diagnostic, RangelightError } from '../../core/index.ts';
import { refKey } from '../../model/index.ts';
import type { Clusters } from '../../ports/index.ts';
import type { CompiledFleet } from './compile-fleet.ts';
import type { UnitPlan } from './plan-units.ts';

const CONCURRENCY = 8;

/** A cluster that cannot be read gives no findings. */
export async function featureChecks(
  checks: readonly Check[],
  units: readonly UnitPlan[],
  clusters: Clusters,
  placeOf: CompiledFleet['placeOf'],
  signal: AbortSignal,
): Promise<readonly Diagnostic[]> {
  const limit = pLimit(CONCURRENCY);
  const coming = units.flatMap(({ plan, desired }) => {
    const keys = new Set(
      plan?.changes.flatMap(({ key, kind }) => (kind === 'create' || kind === 'adopt' ? [key] : [])),
    );
    return desired.resources.filter(({ ref }) => keys.has(refKey(ref)));
  });
  const found = await Promise.all(
    checks.map((check) =>
      check(coming, (cluster, api, where) =>
        limit(async () => {
          try {
            return await clusters.read(cluster, api, where, signal);
          } catch (error) {
            if (signal.aborted || !(error instanceof RangelightError)) throw error;
            return undefined;
          }
        }),
      ),
    ),
  );
  return found
    .flat()
    .map(({ code, message, hint, owner, path }) => diagnostic(code, message, placeOf(owner, path), hint));
}
