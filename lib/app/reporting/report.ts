// The reporter: a projection of the documents onto GitHub. It decides nothing, so the same message twice, late or out
// of order shows the same. What people ask for there goes to the commands, for which it alone has the credential. Check
// first, comment last: comments are what GitHub limits first.
import { isProposal, type Occasion, type Revision } from '../../plan/index.ts';
import type { ReportMessage } from '../../ports/index.ts';
import { commitCheck, commitComment, type CommitPlans } from '../../report/index.ts';
import { type CommitRecord, type OpenPull, revisions } from '../../state/index.ts';
import { clearWordsOfHead, clearWordsOfPull } from '../words/clear-words.ts';
import { answerComment, isPlanned, judgeKept, pressButton, tellDrain } from '../commands/index.ts';
import { readCommitPlans } from './commit-plans.ts';
import { readCommitRecords } from '../records/commit-record.ts';
import { homeOf, usableHead } from '../records/known-fleets.ts';
import { openPullOf } from '../records/open-pulls.ts';
import { recordOfPull } from '../records/pull-revisions.ts';
import { countedHost } from './counted-host.ts';
import { reportBranch, strayCheckOf } from './report-branch.ts';
import { reportDeadLetters, reportDrift, reportLost, reportStop, reportTroubles } from './report-issues.ts';
import { noteMerge } from './merged-pulls.ts';
import { reportApply } from './report-apply.ts';
import { isToldAlready } from './told-already.ts';
import type { ReporterWorld, ReporterWorlds } from '../world.ts';

/** Shows what a message is about. Fails with RangelightError when the store or the code host does: deliver it again. */
export async function report(worlds: ReporterWorlds, message: ReportMessage, signal: AbortSignal): Promise<void> {
  const world = await worldFor(worlds, message, signal);
  if (world === undefined) {
    worlds.log.warn({ type: message.type }, 'a report is about a repository that is not followed');
    return;
  }
  const startedAt = worlds.clock.now();
  const counts = { checks: 0, comments: 0, deployments: 0, issues: 0 };
  await show(worlds, { ...world, host: countedHost(world.host, counts) }, message, signal);
  const { type: about, ...ids } = message.type === 'press' ? { type: message.type } : message;
  worlds.log.info({ about, ...ids, ...counts, tookMs: worlds.clock.now() - startedAt }, 'a report is shown');
}

function show(
  worlds: ReporterWorlds,
  world: ReporterWorld,
  message: ReportMessage,
  signal: AbortSignal,
): Promise<unknown> {
  switch (message.type) {
    case 'revision':
      return reportRevision(world, message, signal);
    case 'run':
      return reportRun(world, message, signal);
    case 'drift':
      return reportDrift(world, message, signal);
    case 'state':
      return reportTroubles(world, message.fleet, signal);
    case 'stop':
      return reportStop(world, message, signal);
    case 'closed':
      return closePull(world, message, signal);
    case 'drain':
      return tellDrain(world, message, signal);
    case 'comment':
      return answerComment(world, message.comment, signal);
    case 'press':
      return pressButton(world, message, signal);
    case 'branch':
      return reportBranch(world, signal);
    case 'dead-letters':
      return reportDeadLetters(world, signal);
    case 'deliveries':
      return redeliver(worlds, signal);
  }
}

/** Where a fleet lives the state says: a message never leads to another repository. */
async function worldFor(
  worlds: ReporterWorlds,
  message: ReportMessage,
  signal: AbortSignal,
): Promise<ReporterWorld | undefined> {
  if ('repository' in message) return worlds.at(message.repository);
  if (!('fleet' in message)) return worlds.home;
  const home = await homeOf(worlds.store, message.fleet, signal);
  return home === undefined ? undefined : worlds.at(home);
}

/** One check run for all that is planned of a commit; what the branch plans counts before what was proposed. */
async function reportRevision(
  world: ReporterWorld,
  message: Extract<ReportMessage, { type: 'revision' }>,
  signal: AbortSignal,
): Promise<void> {
  const { commit, pullRequest } = message;
  const { name, store } = world;
  const pull = pullRequest === undefined ? undefined : await openPullOf(store, name, pullRequest, signal);
  const records = await readCommitRecords(store, name, commit, signal);
  const shown = await whatStands(world, records, signal);
  if (shown === undefined) {
    // Written before it is announced: a record that is missing was cleared away, and nobody waits for its report.
    world.log.warn({ ...message }, 'a report is asked of a commit that nothing is known of');
    return;
  }
  const { occasion, plans: shownPlans } = shown;
  await world.host.putCheckRun((await strayCheckOf(world, commit, signal)) ?? commitCheck(world, shownPlans), signal);
  if (!isProposal(occasion))
    for (const { revision } of shownPlans.fleets) {
      await reportApply(world, revision, undefined, signal);
      await forgetWords(world, revision, signal);
    }
  // Nobody waits for a plan of a head that was replaced, or of a pull request that is closed.
  if (pull?.head !== commit) return;
  await reportComment(world, pull, signal);
  if (await isPlanned(world, pull, signal)) await judgeKept(world, pull.number, signal);
}

