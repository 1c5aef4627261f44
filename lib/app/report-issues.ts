// The issues: drift of a unit, what forbids every write for a fleet, what is lost or damaged of its documents, and dead letters. May import: ports, report, state.
import type { ReportMessage } from '../ports/index.ts';
import { deadLetterIssue, driftIssue, guardIssue, stateIssue } from '../report/index.ts';
import { drifts, troubles } from '../state/index.ts';
import { readDeadLetters } from './dead-letters.ts';
import type { ReporterWorld } from './world.ts';

export async function reportDrift(
  world: ReporterWorld,
  message: Extract<ReportMessage, { type: 'drift' }>,
  signal: AbortSignal,
): Promise<void> {
  const reading = await drifts.at(message.fleet, message.unit).look(world.store, signal);
  // A damaged one is written anew by the next tick, and told then.
  if ('damage' in reading) world.log.error({ ...message, ...reading }, 'a report is asked of damaged drift');
  if ('damage' in reading || reading.found === undefined) return;
  const { marker, title, body } = driftIssue(reading.found.value, message.fleet);
  await world.host.putIssue(marker, title, body, signal);
}

export async function reportTroubles(world: ReporterWorld, fleet: string, signal: AbortSignal): Promise<void> {
  const reading = await troubles.at(fleet).look(world.store, signal);
  // A damaged one is written anew by the next tick.
  if ('damage' in reading || reading.found === undefined) return;
  const { value } = reading.found;
  for (const { marker, title, body } of [guardIssue(value.guard ?? [], fleet), stateIssue(value, fleet)])
    await world.host.putIssue(marker, title, body, signal);
}

export async function reportDeadLetters(world: ReporterWorld, signal: AbortSignal): Promise<void> {
  const { marker, title, body } = deadLetterIssue(await readDeadLetters(world.store, signal));
  await world.host.putIssue(marker, title, body, signal);
}
