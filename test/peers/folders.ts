// Where everything of the peers lies: programs and sets, in .local/peers of the repository. A set is what one `up`, or
// one local cloud, has started; its folder's path stands in the command line of each of its programs, and is how they
// are found.
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../.local/peers');
/** Programs that were built here. */
export const PROGRAMS_FOLDER = join(ROOT, 'programs');
export const SETS = join(ROOT, 'sets');

/** The set that `npm run peers -- up` makes, and that outlives its command. */
export const UP = 'up';

/** Begins the names of the network namespaces and of the link of a set: no other set's begin so. */
export function networkPrefix(set: string): string {
  return `rl${createHash('sha256').update(join(SETS, set)).digest('hex').slice(0, 8)}`;
}
