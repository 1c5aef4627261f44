// A button of a check run, or its re-run → the same as a comment would ask for on its pull request. Who pressed it is
// GitHub's signed word: there is nothing to fetch it from. May import: commands, plan, ports, report.
import { readCommand, CALL } from '../../commands/index.ts';
import type { Revision } from '../../plan/index.ts';
import type { ReportMessage } from '../../ports/index.ts';
import { commandReply, digestInButton } from '../../report/index.ts';
import { knownFleets } from '../known-fleets.ts';
import { keys } from '../state-keys.ts';
import type { ReporterWorld } from '../world.ts';
import { type Answer, answerTo, keepAnswer, knownAnswer, strangerWords } from './answer.ts';

type Press = Extract<ReportMessage, { type: 'button' }>;

/** Fails with RangelightError when GitHub or the store does: deliver it again. */
export async function pressButton(world: ReporterWorld, press: Press, signal: AbortSignal): Promise<void> {
  const id = `button-${press.delivery}`;
  const run = await world.conversations.checkRun(press.checkRun, signal);
  if (run === undefined || !run.isOurs) return;
  const pullRequest = await pullRequestOf(world, run.commit, signal);
  const answer = (await knownAnswer(world, id, signal)) ?? (await judge(world, id, press, pullRequest, signal));
  if (pullRequest === undefined || answer.said.length === 0) return;
  const { marker, body } = commandReply({ id, answer, usage: [] });
  await world.host.putComment(pullRequest, marker, body, signal);
}

async function judge(
  world: ReporterWorld,
  id: string,
  { by: login, action }: Press,
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
  if (pullRequest === undefined && digest !== undefined)
    return keep('refused', 'the pull request is not known any more');
  if (pullRequest === undefined) {
    await world.publisher.publishRevision({ type: 'facts', delivery: id }, signal);
    return keep('done');
  }
  const topic = await world.conversations.topic(pullRequest, signal);
  return keepAnswer(world, id, await answerTo(world, { id, login, topic, command: reading.command }, signal), signal);
}

/** The pull request that a commit was planned for; undefined for one of the branch. */
async function pullRequestOf(
  { store }: ReporterWorld,
  commit: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  for (const fleet of await knownFleets(store, signal)) {
    const origin = (await store.read<Revision>(keys.revision(fleet, commit), signal))?.value.origin;
    if (origin?.type === 'pull-request') return origin.number;
  }
  return undefined;
}
