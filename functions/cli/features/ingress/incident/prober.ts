// Asks every route from every region, again and again, and keeps for each what failed.
import type { EmulatedCloud, EmulatedRoute } from './emulated-cloud.ts';

export interface Probed {
  readonly route: EmulatedRoute;
  sent: number;
  /** By what Rangelight did. */
  failed: number;
  /** By an edge that was broken, whatever anybody configured. */
  outages: number;
  /** Milliseconds after the change was merged. */
  firstMs: number | undefined;
  lastMs: number | undefined;
  /** How often each failure was met. */
  readonly reasons: Map<string, number>;
}

const EVERY_MS = 10_000;
const LONG_EVERY = 5;
const LONG_MS = 10_000;

/** From now on. @returns what was found so far, and what ends it. */
export function startProber(cloud: EmulatedCloud): { readonly probed: readonly Probed[]; stop(): void } {
  const { clock, regions } = cloud;
  const began = clock.now();
  const probed = cloud.routes().map((route): Probed => {
    return { route, sent: 0, failed: 0, outages: 0, firstMs: undefined, lastMs: undefined, reasons: new Map() };
  });
  let rounds = 0;
  let cancel = (): void => {};
  const ask = async (one: Probed, region: string, takesMs: number): Promise<void> => {
    const sentMs = clock.now() - began;
    one.sent += 1;
    const { status, reason } = await cloud.send(region, one.route, takesMs);
    if (status < 400) return;
    one.firstMs = Math.min(one.firstMs ?? sentMs, sentMs);
    one.lastMs = Math.max(one.lastMs ?? sentMs, sentMs);
    const told = `${status} ${reason}`;
    one.reasons.set(told, (one.reasons.get(told) ?? 0) + 1);
    if (cloud.isOutage(reason)) one.outages += 1;
    else one.failed += 1;
  };
  const round = (): void => {
    cancel = clock.after(EVERY_MS, round);
    rounds += 1;
    for (const one of probed) {
      for (const region of regions) {
        void ask(one, region, 0);
        if (rounds % LONG_EVERY === 0) void ask(one, region, LONG_MS);
      }
    }
  };
  round();
  return { probed, stop: () => cancel() };
}
