// The reply to `/rangelight rollback`: its plan, before anything begins, and then how far it is. It is made of documents alone, so that the
// comment says the same whoever writes it, and however often. May import: core, plan, ports, report, state.
import type { Revision } from '../../plan/index.ts';
import { commandReply, rollbackPreview, type RollbackStage } from '../../report/index.ts';
import { type PersonsPin, appliedStates, pins } from '../../state/index.ts';
import { headsOf } from '../records/known-fleets.ts';
import { openRunOf } from '../records/open-run.ts';
import { heldBack } from '../words/held-back.ts';
import { type PlannedRollback, plannedRollback } from '../words/planned-rollback.ts';
import type { ReporterWorld } from '../world.ts';
import { knownAnswer } from './answer.ts';

/** Markdown, where the comment asked for a rollback that stands and is planned. */
export async function previewFor(
  world: ReporterWorld,
  comment: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const fleet of (await headsOf(world.store, world.name, signal)).keys())
    for (const { value: pin } of (await pins.list(world.store, [fleet], signal)).found)
      if (pin.asked?.comment === comment) return previewOf(world, fleet, pin, signal);
  return undefined;
}

/** Brings the replies up to date to which a revision of the head belongs. */
export async function tellRollbacks(
  world: ReporterWorld,
  { fleet, units }: Revision,
  signal: AbortSignal,
): Promise<void> {
  if (!units.some(({ rolledBack }) => rolledBack?.by !== undefined)) return;
  for (const { value: pin } of (await pins.list(world.store, [fleet], signal)).found) {
    if (pin.asked === undefined) continue;
    const { comment, issue } = pin.asked;
    const id = `comment-${comment}`;
    const answer = await knownAnswer(world, id, signal);
    const more = answer && (await previewOf(world, fleet, pin, signal));
    // What is not answered yet is answered with what is there then.
    if (answer === undefined || more === undefined) continue;
    const { marker, body } = commandReply({ id, answer, usage: [], more });
    await world.host.putComment(issue, marker, body, signal);
  }
}

async function previewOf(
  world: ReporterWorld,
  fleet: string,
  pin: PersonsPin,
  signal: AbortSignal,
): Promise<string | undefined> {
  const planned = await plannedRollback(world.store, fleet, pin, signal);
  return planned && rollbackPreview(world.kinds, planned, await stageOf(world, planned, signal));
}

async function stageOf(
  world: ReporterWorld,
  { revision, envelope }: PlannedRollback,
  signal: AbortSignal,
): Promise<RollbackStage> {
  const { fleet } = revision;
  const { unit, plan, desired } = envelope;
  const open = await openRunOf(world.store, fleet, unit, signal);
  if (plan !== null && open?.plan === plan)
    return { type: 'under-way', ...(open.reason === 'running' ? {} : { waits: open.reason }) };
  const reading = await appliedStates.at(fleet, unit).look(world.store, signal);
  const applied = 'found' in reading ? reading.found?.value : undefined;
  const isOver = applied?.desired === desired && (plan === null || applied.plan === plan);
  if (isOver) return { type: 'ended', result: applied.result };
  const held = await heldBack(world, revision, unit, signal);
  return { type: 'planned', ...(held === undefined ? {} : { held }) };
}
