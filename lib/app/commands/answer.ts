// What a command came to, kept before anybody is told: the same comment again gets the same receipt, and nothing is
// done twice.
import { type Answer, answers } from '../../state/index.ts';
import type { ReporterWorld } from '../world.ts';
import type { Asked } from './asked.ts';
import { obey } from './obey.ts';
import { refusalWords } from './refusal.ts';

export async function knownAnswer(
  { store, name }: Pick<ReporterWorld, 'store' | 'name'>,
  id: string,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const reading = await answers.at(name, id).look(store, signal);
  return 'found' in reading ? reading.found?.value : undefined;
}

export async function keepAnswer(
  { store, log, name }: Pick<ReporterWorld, 'store' | 'log' | 'name'>,
  id: string,
  answer: Answer,
  signal: AbortSignal,
): Promise<Answer> {
  await answers.at(name, id).create(store, answer, signal);
  log.info({ repository: name, command: id, ...answer }, 'a command is answered');
  return answer;
}

const STRANGER = 'this needs write permission in the repository';

/** Undefined when the person may write. */
export async function strangerWords(
  { conversations }: Pick<ReporterWorld, 'conversations'>,
  login: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const permission = await conversations.permission(login, signal);
  return permission === 'write' || permission === 'admin' ? undefined : STRANGER;
}

/** Does it, or says why not. Fails when neither is certain: then the question comes again. */
export async function replyTo(world: ReporterWorld, asked: Asked, signal: AbortSignal): Promise<Answer> {
  const known = { by: asked.login, at: world.clock.now() };
  try {
    return { ...(await obey(world, asked, signal)), ...known };
  } catch (error) {
    signal.throwIfAborted();
    const said = refusalWords(error);
    if (said === undefined) throw error;
    return { type: 'refused', said: [said], ...known };
  }
}
