// What a command came to, kept before anybody is told: the same comment again gets the same receipt, and nothing is done
// twice. May import: core, ports.
import type { ReporterWorld } from '../world.ts';
import { createOnce } from '../create-once.ts';
import { keys } from '../state-keys.ts';
import { type Asked, carryOut } from './carry-out.ts';
import { refusalWords } from './refusal.ts';

export interface Answer {
  /** `stranger`: refused for who he is. */
  readonly type: 'done' | 'refused' | 'stranger' | 'mistake' | 'help';
  /** Plain text; may be empty. */
  readonly said: readonly string[];
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export async function knownAnswer(
  { store }: Pick<ReporterWorld, 'store'>,
  id: string,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  return (await store.read<Answer>(keys.command(id), signal))?.value;
}

export async function keepAnswer(
  { store, log }: Pick<ReporterWorld, 'store' | 'log'>,
  id: string,
  answer: Answer,
  signal: AbortSignal,
): Promise<Answer> {
  await createOnce(store, keys.command(id), answer, signal);
  log.info({ command: id, ...answer }, 'a command is answered');
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
export async function answerTo(world: ReporterWorld, asked: Asked, signal: AbortSignal): Promise<Answer> {
  const known = { by: asked.login, at: world.clock.now() };
  try {
    const type = asked.command.verb === 'help' ? 'help' : 'done';
    return { type, said: await carryOut(world, asked, signal), ...known };
  } catch (error) {
    signal.throwIfAborted();
    const said = refusalWords(error);
    if (said === undefined) throw error;
    return { type: 'refused', said: [said], ...known };
  }
}
