// Deadlines and aborts for calls to outside systems.

/** A signal that aborts when `signal` does, or with a TimeoutError after `ms` milliseconds. */
export function signalWithin(signal: AbortSignal, ms: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ms)]);
}

/**
 * Settles as `work` does, but rejects with the signal's reason as soon as it aborts: for client libraries that know no
 * AbortSignal. Nobody looks at what `work` does afterwards.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
