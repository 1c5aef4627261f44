// A button of a check run, or its re-run → the same as a comment would ask for on its pull request. Who pressed it is
// GitHub's signed word: there is nothing to fetch it from. May import: commands, plan, ports, report.
import { readCommand, CALL } from '../../commands/index.ts';
import type { ReportMessage } from '../../ports/index.ts';
import { commandReply, digestInButton } from '../../report/index.ts';
import { readCommitRecords } from '../commit-record.ts';
import type { ReporterWorld } from '../world.ts';
import { type Answer, answerTo, keepAnswer, knownAnswer, strangerWords } from './answer.ts';

type Press = Extract<ReportMessage, { type: 'button' }>;

/** Fails with RangelightError when GitHub or the store does: deliver it again. */
export async function pressButton(world: ReporterWorld, press: Press, signal: AbortSignal): Promise<void> {
  const id = `button-${press.delivery}`;
  const run = await world.conversations.checkRun(press.checkRun, signal);
  if (run === undefined || !run.isOurs) return;
  const pullRequest = await pullRequestOf(world, run.commit, signal);
  const answer =
    (await knownAnswer(world, id, signal)) ?? (await judge(world, id, press, run.commit, pullRequest, signal));
  if (pullRequest === undefined || answer.said.length === 0) return;
  const { marker, body } = commandReply({ id, answer, usage: [] });
  await world.host.putComment(pullRequest, marker, body, signal);
}

async function judge(
  world: ReporterWorld,
  id: string,
  { by: login, action }: Press,
  commit: string,
  pullRequest: number | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const keep = (type: Answer['type'], ...said: readonly string[]): Promise<Answer> =>
    keepAnswer(world, id, { type, said, by: login, at: world.clock.now() }, signal);
  const stranger = await strangerWords(world, login, signal);
  if (stranger !== undefined) return keep('stranger', stranger);
  const digest = digestInButton(action);
  const reading = readCommand(digest === undefined ? `${CALL} plan` : `${CALL} approve ${digest}`);
  if (reading.type !== 'command') return keep('mistake', `there is no button ${action}`);
  if (digest === undefined) {
    // The planner knows what the commit was planned for, and takes it as a word for exactly this commit.
    await world.publisher.publishRevision({ type: 'rerequest', delivery: id, commit, by: login }, signal);
    return keep('done');
  }
  if (pullRequest === undefined) return keep('refused', 'the commit is of no pull request, or of several');
  const topic = await world.conversations.topic(pullRequest, signal);
  return keepAnswer(world, id, await answerTo(world, { id, login, topic, command: reading.command }, signal), signal);
}

/** The one pull request that a commit was planned for; undefined for one of the branch, or when a fork brings it too. */
async function pullRequestOf(
  { store }: ReporterWorld,
  commit: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const origins = (await readCommitRecords(store, commit, signal)).map(({ origin }) => origin);
  const [only, ...others] = origins.flatMap((origin) => (origin.type === 'pull-request' ? [origin.number] : []));
  // Who opened which decides about approvals: that has to be said in one of them.
  return others.length === 0 ? only : undefined;
}
