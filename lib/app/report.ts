// The reporter: a projection of the documents onto GitHub. It decides nothing, so the same message twice, late or out of
// order shows the same. What people ask for there goes to the commands, for which it alone has the credential. Check first, comment last: comments are what GitHub limits first. May import: core, plan, ports, report.
import pLimit from 'p-limit';
import { isFailure } from '../core/index.ts';
import type { Plan, Revision } from '../plan/index.ts';
import type { ReportMessage } from '../ports/index.ts';
import { applyCheck, applyDeployment, deadLetterIssue, driftIssue, planCheck, planComment } from '../report/index.ts';
import { answerComment } from './commands/answer-comment.ts';
import { pressButton } from './commands/press-button.ts';
import { readDeadLetters } from './dead-letters.ts';
import type { Drift } from './documents.ts';
import { readRunViews, type RunHint } from './run-views.ts';
import { keys } from './state-keys.ts';
import type { ReporterWorld } from './world.ts';

const CONCURRENCY = 8;

/** Shows what a message is about. Fails with RangelightError when the store or the code host does: deliver it again. */
export async function report(world: ReporterWorld, message: ReportMessage, signal: AbortSignal): Promise<void> {
  switch (message.type) {
    case 'revision':
      return reportRevision(world, message, signal);
    case 'run':
      return reportRun(world, message, signal);
    case 'drift':
      return reportDrift(world, message, signal);
    case 'comment':
      return answerComment(world, message.comment, signal);
    case 'button':
      return pressButton(world, message, signal);
    case 'dead-letters':
      return reportDeadLetters(world, signal);
    case 'deliveries':
      return redeliver(world, signal);
  }
}

async function reportRevision(
  world: ReporterWorld,
  message: Extract<ReportMessage, { type: 'revision' }>,
  signal: AbortSignal,
): Promise<void> {
  const revision = await readRevision(world, message, signal);
  if (revision === undefined) return;
  const plans = await readPlans(world, revision, signal);
  await world.host.putCheckRun(planCheck(revision, plans), signal);
  if (revision.origin.type === 'head') return reportApply(world, revision, undefined, signal);
  const { marker, body } = planComment(revision, plans);
  await world.host.putComment(revision.origin.number, marker, body, signal);
}

async function reportRun(
  world: ReporterWorld,
  message: Extract<ReportMessage, { type: 'run' }>,
  signal: AbortSignal,
): Promise<void> {
  const revision = await readRevision(world, message, signal);
  if (revision === undefined) return;
  await reportApply(world, revision, { unit: message.unit, runId: message.runId }, signal);
}

async function reportApply(
  world: ReporterWorld,
  revision: Revision,
  hint: RunHint | undefined,
  signal: AbortSignal,
): Promise<void> {
  const runs = await readRunViews(world.store, revision, hint, signal);
  const page = await world.host.putCheckRun(applyCheck(revision, runs), signal);
  const deployment = applyDeployment(revision, runs);
  if (deployment === undefined) return;
  try {
    await world.host.putDeployment({ ...deployment, ...(page === undefined ? {} : { logUrl: page }) }, signal);
  } catch (error) {
    // The right to write deployments may be withheld; the check says the same.
    if (!isFailure(error, 'denied') && !isFailure(error, 'not-found')) throw error;
    world.log.warn({ fleet: revision.fleet, commit: revision.commit, error }, 'a deployment could not be written');
  }
}

async function reportDrift(
  world: ReporterWorld,
  message: Extract<ReportMessage, { type: 'drift' }>,
  signal: AbortSignal,
): Promise<void> {
  const stored = await world.store.read<Drift>(keys.drift(message.fleet, message.unit), signal);
  if (stored === undefined) return;
  const { marker, title, body } = driftIssue(stored.value, message.fleet);
  await world.host.putIssue(marker, title, body, signal);
}

async function reportDeadLetters(world: ReporterWorld, signal: AbortSignal): Promise<void> {
  const { marker, title, body } = deadLetterIssue(await readDeadLetters(world.store, signal));
  await world.host.putIssue(marker, title, body, signal);
}

async function redeliver(world: ReporterWorld, signal: AbortSignal): Promise<void> {
  try {
    const deliveries = await world.host.redeliverFailed(signal);
    if (deliveries.length > 0) world.log.info({ deliveries }, 'deliveries that failed are sent again');
  } catch (error) {
    signal.throwIfAborted();
    // Not worth coming again for: the next sweep is on its way.
    world.log.warn({ error }, 'deliveries that failed could not be looked for');
  }
}

async function readRevision(
  world: ReporterWorld,
  message: { readonly fleet: string; readonly commit: string },
  signal: AbortSignal,
): Promise<Revision | undefined> {
  const stored = await world.store.read<Revision>(keys.revision(message.fleet, message.commit), signal);
  // Written before it is announced: a revision that is missing was cleared away, and nobody waits for its report.
  if (stored === undefined) world.log.warn({ ...message }, 'a report is asked of a revision that does not exist');
  return stored?.value;
}

async function readPlans(
  world: ReporterWorld,
  revision: Revision,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Plan>> {
  const limit = pLimit(CONCURRENCY);
  const digests = [...new Set(revision.units.flatMap((unit) => unit.plan ?? []))];
  const stored = await Promise.all(
    digests.map((digest) => limit(() => world.store.read<Plan>(keys.plan(revision.fleet, digest), signal))),
  );
  return new Map(stored.flatMap((one) => (one === undefined ? [] : [[one.value.digest, one.value] as const])));
}
