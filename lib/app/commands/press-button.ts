// A button of a check run, or its re-run → the same as a comment would ask for on its pull request. Who pressed it is
// GitHub's signed word: there is nothing to fetch it from, so GitHub's own body came along, and its signature is
// verified here. What kind of event it is, and of which repository, the body says.
import { readCommand, CALL } from '../../commands/index.ts';
import { digestOf } from '../../core/index.ts';
import type { ReportMessage } from '../../ports/index.ts';
import { commandReply, digestInButton, isPlanButton } from '../../report/index.ts';
import type { Answer, KeptWord } from '../../state/index.ts';
import { readCommitRecords } from '../records/commit-record.ts';
import { vouch } from '../words/vouches.ts';
import type { ReporterWorld } from '../world.ts';
import { replyTo, strangerWords } from './answer.ts';
import { keepAnswer, knownAnswer } from './kept-answers.ts';
import { keepUntilPlanned } from './kept-words.ts';
import { type Press, readPress } from './read-press.ts';

type Signed = Extract<ReportMessage, { type: 'press' }>;

/** Fails with RangelightError when GitHub or the store does: deliver it again. */
export async function pressButton(
  world: ReporterWorld,
  { body, signature }: Signed,
  signal: AbortSignal,
): Promise<void> {
  if (!(await world.isSigned(body, signature))) {
    world.log.error({ repository: world.name }, 'the press of a button is not signed by GitHub: it is not obeyed');
    return;
  }
  const press = readPress(body);
  if (press === undefined || press.repository !== world.name) return;
  if (!(await isCurrent(world, press, signal))) return;
  // What was obeyed is known by the very body: the same one again, under whatever delivery, approves nothing new.
  // Planning again does no harm, and who presses twice wants it twice: it is the same press for a minute only.
  const asksForPlan = press.action === undefined || isPlanButton(press.action);
  const minute = asksForPlan ? `-${Math.floor(world.clock.now() / 60_000)}` : '';
  const id = `press-${digestOf(body)}${minute}`;
  const pullRequest = await pullRequestOf(world, press.commit, signal);
  const word = { type: 'press', body, signature } as const;
  const known = await knownAnswer(world, id, signal);
  const answer = known ?? (await judge(world, { id, press, pullRequest, word }, signal));
  if (pullRequest === undefined || answer === undefined || answer.said.length === 0) return;
  const { marker, body: reply } = commandReply({ id, answer, usage: [] });
  await world.host.putComment(pullRequest, marker, reply, signal);
}

/**
 * Whether the check run is still there, ours, and of that commit. All checks of a commit that are run again name none.
 */
async function isCurrent(
  { conversations }: ReporterWorld,
  { checkRun, commit }: Press,
  signal: AbortSignal,
): Promise<boolean> {
  if (checkRun === undefined) return true;
  const run = await conversations.checkRun(checkRun, signal);
  return run !== undefined && run.isOurs && run.commit === commit;
}

interface Pressed {
  /** Of its answer. */
  readonly id: string;
  readonly press: Press;
  readonly pullRequest: number | undefined;
  readonly word: KeptWord;
}

/** Undefined: it is kept until there is a plan to judge it by. */
async function judge(
  world: ReporterWorld,
  { id, press: { by: login, action, commit }, pullRequest, word }: Pressed,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const keep = (type: Answer['type'], ...said: readonly string[]): Promise<Answer> =>
    keepAnswer(world, id, { type, said, by: login, at: world.clock.now() }, signal);
  const stranger = await strangerWords(world, login, signal);
  if (stranger !== undefined) return keep('stranger', stranger);
  if (action === undefined || isPlanButton(action)) {
    await runAgain(world, id, commit, login, signal);
    return keep('done');
  }
  const digest = digestInButton(action);
  if (digest === undefined) return keep('mistake', `there is no button ${action}`);
  const reading = readCommand(`${CALL} approve ${digest}`);
  if (reading.type !== 'command') return keep('mistake', `there is no button ${action}`);
  if (pullRequest === undefined) return keep('refused', 'the commit is of no pull request, or of several');
  const topic = await world.conversations.topic(pullRequest, signal);
  const hasMoved = topic.type === 'pull-request' && topic.state === 'open' && topic.head !== commit;
  if (hasMoved) return keep('refused', 'the pull request has another head now: look at that one first');
  const { command } = reading;
  if (await keepUntilPlanned(world, { id, topic, command, word }, signal)) return undefined;
  return keepAnswer(world, id, await replyTo(world, { id, login, topic, command }, signal), signal);
}

/** For a stranger's pull request, a re-run is a maintainer's word for exactly this commit. */
async function runAgain(
  world: ReporterWorld,
  id: string,
  commit: string,
  by: string,
  signal: AbortSignal,
): Promise<void> {
  for (const { occasion } of await readCommitRecords(world.store, world.name, commit, signal)) {
    if (occasion.type !== 'pull-request') continue;
    const { number } = occasion;
    const topic = await world.conversations.topic(number, signal);
    const isHead = topic.type === 'pull-request' && topic.state === 'open' && topic.head === commit;
    if (isHead) await vouch(world, { number, commit, by }, signal);
  }
  await world.publisher.publishRevision({ type: 'rerequest', repository: world.name, delivery: id, commit }, signal);
}

/**
 * The one pull request that a commit was planned for; undefined for one of the branch, or when a fork brings it too.
 */
async function pullRequestOf(
  { store, name }: ReporterWorld,
  commit: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const occasions = (await readCommitRecords(store, name, commit, signal)).map(({ occasion }) => occasion);
  const numbers = occasions.flatMap((occasion) => (occasion.type === 'pull-request' ? [occasion.number] : []));
  const [only, ...others] = new Set(numbers);
  // Who opened which decides about approvals: that has to be said in one of them.
  return others.length === 0 ? only : undefined;
}
