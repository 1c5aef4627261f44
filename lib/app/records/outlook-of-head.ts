// What was shown of the branch's head beside its plans: what a proposal changes is told against it.
import type { Outlook } from '../../live/index.ts';
import type { Store } from '../../ports/index.ts';
import { revisions } from '../../state/index.ts';
import { usableHead } from './known-fleets.ts';

/** Undefined where nothing is known of it. */
export async function outlookOfHead(store: Store, fleet: string, signal: AbortSignal): Promise<Outlook | undefined> {
  const head = await usableHead(store, fleet, signal);
  if (head === undefined) return undefined;
  const reading = await revisions.at(fleet, head.commit, 'head').look(store, signal);
  return 'found' in reading ? reading.found?.value.outlook : undefined;
}
