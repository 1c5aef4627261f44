// What was known keeps while it cannot be read.
import { RangelightError } from './failure.ts';

/** What is read now, or what was known when it cannot be read. */
export async function orLast<T>(
  read: () => Promise<T>,
  last: T | undefined,
  signal: AbortSignal,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return last;
  }
}
