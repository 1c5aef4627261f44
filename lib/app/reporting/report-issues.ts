// The issues: what stops of a fleet, drift of a unit, what is lost or damaged of a fleet's documents, and dead letters.
import { foldJournal } from '../../execute/index.ts';
import type { ReportMessage } from '../../ports/index.ts';
import { deadLetterIssue, driftIssue, type Issue, stateIssue, stopIssue } from '../../report/index.ts';
import { appliedStates, drifts, stopsSeen, troubles } from '../../state/index.ts';
import { readDeadLetters } from '../words/dead-letters.ts';
import { readJournal } from '../records/run-journal.ts';
import type { ReporterWorld } from '../world.ts';

export async function reportDrift(
  world: ReporterWorld,
  message: Extract<ReportMessage, { type: 'drift' }>,
  signal: AbortSignal,
): Promise<void> {
  const reading = await drifts.at(message.fleet, message.unit).look(world.store, signal);
  // A damaged one is written anew by the next tick, and told then.
  if ('damage' in reading) world.log.error({ ...message, ...reading }, 'a report is asked of damaged drift');
  if ('damage' in reading || reading.found === undefined) return;
  await putIssue(world, driftIssue(world.kinds, reading.found.value, message.fleet), signal);
}

export async function reportStop(
  world: ReporterWorld,
  { fleet, reason }: Extract<ReportMessage, { type: 'stop' }>,
  signal: AbortSignal,
): Promise<void> {
  const reading = await stopsSeen.at(fleet).look(world.store, signal);
  // A damaged one is written anew by the next tick, and told then.
  if ('damage' in reading || reading.found === undefined) return;
  const due = reading.found.value.stops.filter((stop) => stop.reason === reason && stop.isDue);
  await putIssue(world, stopIssue(reason, due, fleet), signal);
}

export async function reportTroubles(world: ReporterWorld, fleet: string, signal: AbortSignal): Promise<void> {
  const reading = await troubles.at(fleet).look(world.store, signal);
  // A damaged one is written anew by the next tick.
  if ('damage' in reading || reading.found === undefined) return;
  await putIssue(world, stateIssue(reading.found.value, fleet), signal);
}

export async function reportDeadLetters(world: ReporterWorld, signal: AbortSignal): Promise<void> {
  await putIssue(world, deadLetterIssue(await readDeadLetters(world.store, signal)), signal);
}

/**
 * What a run that has ended could not bring back. A person closes it: a report that comes twice does not open it again.
 */
export async function reportLost(
  { store, host, parts }: ReporterWorld,
  { fleet, unit, runId }: Extract<ReportMessage, { type: 'run' }>,
  signal: AbortSignal,
): Promise<void> {
  const entries = (await readJournal(store, { fleet, unit, runId }, signal)) ?? [];
  const lost = entries.flatMap((entry) => (entry.type === 'started' ? (entry.lost ?? []) : []));
  const wrote = entries.some((entry) => entry.type === 'done' && entry.wrote);
  if (lost.length === 0 || !wrote || foldJournal(entries).finished === undefined) return;
  const reading = await appliedStates.at(fleet, unit).look(store, signal);
  const applied = 'found' in reading ? reading.found?.value : undefined;
  for (const part of parts) {
    const issue = part.lost?.({ fleet, unit, runId, lost, applied });
    if (issue !== undefined) await host.openIssue(issue.marker, issue.title, issue.body, signal);
  }
}

/** One issue per marker: opened, brought up to date, or closed. */
async function putIssue({ host }: ReporterWorld, { marker, title, body }: Issue, signal: AbortSignal): Promise<void> {
  await host.putIssue(marker, title, body, signal);
}
