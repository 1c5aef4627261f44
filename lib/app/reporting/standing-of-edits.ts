// Whether what a pull request changed in its manifests still stands in the branch's head, which holds later commits,
// too.
import { type EditsStanding, editsStanding, type Revision } from '../../plan/index.ts';
import { desiredIn, type MergedPull, plans } from '../../state/index.ts';
import { revisionsOfPull } from '../records/pull-revisions.ts';
import { envelopesOf } from '../records/unit-plans.ts';
import type { ReporterWorld } from '../world.ts';

/** Says nothing where a document of either is lost, or where it is not known which `units` it changes. */
export async function standingOfEdits(
  { store, kinds }: ReporterWorld,
  { fleet, units: now }: Revision,
  pull: MergedPull,
  units: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Partial<EditsStanding>> {
  const planned = units === undefined ? [] : await revisionsOfPull(store, fleet, pull, signal);
  const [revision] = planned;
  if (revision === undefined || planned.length > 1) return {};
  const changes = [];
  const resources = [];
  const places = desiredIn(fleet);
  for (const { unit, plan: digest } of revision.units) {
    if (digest === null || units?.includes(unit) !== true) continue;
    const plan = await plans.at(fleet, digest).look(store, signal);
    if ('damage' in plan || plan.found === undefined) return {};
    changes.push(...plan.found.value.changes);
    const own = envelopesOf({ units: now }, unit);
    const envelope = own.find((one) => one.plan === digest) ?? own[0];
    if (envelope === undefined) continue;
    const desired = await places(envelope.desired).look(store, signal);
    if ('damage' in desired || desired.found === undefined) return {};
    resources.push(...desired.found.value.resources);
  }
  return editsStanding(kinds, changes, resources);
}
