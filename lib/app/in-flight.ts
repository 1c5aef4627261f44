// Runs that have not ended, and what they work towards: some of it may stand already, and no applied record says so yet.
// May import: model, ports.
import type { DesiredState } from '../model/index.ts';
import type { StateStore } from '../ports/index.ts';
import type { Open } from './documents.ts';
import { keys } from './state-keys.ts';

export interface InFlight {
  readonly run: Open;
  readonly desired: DesiredState;
}

export async function loadInFlight(
  store: StateStore,
  fleet: string,
  signal: AbortSignal,
): Promise<readonly InFlight[]> {
  const found: InFlight[] = [];
  for (const key of await store.list(keys.allOpen(fleet), signal)) {
    const open = await store.read<Open>(key, signal);
    if (open === undefined) continue;
    const desired = await store.read<DesiredState>(keys.desired(fleet, open.value.desired), signal);
    if (desired !== undefined) found.push({ run: open.value, desired: desired.value });
  }
  return found;
}
