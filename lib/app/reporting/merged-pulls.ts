// Which merged pull requests are still to hear what became of them, and what each of them changes: as it was planned
// last before the merge.
import { parseObjectKey } from '../../model/index.ts';
import { errorsIn, type Revision, whichPull } from '../../plan/index.ts';
import { commitRecords, type MergedPull, mergedPulls, type MergeInFleet } from '../../state/index.ts';
import { headsOf } from '../records/known-fleets.ts';
import { revisionsOfPull } from '../records/pull-revisions.ts';
import { mergeAct, recordAct } from '../words/audit.ts';
import type { ReporterWorld } from '../world.ts';

/** A bound for the document. */
const MOST_FILES = 1_000;

type Merged = Pick<MergedPull, 'number' | 'head' | 'commit'> & {
  /** Login; undefined: GitHub did not say. */
  readonly by?: string | undefined;
};

/** By number. What is damaged is not among them. */
export async function mergedPullsOf(
  { store, name }: ReporterWorld,
  signal: AbortSignal,
): Promise<readonly MergedPull[]> {
  const { found } = await mergedPulls.list(store, [name], signal);
  return found.map(({ value }) => value).sort((a, b) => a.number - b.number);
}

/** Notes one, unless it is noted as merged so. @returns the fleets that it changes. */
export async function noteMerge(
  world: ReporterWorld,
  { number, head, commit, by }: Merged,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { store, name, clock } = world;
  const listed = (await commitRecords.list(store, [name, head], signal)).found.map(({ value }) => value);
  const records = listed.filter(({ occasion, changed }) => whichPull(occasion) === number && changed !== undefined);
  const files = new Set(records.flatMap(({ changed = {} }) => Object.keys(changed)));
  const fleets: Record<string, MergeInFleet> = {};
  for (const fleet of (await headsOf(store, name, signal)).keys()) {
    const isMeant = records.length === 0 || (files.size > 0 && records.some((one) => one.fleets.includes(fleet)));
    const planned = isMeant ? await revisionsOfPull(store, fleet, { number, head }, signal) : [];
    const change = isMeant ? changeOf(planned, files) : undefined;
    if (change !== undefined) fleets[fleet] = change;
  }
  const next: MergedPull = { number, head, commit, files: [...files].sort().slice(0, MOST_FILES), fleets };
  const place = mergedPulls.at(name, number);
  const known = await place.look(store, signal);
  // What is noted here is forgotten when all is told; the record stays.
  if (!('found' in known) || known.found?.value.commit !== commit)
    for (const fleet of Object.keys(fleets))
      await recordAct(store, fleet, mergeAct({ number, commit, by }, clock.now()), signal);
  await place.update(store, (before) => (before?.commit === commit ? undefined : next), signal);
  return Object.keys(fleets);
}

/** Undefined: nothing. Without units where it was not planned, or not compared with anything. */
function changeOf(planned: readonly Revision[], files: ReadonlySet<string>): MergeInFleet | undefined {
  if (planned.length === 0 || planned.some(({ withheld }) => withheld !== undefined)) return {};
  const units = [...new Set(planned.flatMap((revision) => unitsChanged(revision, files)))].sort();
  const isHeld = planned.some((revision) => errorsIn(revision, files).length > 0);
  return units.length > 0 || isHeld ? { units } : undefined;
}

/**
 * Units that its plan changes because of what is in its own files: what else waits on the branch is in its plan, too.
 */
function unitsChanged({ units, sources, fleetEdits }: Revision, files: ReadonlySet<string>): readonly string[] {
  const touched = new Set(
    Object.entries(sources).flatMap(([key, { file }]) => (files.has(file) ? [parseObjectKey(key)?.namespace] : [])),
  );
  return units.flatMap(({ unit, plan, edits = [] }) =>
    plan !== null && (fleetEdits !== undefined || touched.has(unit) || edits.some(({ kind }) => kind === 'gone'))
      ? [unit]
      : [],
  );
}
