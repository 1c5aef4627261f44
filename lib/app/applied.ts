// The applied records of a fleet's units. May import: core, model, ports.
import pLimit from 'p-limit';
import type { AppliedState } from '../model/index.ts';
import type { StateStore } from '../ports/index.ts';
import { keys } from './state-keys.ts';

const CONCURRENCY = 8;

/** By unit. */
export async function loadApplied(
  store: StateStore,
  fleet: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, AppliedState>> {
  const found = await store.list(keys.allApplied(fleet), signal);
  const limit = pLimit(CONCURRENCY);
  const stored = await Promise.all(found.map((key) => limit(() => store.read<AppliedState>(key, signal))));
  return new Map(stored.flatMap((one) => (one === undefined ? [] : [[one.value.unit, one.value] as const])));
}
