// A person's word that a cluster is to get no requests for a time, or that it is to get them back. The worker reads it,
// works out what can be done, and does that.
import { durationText, RangelightError } from '../../core/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import { type Act, type DrainWord, drainWords, LONGEST_DRAIN_MS } from '../../state/index.ts';
import type { ReporterWorld } from '../world.ts';
import { recordAct } from './audit.ts';

export type DrainAsked = Act &
  Pick<DrainWord, 'asked'> & {
    readonly cluster: ClusterLink;
    readonly says:
      | { readonly type: 'drain'; readonly durationMs: number; readonly asFarAsPossible?: true }
      | { readonly type: 'undrain'; readonly atOnce?: true };
  };

/**
 * Notes it in the place of what was said of the cluster before, and asks the worker. Fails with `invalid` over
 * LONGEST_DRAIN_MS.
 * @returns the word, and the one that it replaces.
 */
export async function sayDrain(
  { store, clock, publisher }: Pick<ReporterWorld, 'store' | 'clock' | 'publisher'>,
  fleet: string,
  { cluster, says, by, reason, asked }: DrainAsked,
  signal: AbortSignal,
): Promise<{ readonly word: DrainWord; readonly before: DrainWord | undefined }> {
  const at = clock.now();
  if (says.type === 'drain' && says.durationMs > LONGEST_DRAIN_MS) {
    const longest = durationText(LONGEST_DRAIN_MS);
    const message = `a drain lasts ${longest} at most: say it again then, or write it into the fleet file`;
    throw new RangelightError('invalid', 'state', message);
  }
  const said = { cluster, by, reason, at, asked };
  const { type, ...how } = says;
  const word: DrainWord =
    'durationMs' in how
      ? { ...said, says: 'drain', until: wholeSeconds(at + how.durationMs), ...farOf(how) }
      : { ...said, says: 'undrain', ...how };
  await recordAct(store, fleet, { by, reason, at, action: type, subject: cluster }, signal);
  let before: DrainWord | undefined;
  await drainWords.at(fleet, cluster).update(
    store,
    (now) => {
      before = now;
      return word;
    },
    signal,
  );
  await publisher.publishTask({ type: 'drain', fleet }, signal);
  return { word, before };
}

function farOf({ asFarAsPossible }: { readonly asFarAsPossible?: true }): { readonly asFarAsPossible?: true } {
  return asFarAsPossible === undefined ? {} : { asFarAsPossible };
}

/** What stands on a backend has whole seconds. */
function wholeSeconds(at: number): number {
  return Math.floor(at / 1000) * 1000;
}
