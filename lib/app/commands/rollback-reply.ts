// The reply to `/rangelight rollback`: its plan, before anything begins, then how far it is, and that it is over. It is
// made of documents alone, so that the comment says the same whoever writes it, and however often.
import type { Revision } from '../../plan/index.ts';
import { commandReply, rollbackEnded, rollbackPreview, type RollbackStage } from '../../report/index.ts';
import { appliedStates, type PersonsPin, pins, type ShownRollback, shownRollbacks } from '../../state/index.ts';
import { headsOf, usableHead } from '../records/known-fleets.ts';
import { openRunsOf } from '../records/open-run.ts';
import { heldBack } from '../words/held-back.ts';
import { type PlannedRollback, plannedRollback } from '../words/planned-rollback.ts';
import type { ReporterWorld } from '../world.ts';
import { knownAnswer } from './kept-answers.ts';

/** Markdown, where the comment asked for a rollback that stands and is planned, or that is over. */
export async function previewFor(
  world: ReporterWorld,
  comment: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const fleet of (await headsOf(world.store, world.name, signal)).keys()) {
    for (const { value: pin } of (await pins.list(world.store, [fleet], signal)).found) {
      if (pin.asked?.comment !== comment) continue;
      await noteShown(world, fleet, pin, pin.asked, signal);
      return previewOf(world, fleet, pin, signal);
    }
    for (const { value: shown } of (await shownRollbacks.list(world.store, [fleet], signal)).found)
      if (shown.comment === comment) return endWords(shown);
  }
  return undefined;
}

/** Brings the replies up to date to which a revision of the head belongs, and those of rollbacks that are over. */
export async function tellRollbacks(world: ReporterWorld, revision: Revision, signal: AbortSignal): Promise<void> {
  const { fleet, units } = revision;
  if (units.some(({ rolledBack }) => rolledBack?.by !== undefined))
    for (const { value: pin } of (await pins.list(world.store, [fleet], signal)).found) {
      if (pin.asked === undefined) continue;
      await noteShown(world, fleet, pin, pin.asked, signal);
      const more = await previewOf(world, fleet, pin, signal);
      if (more !== undefined) await tellReply(world, pin.asked, more, signal);
    }
  const head = await usableHead(world.store, fleet, signal);
  const { commit } = revision.occasion;
  if (head?.commit !== commit) return;
  for (const { value: shown } of (await shownRollbacks.list(world.store, [fleet], signal)).found)
    if (shown.end === undefined && (await isOver(world, revision, shown, signal)))
      await endShown(world, fleet, shown, { how: 'followed', commit }, signal);
}

type Asking = NonNullable<PersonsPin['asked']>;

/** So that the reply can be found when the pin is gone. One of the unit before it is over. */
async function noteShown(
  world: ReporterWorld,
  fleet: string,
  { unit, at, commit, goodRun: to }: PersonsPin,
  asked: Asking,
  signal: AbortSignal,
): Promise<void> {
  const place = shownRollbacks.at(fleet, unit);
  const reading = await place.look(world.store, signal);
  const before = 'found' in reading ? reading.found?.value : undefined;
  if (before?.at === at) return;
  if (before !== undefined && before.end === undefined && before.comment !== asked.comment)
    await endShown(world, fleet, before, { how: 'replaced', commit }, signal);
  await place.update(world.store, () => ({ unit, ...asked, at, to }), signal);
}

/** Its pin is gone, or of a commit that the branch has left, and the head is not planned towards it. */
async function isOver(
  { store }: ReporterWorld,
  { fleet, occasion, units }: Revision,
  { unit, at }: ShownRollback,
  signal: AbortSignal,
): Promise<boolean> {
  if (units.some((one) => one.unit === unit && one.rolledBack?.at === at)) return false;
  const reading = await pins.at(fleet, unit).look(store, signal);
  if ('damage' in reading) return false;
  const pin = reading.found?.value;
  return pin?.at !== at || pin.commit !== occasion.commit;
}

/** Said before it is noted: what is told twice reads the same. */
async function endShown(
  world: ReporterWorld,
  fleet: string,
  shown: ShownRollback,
  end: NonNullable<ShownRollback['end']>,
  signal: AbortSignal,
): Promise<void> {
  const over = { ...shown, end };
  await tellReply(world, shown, endWords(over) ?? '', signal);
  await shownRollbacks
    .at(fleet, shown.unit)
    .update(world.store, (now) => (now?.at === shown.at ? over : undefined), signal);
}

function endWords(shown: ShownRollback): string | undefined {
  return shown.end && rollbackEnded(shown, shown.end.how, shown.end.commit);
}

/** What is not answered yet is answered with what is there then. */
async function tellReply(
  world: ReporterWorld,
  { comment, issue }: Asking,
  more: string,
  signal: AbortSignal,
): Promise<void> {
  const id = `comment-${comment}`;
  const answer = await knownAnswer(world, id, signal);
  if (answer === undefined) return;
  const { marker, body } = commandReply({ id, answer, usage: [], more });
  await world.host.putComment(issue, marker, body, signal);
}

async function previewOf(
  world: ReporterWorld,
  fleet: string,
  pin: PersonsPin,
  signal: AbortSignal,
): Promise<string | undefined> {
  const planned = await plannedRollback(world.store, fleet, pin, signal);
  return planned && rollbackPreview(world, planned, await stageOf(world, planned, signal));
}

async function stageOf(
  world: ReporterWorld,
  { revision, envelope }: PlannedRollback,
  signal: AbortSignal,
): Promise<RollbackStage> {
  const { fleet } = revision;
  const { unit, plan, desired } = envelope;
  const open = (await openRunsOf(world.store, fleet, unit, signal)).find((one) => one.plan === plan);
  if (open !== undefined) return { type: 'under-way', ...(open.reason === 'running' ? {} : { waits: open.reason }) };
  const reading = await appliedStates.at(fleet, unit).look(world.store, signal);
  const applied = 'found' in reading ? reading.found?.value : undefined;
  const isOver = applied?.desired === desired && (plan === null || applied.plan === plan);
  if (isOver) return { type: 'ended', result: applied.result };
  const held = await heldBack(world, revision, unit, signal);
  return { type: 'planned', ...(held === undefined ? {} : { held }) };
}
