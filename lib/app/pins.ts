// A unit that was rolled back stays at what was good: the commit that made it worse is not tried again by itself.
// May import: core, model, ports.
import pLimit from 'p-limit';
import type { DesiredState } from '../model/index.ts';
import type { StateStore } from '../ports/index.ts';
import { keys } from './state-keys.ts';

/** Holds while the branch is at `commit`, or asks for `bad` again. */
export interface Pin {
  readonly unit: string;
  /** The commit that was rolled back. */
  readonly commit: string;
  /** Digest of the desired state that was rolled back. */
  readonly bad: string;
  /** Digest of the desired state to stay at. */
  readonly good: string;
  /** The run that reached it. */
  readonly goodRun: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Pinned {
  readonly pin: Pin;
  /** What the unit stays at. */
  readonly desired: DesiredState;
}

const CONCURRENCY = 8;

/** By unit. */
export async function loadPins(
  store: StateStore,
  fleet: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Pinned>> {
  const limit = pLimit(CONCURRENCY);
  const found = await store.list(keys.allPins(fleet), signal);
  const pins = await Promise.all(
    found.map((key) =>
      limit(async () => {
        const pin = (await store.read<Pin>(key, signal))?.value;
        const desired = pin && (await store.read<DesiredState>(keys.desired(fleet, pin.good), signal))?.value;
        return pin === undefined || desired === undefined ? [] : [[pin.unit, { pin, desired }] as const];
      }),
    ),
  );
  return new Map(pins.flat());
}

/** @param wanted digest of what the commit asks for. */
export function pinHolds({ pin }: Pinned, commit: string, wanted: string): boolean {
  return pin.commit === commit || pin.bad === wanted;
}

/** Takes a unit's pin, over one that stands. */
export async function putPin(store: StateStore, fleet: string, pin: Pin, signal: AbortSignal): Promise<void> {
  const key = keys.pin(fleet, pin.unit);
  const stored = await store.read<Pin>(key, signal);
  await store.write(key, pin, stored?.generation ?? '0', signal);
}

/** Lets a unit go, whether it was pinned or not. */
export async function removePin(store: StateStore, fleet: string, unit: string, signal: AbortSignal): Promise<void> {
  const key = keys.pin(fleet, unit);
  const stored = await store.read<Pin>(key, signal);
  if (stored !== undefined) await store.remove(key, stored.generation, signal);
}
