// The brake that a person pulls: while a pause stands, nothing is written to the cloud. It lies in the bucket, so that
// it works when GitHub does not.
import { isFailure, RangelightError, timeWords } from '../../core/index.ts';
import type { Clock, Store } from '../../ports/index.ts';
import { type Act, type Pause, pauses, WHOLE_FLEET } from '../../state/index.ts';
import { recordAct } from './audit.ts';

export interface PauseWorld {
  readonly store: Store;
  readonly clock: Clock;
}

/** The pause that holds a unit now: its own, or the fleet's. One that is damaged holds all the same. */
export async function activePause(
  { store, clock }: PauseWorld,
  fleet: string,
  unit: string,
  signal: AbortSignal,
): Promise<Pause | undefined> {
  // One list instead of two reads: there is hardly ever anything to read.
  const units = (await pauses.keys(store, [fleet], signal)).map(([, paused]) => paused);
  for (const paused of [unit, WHOLE_FLEET].filter((one) => units.includes(one))) {
    const reading = await pauses.at(fleet, paused).look(store, signal);
    if ('damage' in reading) return damagedPause(reading.damage.why, paused);
    const pause = reading.found?.value;
    if (pause !== undefined && (pause.until ?? Number.POSITIVE_INFINITY) > clock.now()) return pause;
  }
  return undefined;
}

function damagedPause(why: string, unit: string): Pause {
  const reason = `the document of a pause ${why}`;
  return { by: 'somebody', reason, since: 0, ...(unit === WHOLE_FLEET ? {} : { unit }) };
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
  await pauses.at(fleet, unit ?? WHOLE_FLEET).update(store, () => made, signal);
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
  const place = pauses.at(fleet, unit ?? WHOLE_FLEET);
  const reading = await place.look(store, signal);
  const generation = 'damage' in reading ? reading.damage.generation : reading.found?.generation;
  const subject = unit ?? 'the fleet';
  if (generation === undefined) throw new RangelightError('not-found', 'state', `${subject} is not paused`);
  await recordAct(store, fleet, { by, reason, at: clock.now(), action: 'resume', subject }, signal);
  try {
    await place.remove(store, generation, signal);
  } catch (error) {
    if (!isFailure(error, 'precondition')) throw error;
    throw new RangelightError('precondition', 'state', `${subject} was paused again just now: look why, then resume`);
  }
}

export function pauseWords({ by, reason, until }: Pause): string {
  const end = until === undefined ? 'until somebody resumes' : `until ${timeWords(until)}`;
  return `paused by ${by} ${end}: ${reason}`;
}
