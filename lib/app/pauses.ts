// The brake that a person pulls: while a pause stands, nothing is written to the cloud. It lies in the bucket, so that it
// works when GitHub does not. May import: core, ports.
import { isFailure, RangelightError } from '../core/index.ts';
import type { Clock, StateStore } from '../ports/index.ts';
import { type Act, recordAct } from './audit.ts';
import { keys } from './state-keys.ts';

export interface Pause extends Act {
  /** Undefined: the whole fleet. */
  readonly unit?: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Ends by itself then, milliseconds since the epoch; undefined: not before somebody resumes. */
  readonly until?: number;
}

export interface PauseWorld {
  readonly store: StateStore;
  readonly clock: Clock;
}

/** The pause that holds a unit now: its own, or the fleet's. */
export async function activePause(
  { store, clock }: PauseWorld,
  fleet: string,
  unit: string,
  signal: AbortSignal,
): Promise<Pause | undefined> {
  // One list instead of two reads: there is hardly ever anything to read.
  const found = await store.list(keys.allPauses(fleet), signal);
  for (const key of [keys.pause(fleet, unit), keys.pause(fleet, undefined)]) {
    if (!found.includes(key)) continue;
    const pause = (await store.read<Pause>(key, signal))?.value;
    if (pause !== undefined && (pause.until ?? Number.POSITIVE_INFINITY) > clock.now()) return pause;
  }
  return undefined;
}

export interface PauseOrder extends Act {
  readonly unit: string | undefined;
  /** Milliseconds from now; undefined: not before somebody resumes. */
  readonly duration: number | undefined;
}

/** Pauses a unit, or the whole fleet; a pause that stands is replaced. */
export async function pause(
  { store, clock }: PauseWorld,
  fleet: string,
  { unit, duration, by, reason }: PauseOrder,
  signal: AbortSignal,
): Promise<Pause> {
  const since = clock.now();
  const made: Pause = {
    by,
    reason,
    since,
    ...(unit === undefined ? {} : { unit }),
    ...(duration === undefined ? {} : { until: since + duration }),
  };
  await recordAct(store, fleet, { by, reason, at: since, action: 'pause', subject: unit ?? 'the fleet' }, signal);
  const key = keys.pause(fleet, unit);
  const stored = await store.read<Pause>(key, signal);
  await store.write(key, made, stored?.generation ?? '0', signal);
  return made;
}

/** Lets a unit, or the whole fleet, go on. Fails with `not-found` when it is not paused. */
export async function resume(
  { store, clock }: PauseWorld,
  fleet: string,
  unit: string | undefined,
  { by, reason }: Act,
  signal: AbortSignal,
): Promise<void> {
  const key = keys.pause(fleet, unit);
  const stored = await store.read<Pause>(key, signal);
  const subject = unit ?? 'the fleet';
  if (stored === undefined) throw new RangelightError('not-found', 'state', `${subject} is not paused`);
  await recordAct(store, fleet, { by, reason, at: clock.now(), action: 'resume', subject }, signal);
  try {
    await store.remove(key, stored.generation, signal);
  } catch (error) {
    if (!isFailure(error, 'precondition')) throw error;
    throw new RangelightError('precondition', 'state', `${subject} was paused again just now: look why, then resume`);
  }
}

export function pauseWords({ by, reason, until }: Pause): string {
  const end = until === undefined ? 'until somebody resumes' : `until ${new Date(until).toISOString()}`;
  return `paused by ${by} ${end}: ${reason}`;
}
