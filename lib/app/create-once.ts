// Documents that are named by their digest: one that is there already is the same. May import: core, ports.
import { isFailure } from '../core/index.ts';
import type { StateStore } from '../ports/index.ts';

export async function createOnce(store: StateStore, key: string, value: unknown, signal: AbortSignal): Promise<void> {
  if ((await store.read(key, signal)) !== undefined) return;
  try {
    await store.write(key, value, '0', signal);
  } catch (error) {
    if (!isFailure(error, 'precondition')) throw error;
  }
}
