// `peers down`: nothing of the last `up` stays, nor of any owner that is gone.
import { UP } from '../folders.ts';
import { sweep, takeDown } from '../sets.ts';

/** @returns the exit status. @throws WouldNotEnd */
export async function down(say: (line: string) => void): Promise<number> {
  await takeDown(UP);
  const swept = await sweep();
  if (swept.length > 0) say(`Of processes that are gone: ${swept.join(', ')}.`);
  say('All is down.');
  return 0;
}
