// What a command came to: it is done, or refused in words.
import type { Answer } from '../../state/index.ts';
import type { ReporterWorld } from '../world.ts';
import type { Asked } from './asked.ts';
import { obey } from './obey.ts';
import { refusalWords } from './refusal.ts';

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
