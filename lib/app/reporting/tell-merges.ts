// Says on the pull requests that the branch's head holds what became of their merges, of each what it changes itself:
// GitHub says as which commit each was merged. Asks it once for each merge and head whether the head holds it, and
// reads and writes a comment only where there is something new to say.
import { digestOf, isFailure } from '../../core/index.ts';
import type { Revision } from '../../plan/index.ts';
import {
  type BehindView,
  COMMENT_MARKER,
  mergeResult,
  type MergeStanding,
  type Output,
  type RunView,
} from '../../report/index.ts';
import { type MergedPull, mergedPulls, type MergeInFleet, revisions } from '../../state/index.ts';
import { usableHead } from '../records/known-fleets.ts';
import type { ReporterWorld } from '../world.ts';
import { mergedPullsOf, noteMerge } from './merged-pulls.ts';
import { outputsStanding } from './run-views.ts';
import { standingOfEdits } from './standing-of-edits.ts';

/** GitHub takes some hundred comments an hour; a report of its own tells the others. */
const MOST_TOLD = 20;

export interface Became {
  readonly runs: readonly RunView[];
  readonly behind: readonly BehindView[];
  /** Of the check run, where it has one. */
  readonly page: string | undefined;
}

/** A merge that is to be told of at this head. */
interface Told {
  readonly pull: MergedPull;
  readonly known: MergeInFleet;
  readonly isOff: boolean;
}

/** Of the fleet's head alone: of an older one the next report says what became of it. */
export async function tellMerges(
  world: ReporterWorld,
  revision: Revision,
  became: Became,
  signal: AbortSignal,
): Promise<void> {
  const { store } = world;
  const { fleet, occasion } = revision;
  const head = await usableHead(store, fleet, signal);
  if (head?.commit !== occasion.commit) return;
  const told: Told[] = [];
  for (const pull of await knownMerges(world, occasion.commit, signal)) {
    const known = pull.fleets[fleet];
    if (known === undefined || (known.ended === true && known.in !== occasion.commit))
      await forget(world, pull, fleet, occasion.commit, signal);
    else {
      const standing = await standingOf(world, revision, pull, known, signal);
      if (standing !== 'unknown') told.push({ pull, known, isOff: standing === 'off' });
    }
  }
  let left = MOST_TOLD;
  for (const one of told)
    if (await tell(world, revision, became, { one, all: told, isFull: left <= 0 }, signal)) left -= 1;
  if (left >= 0) return;
  const { repository, commit } = occasion;
  await world.publisher.publishReport({ type: 'revision', repository, commit }, signal);
}

/** GitHub is asked for those of the head where none is noted: their delivery may be lost. */
async function knownMerges(world: ReporterWorld, commit: string, signal: AbortSignal): Promise<readonly MergedPull[]> {
  const known = await mergedPullsOf(world, signal);
  if (known.some((pull) => pull.commit === commit)) return known;
  const pulls = await unlessRefused(world, world.host.pullsMergedAs(commit, world.branch, signal));
  for (const { number, head } of pulls ?? []) await noteMerge(world, { number, head, commit }, signal);
  return pulls === undefined || pulls.length === 0 ? known : mergedPullsOf(world, signal);
}

/** `unknown`: the head may not have come so far yet, or GitHub does not say. */
async function standingOf(
  world: ReporterWorld,
  { fleet, seq, occasion }: Revision,
  { commit }: MergedPull,
  known: MergeInFleet,
  signal: AbortSignal,
): Promise<'in' | 'off' | 'unknown'> {
  if (commit === occasion.commit || known.in === occasion.commit) return 'in';
  switch (await unlessRefused(world, world.history.compare(commit, occasion.commit, signal))) {
    case 'ahead':
    case 'identical':
      return 'in';
    case 'diverged':
      return 'off';
    case 'behind': {
      // The fleet was there, and the branch went back.
      const reading = await revisions.at(fleet, commit, 'head').look(world.store, signal);
      const was = 'found' in reading ? reading.found?.value.seq : undefined;
      return was !== undefined && seq !== undefined && was < seq ? 'off' : 'unknown';
    }
    case undefined:
      return 'unknown';
  }
}

/** @returns whether there was something to say, which is left when it `isFull`. */
async function tell(
  world: ReporterWorld,
  revision: Revision,
  { runs, behind, page }: Became,
  { one, all, isFull }: { readonly one: Told; readonly all: readonly Told[]; readonly isFull: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  const { store, name } = world;
  const { fleet, occasion } = revision;
  const { pull, known, isOff } = one;
  const { units } = known;
  const about = { commit: pull.commit, files: pull.files, units };
  const standing: MergeStanding = isOff
    ? { ...about, isOff }
    : {
        ...about,
        isOff,
        others: all.filter((other) => other !== one && !other.isOff && overlap(units, other.known.units)).map(numberOf),
        ...(pull.commit === occasion.commit
          ? {}
          : {
              ...(await standingOfEdits(world, revision, pull, units, signal)),
              broughtBefore: await broughtBefore(world, fleet, units ?? [], runs, signal),
            }),
      };
  const result = mergeResult(world, revision, { runs, behind, page }, standing);
  const said = result === undefined ? undefined : digestOf([result.name, result.body]);
  const isNews = result !== undefined && known.told !== said;
  if (isNews && isFull) return true;
  if (isNews) await unlessRefused(world, world.host.putOnTop(pull.number, COMMENT_MARKER, result, signal));
  const next: MergeInFleet = {
    ...(units === undefined ? {} : { units }),
    ...(isOff ? {} : { in: occasion.commit }),
    ...(said === undefined ? {} : { told: said }),
    ...(result === undefined || result.isEnd ? { ended: true } : {}),
  };
  if (digestOf(next) !== digestOf(known))
    await mergedPulls
      .at(name, pull.number)
      .update(store, (now) => now && { ...now, fleets: { ...now.fleets, [fleet]: next } }, signal);
  return isNews;
}

/** Of the units that no run of the head concerns: they were done before the head came. */
async function broughtBefore(
  world: ReporterWorld,
  fleet: string,
  units: readonly string[],
  runs: readonly RunView[],
  signal: AbortSignal,
): Promise<readonly Output[]> {
  const left = units.filter((unit) => runs.every((run) => run.unit !== unit));
  return (await Promise.all(left.map((unit) => outputsStanding(world, fleet, unit, signal)))).flat();
}

/** What it has to say of a fleet is said; and when that is so of all, it is forgotten. */
async function forget(
  { store, name }: ReporterWorld,
  { number, commit, fleets }: MergedPull,
  fleet: string,
  head: string,
  signal: AbortSignal,
): Promise<void> {
  const place = mergedPulls.at(name, number);
  const { [fleet]: over, ...left } = fleets;
  // Of the head it stays known that it changes nothing: nobody is asked again.
  if (Object.keys(left).length === 0 && (over !== undefined || commit !== head)) await place.drop(store, signal);
  else if (over !== undefined) await place.update(store, (now) => now && { ...now, fleets: left }, signal);
}

function overlap(own: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return own === undefined || other === undefined || own.some((unit) => other.includes(unit));
}

function numberOf({ pull }: Told): number {
  return pull.number;
}

/** Never fails for what GitHub refuses: the check run says the same. */
async function unlessRefused<T>({ log, name }: ReporterWorld, ask: Promise<T>): Promise<T | undefined> {
  try {
    return await ask;
  } catch (error) {
    if (!isFailure(error, 'denied') && !isFailure(error, 'not-found')) throw error;
    log.warn({ repository: name, error }, 'what became of a merge could not be told on its pull request');
    return undefined;
  }
}
