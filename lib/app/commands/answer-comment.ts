// A comment → what it asks for is done or refused, with a reaction as the receipt and a reply when there is something
// to say.
import { readCommand, usageLines } from '../../commands/index.ts';
import type { PersonsComment, Reaction } from '../../ports/index.ts';
import { commandReply } from '../../report/index.ts';
import type { Answer } from '../../state/index.ts';
import type { ReporterWorld } from '../world.ts';
import { keepUntilPlanned } from './kept-words.ts';
import { drainToldIn } from './drain-reply.ts';
import { previewFor } from './rollback-reply.ts';
import { replyTo, strangerWords } from './answer.ts';
import { keepAnswer, knownAnswer } from './kept-answers.ts';

const RECEIPTS: Readonly<Record<Answer['type'], Reaction>> = {
  done: 'rocket',
  asked: 'rocket',
  'in-part': 'rocket',
  waits: '-1',
  help: 'rocket',
  mistake: 'confused',
  refused: '-1',
  stranger: '-1',
};

/**
 * Answers the comment of that id. Comments of apps, edited ones and those that are gone are left alone.
 * Fails with RangelightError when GitHub or the store does: deliver it again.
 */
export async function answerComment(world: ReporterWorld, id: number, signal: AbortSignal): Promise<void> {
  const comment = await world.conversations.comment(id, signal);
  if (comment === undefined || comment.isBot || comment.isEdited) return;
  if (readCommand(comment.body).type === 'none') return;
  const name = `comment-${id}`;
  const known = await knownAnswer(world, name, signal);
  if (known === undefined) await hear(world, id, signal);
  const judged = known ?? (await judge(world, name, comment, signal));
  // It is kept: what was heard is the receipt until it is judged.
  if (judged === undefined) return;
  const answer = known ?? (await keepAnswer(world, name, judged, signal));
  await world.conversations.react(id, RECEIPTS[answer.type], signal);
  if (answer.type === 'done' && answer.said.length === 0) return;
  const usage = answer.type === 'help' || answer.type === 'mistake' ? usageLines() : [];
  const more = await moreFor(world, id, answer, signal);
  const { marker, body } = commandReply({ id: replyOf(comment, answer), answer, usage, more });
  await world.host.putComment(comment.number, marker, body, signal);
}

/** What is known by now of what the comment has others do. */
function moreFor(
  world: ReporterWorld,
  id: number,
  { type }: Answer,
  signal: AbortSignal,
): Promise<string | undefined> | undefined {
  if (type === 'asked') return drainToldIn(world, id, signal);
  return type === 'done' ? previewFor(world, id, signal) : undefined;
}

/** A brake must not wait for a reaction that GitHub has no rate for. */
async function hear({ conversations, log }: ReporterWorld, comment: number, signal: AbortSignal): Promise<void> {
  try {
    await conversations.react(comment, 'eyes', signal);
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ comment, error }, 'a reaction could not be given');
  }
}

/** Undefined: it is kept until there is a plan to judge it by. */
async function judge(
  world: ReporterWorld,
  id: string,
  { id: comment, by: login, number, body }: PersonsComment,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const known = { by: login, at: world.clock.now() };
  const stranger = await strangerWords(world, login, signal);
  if (stranger !== undefined) return { type: 'stranger', said: [stranger], ...known };
  const reading = readCommand(body);
  if (reading.type !== 'command') {
    const said =
      reading.type === 'none' ? [] : [reading.message, ...(reading.hint === undefined ? [] : [reading.hint])];
    return { type: 'mistake', said, ...known };
  }
  const topic = await world.conversations.topic(number, signal);
  const { command } = reading;
  const word = { type: 'comment', comment, issue: number } as const;
  if (await keepUntilPlanned(world, { id, topic, command, word }, signal)) return undefined;
  const from = { asked: { comment, issue: number } };
  return replyTo(world, { id, login, topic, command, from }, signal);
}

/** One reply for each comment; to those who may not ask for anything, one for each person and place. */
function replyOf({ id, number, by }: PersonsComment, { type }: Answer): string {
  return type === 'stranger' ? `stranger-${number}-${by}` : `comment-${id}`;
}
