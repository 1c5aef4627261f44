// Which files of the repository a plan, or a unit, stands on: whoever owns those may speak for it.
import { fleetFileIn } from '../../fleet/index.ts';
import { parseObjectKey } from '../../model/index.ts';
import type { Plan, Revision } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { heads, revisions } from '../../state/index.ts';

/**
 * The manifests behind a plan's changes, as they lie in its revision and as they lie on the branch: one that is deleted
 * or moved is in the latter only. What no manifest asks for stands on the fleet file. Sorted.
 */
export async function filesBehindPlan(
  store: Store,
  plan: Plan,
  revision: Revision,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const branch = await headSources(store, plan.fleet, signal);
  const files = new Set<string>();
  let isWhole = plan.changes.length > 0;
  for (const { owners } of plan.changes) {
    const found = owners.flatMap((owner) => [revision.sources[owner]?.file, branch[owner]?.file]);
    for (const file of found) if (file !== undefined) files.add(file);
    if (found.every((file) => file === undefined)) isWhole = false;
  }
  if (!isWhole) files.add(await fleetFileOf(store, plan.fleet, signal));
  return [...files].sort();
}

/** The manifests of a unit on the branch; without any, the fleet file. Sorted. */
export async function filesBehindUnit(
  store: Store,
  fleet: string,
  unit: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const sources = Object.entries(await headSources(store, fleet, signal));
  const files = new Set(sources.filter(([key]) => parseObjectKey(key)?.namespace === unit).map(([, { file }]) => file));
  return files.size > 0 ? [...files].sort() : [await fleetFileOf(store, fleet, signal)];
}

async function headSources(store: Store, fleet: string, signal: AbortSignal): Promise<Revision['sources']> {
  const head = await heads.at(fleet).read(store, signal);
  if (head === undefined) return {};
  return (await revisions.at(fleet, head.value.commit, 'head').read(store, signal))?.value.sources ?? {};
}

/** Where the branch has the fleet file: its policy stands there. */
export async function fleetFileOf(store: Store, fleet: string, signal: AbortSignal): Promise<string> {
  return fleetFileIn((await heads.at(fleet).read(store, signal))?.value.folder ?? '');
}