interface Standing {
  readonly occasion: Occasion;
  readonly plans: CommitPlans;
}

/**
 * What the check run of a commit tells. A fork may carry the commit of somebody else's pull request: one that was
 * compared counts before one that was not, and a head that was replaced counts only where it is no pull request's any
 * more.
 */
async function whatStands(
  world: ReporterWorld,
  records: readonly CommitRecord[],
  signal: AbortSignal,
): Promise<Standing | undefined> {
  const proposed: Standing[] = [];
  const replaced: Standing[] = [];
  for (const record of records) {
    const { occasion } = record;
    const shown = await readCommitPlans(world.store, record, signal);
    if (occasion.type !== 'pull-request') return { occasion, plans: shown };
    const pull = await openPullOf(world.store, world.name, occasion.number, signal);
    // Of its head what counts is what it would be merged into now.
    if (pull?.head === occasion.commit && pull.base !== occasion.base) continue;
    const by = pull?.superseded.find(({ commit }) => commit === occasion.commit)?.by;
    if (by === undefined) proposed.push({ occasion, plans: shown });
    else replaced.push({ occasion, plans: { ...shown, supersededBy: by } });
  }
  const isCompared = ({ plans: { fleets } }: Standing): boolean =>
    fleets.every(({ revision }) => revision.withheld === undefined);
  return proposed.find(isCompared) ?? proposed[0] ?? replaced[0];
}

/** Nobody asked for a look at a draft: its comment is kept true when there is one, and not made. */
async function reportComment(world: ReporterWorld, pull: OpenPull, signal: AbortSignal): Promise<void> {
  const { number, draft } = pull;
  const record = await recordOfPull(world.store, world.name, pull, signal);
  if (record === undefined) return;
  const shown = await readCommitPlans(world.store, record, signal);
  if (shown.coming.length > 0) return;
  const { behind } = pull;
  const { marker, body, isNews } = commitComment(world, {
    ...shown,
    ...(behind === undefined ? {} : { behind }),
  });
  if (isNews && !draft) await world.host.putComment(number, marker, body, signal);
  else await world.host.editComment(number, marker, body, signal);
}

async function reportRun(
  world: ReporterWorld,
  message: Extract<ReportMessage, { type: 'run' }>,
  signal: AbortSignal,
): Promise<void> {
  const reading = await revisions.at(message.fleet, message.commit, 'head').look(world.store, signal);
  const revision = 'found' in reading ? reading.found?.value : undefined;
  // Written before it is announced: one that is missing was cleared away. That of the head is planned and reported
  // again.
  if ('damage' in reading) world.log.error({ ...message, ...reading }, 'a report is asked of a damaged revision');
  else if (revision === undefined) world.log.warn({ ...message }, 'a report is asked of a revision that is not there');
  else if (!isToldAlready(world.store, revision, message.at)) await reportApply(world, revision, message, signal);
  await reportLost(world, message, signal);
}

/** Of the head as it is now only: what is said of an older one is over. */
async function forgetWords(world: ReporterWorld, revision: Revision, signal: AbortSignal): Promise<void> {
  const head = await usableHead(world.store, revision.fleet, signal);
  if (head?.commit !== revision.occasion.commit) return;
  const stops = (unit: string): boolean =>
    revision.units.some((one) => one.unit === unit && one.plan !== null && one.approvedBy === undefined);
  await clearWordsOfHead(world.store, revision, stops, signal);
}

/** GitHub says whether it is closed, and as what it was merged: words for a pull request that is open stay. */
async function closePull(
  world: ReporterWorld,
  { pullRequest: number, head }: Extract<ReportMessage, { type: 'closed' }>,
  signal: AbortSignal,
): Promise<void> {
  const topic = await world.conversations.topic(number, signal);
  if (topic.type !== 'pull-request' || topic.state === 'open') return;
  await judgeKept(world, number, signal);
  const { mergeCommit, mergedBy, baseBranch } = topic;
  await clearWordsOfPull(world.store, world.name, { number, head, merged: topic.state === 'merged' }, signal);
  if (mergeCommit === undefined || baseBranch !== world.branch) return;
  const fleets = await noteMerge(world, { number, head, commit: mergeCommit, by: mergedBy }, signal);
  // By the reports of the head, which come one after another.
  const heads = await Promise.all(fleets.map((fleet) => usableHead(world.store, fleet, signal)));
  for (const commit of new Set(heads.flatMap((one) => one?.commit ?? [])))
    await world.publisher.publishReport({ type: 'revision', repository: world.name, commit }, signal);
}

async function redeliver(world: ReporterWorlds, signal: AbortSignal): Promise<void> {
  try {
    const sent = await world.redeliverFailed(signal);
    if (sent.length > 0) world.log.info({ deliveries: sent }, 'deliveries that failed are sent again');
  } catch (error) {
    signal.throwIfAborted();
    // Not worth coming again for: the next sweep is on its way.
    world.log.warn({ error }, 'deliveries that failed could not be looked for');
  }
}
