// Time for the emulators: one interface, a scaled real clock for sockets and a virtual one for tests.

/** Emulated time. `now()` is in emulated milliseconds since the epoch; delays are emulated milliseconds. */
export interface Clock {
  now(): number;
  /** Calls `fn` once after `ms` emulated milliseconds; the returned function cancels it. */
  after(ms: number, fn: () => void): () => void;
}

/** Resolves after `ms` emulated milliseconds; rejects with the signal's reason when aborted first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** A real clock that runs `speed` times faster than the wall: an emulated minute takes 60/speed seconds. */
export function scaledClock(speed: number): Clock {
  const start = Date.now();
  const now = (): number => start + (Date.now() - start) * speed;
  return {
    now,
    after(ms, fn) {
      const due = now() + ms;
      // Timers of the platform may fire a millisecond early; whoever compares with now() would then wait for ever.
      const fire = (): void => {
        if (now() < due) timer = arm();
        else fn();
      };
      const arm = (): NodeJS.Timeout => setTimeout(fire, Math.max(1, (due - now()) / speed)).unref();
      let timer = arm();
      return () => clearTimeout(timer);
    },
  };
}

export interface VirtualClock extends Clock {
  /** Moves time forward and runs what falls due, in order; promises get some turns between two timers. */
  advance(ms: number): Promise<void>;
  /**
   * Lets time fly, from one timer to the next, until the promise settles; gives its outcome. For callers in process.
   */
  until<T>(promise: Promise<T>): Promise<T>;
}

/** Whether somebody has to move this clock. */
export function isVirtual(clock: Clock): clock is VirtualClock {
  return 'advance' in clock;
}

/** A clock that moves only when told to. */
export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start;
  let next = 0;
  const timers = new Map<number, { at: number; fn: () => void }>();
  const earliest = (until: number): number | undefined => {
    let found: number | undefined;
    for (const [id, timer] of timers) {
      if (timer.at <= until && (found === undefined || timer.at < (timers.get(found)?.at ?? 0))) found = id;
    }
    return found;
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const fire = (id: number): void => {
    const timer = timers.get(id);
    timers.delete(id);
    if (timer === undefined) return;
    now = Math.max(now, timer.at);
    timer.fn();
  };
  return {
    now: () => now,
    after(ms, fn) {
      const id = next++;
      timers.set(id, { at: now + ms, fn });
      return () => timers.delete(id);
    },
    async advance(ms) {
      const until = now + ms;
      await turns(turn);
      for (let id = earliest(until); id !== undefined; id = earliest(until)) {
        fire(id);
        await turns(turn);
      }
      now = Math.max(now, until);
    },
    async until(promise) {
      const progress = { settled: false };
      const settle = (): void => {
        progress.settled = true;
      };
      promise.then(settle, settle);
      await turns(turn);
      while (!progress.settled) {
        const id = earliest(Number.POSITIVE_INFINITY);
        if (id !== undefined) fire(id);
        await turns(turn);
      }
      return promise;
    },
  };
}

/**
 * A client may need a few turns between an answer and its next request. Time must not run ahead of them: with one turn
 * only, making a plan took five or nine virtual seconds, by how many other timers there were.
 */
const PATIENCE = 5;

async function turns(turn: () => Promise<void>): Promise<void> {
  for (let count = 0; count < PATIENCE; count += 1) await turn();
}
