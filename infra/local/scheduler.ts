// Cloud Scheduler of the local cloud: calls the drift function each emulated minute, and at once when asked.
import type { AccountsEmulator } from '../emulators/accounts/index.ts';
import { audienceOf, ROUTES } from '../deploy/contract.ts';
import { CALLER } from './layout.ts';

export interface Scheduler {
  /** Runs one tick now; resolves with its answer's status. Ticks never overlap. */
  tick(): Promise<number>;
  stop(): Promise<void>;
}

/** @param period real milliseconds between two ticks. */
export function startScheduler(driftUrl: string, accounts: AccountsEmulator, period: number): Scheduler {
  let last: Promise<number> = Promise.resolve(0);
  let stopped = false;
  const tick = (): Promise<number> => {
    last = last.then(() => (stopped ? 0 : callTick(driftUrl, accounts)));
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

/** One tick, as the job makes it; resolves with the answer's status. */
export async function callTick(driftUrl: string, accounts: AccountsEmulator): Promise<number> {
  const { to, method, path } = ROUTES.tick;
  const token = await accounts.identityToken({ email: CALLER, audience: audienceOf(to) });
  const response = await fetch(`${driftUrl}${path}`, {
    method,
    body: '{}',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return response.status;
}
