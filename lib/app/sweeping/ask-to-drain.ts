// Words on clusters that nobody has heeded, or of which nobody has told what came: a message may be lost, and what
// keeps one from being done may be over.
import { drainOutcomes, drainWords, type Head } from '../../state/index.ts';
import type { World } from '../world.ts';

/** Asks the worker where something may be done, and the reporter where it is done and the word still stands. */
export async function askToDrain(
  { store, publisher }: Pick<World, 'store' | 'publisher'>,
  { fleet: { name: fleet }, repository }: Head,
  signal: AbortSignal,
): Promise<void> {
  let isAsked = false;
  for (const { value: word } of (await drainWords.list(store, [fleet], signal)).found) {
    const { cluster, at, asked } = word;
    const reading = await drainOutcomes.at(fleet, cluster).look(store, signal);
    const outcome = 'found' in reading ? reading.found?.value : undefined;
    if (outcome?.wordAt === at && outcome.isDone) {
      await publisher.publishReport({ type: 'drain', repository, fleet, cluster, issue: asked.issue }, signal);
    } else if (!isAsked) {
      isAsked = true;
      await publisher.publishTask({ type: 'drain', fleet }, signal);
    }
  }
}
