// Who of two workers may make the next call. One goes on until it ends or a schedule stops it; then the other goes on.
import { createHash } from 'node:crypto';
import type { VirtualClock } from '../../infra/emulators/kit/clock.ts';
import type { Call } from './harness/invocation.ts';

/** The worker whose turn it is, is stopped before its n-th call (of both workers together). */
export interface Switch {
  readonly at: number;
  /** Until its lease is over and the other had time to take it; else only until the other ends or waits. */
  readonly long: boolean;
}

export interface Turns {
  /** Resolves when the call may go out. */
  turn(call: Call): Promise<void>;
  /**
   * Gives turns and lets time pass until nobody has asked for one for a while. From then on all calls go out at once.
   */
  drive(isQuiet: () => boolean): Promise<void>;
  /** Calls before which the other worker could have gone on, and where that could make a difference. */
  readonly choices: readonly number[];
  /** All calls, in the order in which they went out. */
  readonly went: readonly Call[];
  /** Equal for two orders that differ only in neighbours which do not see each other. */
  order(): string;
}

interface Waiting {
  readonly call: Call;
  readonly go: () => void;
}

/** A lease of 60 s, the timeout of one call, and the tick that wakes the run. */
const LONG_MS = 150_000;
const STEP_MS = 5_000;
/** After so long without a call, and two ticks, nobody comes any more. */
const OVER_MS = 130_000;
/** Between an answer and the next request of a client. */
const PATIENCE = 6;

export function createTurns(clock: VirtualClock, schedule: readonly Switch[]): Turns {
  const waiting: Waiting[] = [];
  const went: Call[] = [];
  const choices: number[] = [];
  const switches = new Map(schedule.map((one) => [one.at, one]));
  let open = false;
  let current: number | undefined;
  /** A worker that is stopped, and until when. */
  let stopped: { readonly worker: number; readonly until: number } | undefined;

  function next(): Waiting | undefined {
    if (stopped !== undefined && clock.now() >= stopped.until) stopped = undefined;
    const free = waiting.filter(({ call }) => call.invocation !== stopped?.worker);
    const own = free.find(({ call }) => call.invocation === current);
    const other = free.find(({ call }) => call.invocation !== current);
    const chosen = own ?? other;
    if (chosen === undefined) return undefined;
    const at = went.length;
    const rival = waiting.find(({ call }) => call.invocation !== chosen.call.invocation);
    // A long pause makes a difference even when nobody is there yet: another worker comes with the tick.
    if (matters(chosen.call) && !choices.includes(at)) choices.push(at);
    const stop = switches.get(at);
    if (stop === undefined) return chosen;
    switches.delete(at);
    stopped = { worker: chosen.call.invocation, until: clock.now() + (stop.long ? LONG_MS : STEP_MS) };
    current = rival?.call.invocation;
    return next();
  }

  return {
    choices,
    went,
    turn(call) {
      if (open || call.by !== 'worker') return Promise.resolve();
      return new Promise((resolve) => waiting.push({ call, go: resolve }));
    },
    async drive(isQuiet) {
      for (let quiet = 0; quiet < OVER_MS || waiting.length > 0 || !isQuiet(); ) {
        await settled();
        const chosen = next();
        if (chosen === undefined) {
          await clock.advance(STEP_MS);
          quiet += STEP_MS;
          continue;
        }
        quiet = 0;
        waiting.splice(waiting.indexOf(chosen), 1);
        went.push(chosen.call);
        current = chosen.call.invocation;
        chosen.go();
      }
      open = true;
      for (const { go } of waiting.splice(0)) go();
    },
    order: () => layersOf(went),
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < PATIENCE; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Two workers meet only in what one of them writes, and in the state. */
function matters({ write, system }: Call): boolean {
  return write || system === 'storage';
}

/** The digest of the calls in layers: each call as early as the ones that it depends on allow (Foata's normal form). */
function layersOf(calls: readonly Call[]): string {
  const layers: string[][] = [];
  const levels: { readonly call: Call; readonly level: number }[] = [];
  for (const call of calls) {
    let level = 0;
    for (const earlier of levels) if (depends(earlier.call, call)) level = Math.max(level, earlier.level + 1);
    levels.push({ call, level });
    (layers[level] ??= []).push(`${call.invocation} ${call.what}`);
  }
  const text = JSON.stringify(layers.map((layer) => layer.sort()));
  return createHash('sha256').update(text).digest('hex');
}

/** Whether two calls may see each other: one writes what the other asks for, or something below or above it. */
export function depends(one: Call, other: Call): boolean {
  if (one.invocation === other.invocation) return true;
  if (one.system !== other.system || (!one.write && !other.write)) return false;
  const [a, b] = [placeOf(one), placeOf(other)];
  return a.startsWith(b) || b.startsWith(a) || a.includes('/aggregated/') || b.includes('/aggregated/');
}

function placeOf({ what }: Call): string {
  return what.split(' ')[1] ?? '';
}
