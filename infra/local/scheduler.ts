// Cloud Scheduler of the local cloud: calls the drift function each emulated minute, and at once when asked.
// May import: node built-ins.

export interface Scheduler {
  /** Runs one tick now; resolves with its answer's status. Ticks never overlap. */
  tick(): Promise<number>;
  stop(): Promise<void>;
}

/** @param period real milliseconds between two ticks. */
export function startScheduler(url: string, period: number): Scheduler {
  let last: Promise<number> = Promise.resolve(0);
  let stopped = false;
  const tick = (): Promise<number> => {
    last = last.then(async () => {
      if (stopped) return 0;
      const response = await fetch(url, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      });
      await response.arrayBuffer();
      return response.status;
    });
    // A tick that could not be delivered is followed by the next one, as with the real Scheduler.
    last = last.catch(() => 0);
    return last;
  };
  const timer = setInterval(() => void tick(), period);
  timer.unref();
  return {
    tick,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await last;
    },
  };
}
