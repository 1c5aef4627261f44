// What a command came to, kept before anybody is told: the same comment again gets the same receipt, and nothing is
// done twice.
import { type Answer, answers } from '../../state/index.ts';
import type { ReporterWorld } from '../world.ts';

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
