// The reporter: a projection of the documents onto GitHub. It decides nothing, so the same message twice, late or out of
// order shows the same. What people ask for there goes to the commands, for which it alone has the credential. Check first, comment last: comments are what GitHub limits first. May import: core, plan, ports, report.
import pLimit from 'p-limit';
import { isFailure } from '../core/index.ts';
import type { Plan, Revision } from '../plan/index.ts';
import type { ReportMessage } from '../ports/index.ts';
import {
  applyCheck,
  applyDeployment,
  commitCheck,
  commitComment,
  type CommitPlans,
  deadLetterIssue,
  driftIssue,
  type FleetPlan,
} from '../report/index.ts';
import { answerComment } from './commands/answer-comment.ts';
import { pressButton } from './commands/press-button.ts';
import { readCommitRecords } from './commit-record.ts';
import { readDeadLetters } from './dead-letters.ts';
import type { CommitRecord, Drift, OpenPull } from './documents.ts';
import { readOpenPull } from './open-pulls.ts';
import { readRunViews, type RunHint } from './run-views.ts';
import { keys, purposeOf } from './state-keys.ts';
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

/** One check run for all that is planned of a commit; what the branch plans counts before what was proposed. */
async function reportRevision(
  world: ReporterWorld,
  message: Extract<ReportMessage, { type: 'revision' }>,
  signal: AbortSignal,
): Promise<void> {
  const { commit } = message;
  const pull =
    message.pullRequest === undefined ? undefined : await readOpenPull(world.store, message.pullRequest, signal);
  const records = await readCommitRecords(world.store, commit, signal);
  const shown = await whatStands(world, records, signal);
  if (shown === undefined) {
    // Written before it is announced: a record that is missing was cleared away, and nobody waits for its report.
    world.log.warn({ ...message }, 'a report is asked of a commit that nothing is known of');
    return;
  }
  const { origin, plans } = shown;
  await world.host.putCheckRun(commitCheck(plans), signal);
  if (origin.type === 'head')
    for (const { revision } of plans.fleets) await reportApply(world, revision, undefined, signal);
  // A plan that comes late for a head that was replaced, or for a pull request that is closed, is no news there.
  if (pull?.head === commit) await reportComment(world, pull, records, signal);
}

interface Standing {
  readonly origin: CommitRecord['origin'];
  readonly plans: CommitPlans;
}

/**
 * What the check run of a commit tells. A fork may carry the commit of somebody else's pull request: one that was compared
 * counts before one that was not, and a head that was replaced counts only where it is no pull request's any more.
 */
async function whatStands(
  world: ReporterWorld,
  records: readonly CommitRecord[],
  signal: AbortSignal,
): Promise<Standing | undefined> {
  const proposed: Standing[] = [];
  const replaced: Standing[] = [];
  for (const record of records) {
    const { origin } = record;
    const plans = await readCommitPlans(world, record, signal);
    if (origin.type !== 'pull-request') return { origin, plans };
    const pull = await readOpenPull(world.store, origin.number, signal);
    const by = pull?.superseded.find(({ commit }) => commit === record.commit)?.by;
    if (by === undefined) proposed.push({ origin, plans });
    else replaced.push({ origin, plans: { ...plans, supersededBy: by } });
  }
  const isCompared = ({ plans }: Standing): boolean =>
    plans.fleets.every(({ revision }) => revision.withheld === undefined);
  return proposed.find(isCompared) ?? proposed[0] ?? replaced[0];
}

/** Nobody asked for a look at a draft: its comment is kept true when there is one, and not made. */
async function reportComment(
  world: ReporterWorld,
  { number, draft }: OpenPull,
  records: readonly CommitRecord[],
  signal: AbortSignal,
): Promise<void> {
  const record = records.find(({ origin }) => origin.type === 'pull-request' && origin.number === number);
  if (record === undefined) return;
  const plans = await readCommitPlans(world, record, signal);
  if (plans.coming.length > 0) return;
  const { marker, body } = commitComment(plans);
  const isNews = !draft && record.fleets.length + record.diagnostics.length > 0;
  if (isNews) await world.host.putComment(number, marker, body, signal);
  else await world.host.editComment(number, marker, body, signal);
}

async function readCommitPlans(
  world: ReporterWorld,
  { commit, origin, fleets, diagnostics }: CommitRecord,
  signal: AbortSignal,
): Promise<CommitPlans> {
  const planned: FleetPlan[] = [];
  const coming: string[] = [];
  for (const fleet of fleets) {
    const stored = await world.store.read<Revision>(keys.revision(fleet, commit, purposeOf(origin)), signal);
    if (stored === undefined) coming.push(fleet);
    else planned.push({ revision: stored.value, plans: await readPlans(world, stored.value, signal) });
  }
  return { commit, fleets: planned, coming, diagnostics };
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
  const isOvertaken = revision.units.some(({ overtaken }) => overtaken !== undefined);
  const plans = isOvertaken ? await readPlans(world, revision, signal) : undefined;
  const page = await world.host.putCheckRun(applyCheck(revision, runs, plans), signal);
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
  const named = revision.units.flatMap(({ plan, overtaken }) => [plan ?? [], overtaken?.plan ?? []].flat());
  const digests = [...new Set(named)];
  const stored = await Promise.all(
    digests.map((digest) => limit(() => world.store.read<Plan>(keys.plan(revision.fleet, digest), signal))),
  );
  return new Map(stored.flatMap((one) => (one === undefined ? [] : [[one.value.digest, one.value] as const])));
}
