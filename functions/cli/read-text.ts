// A text file that a person named.
import { readFile } from 'node:fs/promises';
import { RangelightError } from '../../lib/core/index.ts';

/**
 * @param what it is, and `next` what to do without it, both for the message.
 * Fails with `invalid` for a file that is not there or may not be read.
 */
export async function readText(path: string, what: string, next = 'check its path'): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new RangelightError('invalid', 'command line', `${what} ${path} cannot be read: ${next}`, { cause });
  }
}

/** The document of `--facts`, for messages with its path. */
export async function readFactsFile(path: string | undefined): Promise<{ path: string; text: string } | undefined> {
  return path === undefined ? undefined : { path, text: await readText(path, 'the facts document') };
}
