// The lag of the edge: each region takes up each change after a seeded delay of its own, never an older one after a
// newer, unless it is in trouble.
import type { Clock } from '../../../kit/clock.ts';
import { delayOf, type PropagationProfile, USUAL_LAGS } from './lag.ts';
import { createParts } from './parts.ts';
import type { Configuration, Snapshot } from './snapshot.ts';
import { type EdgeTrouble, OUTAGES } from './trouble.ts';

/** How far back a configuration can be had back. */
const REMEMBERED_MS = 6 * 3_600_000;

export interface Edge {
  readonly region: string;
  /** What serves now. */
  current(): Snapshot;
  /** Hands over a newer snapshot; it serves after the delay. */
  publish(snapshot: Snapshot): void;
  /**
   * From now on until then, emulated milliseconds since the epoch. Troubles of other kinds go on beside it; of
   * `empty`, `lost` and `reverted` the last one counts.
   */
  suffer(trouble: EdgeTrouble, until: number): void;
  /** Resolves when configuration of at least this generation is taken up. */
  reached(generation: number): Promise<void>;
  /** Drops what is still on its way; waiters are let go. */
  close(): void;
}

export function createEdge(options: {
  readonly region: string;
  readonly first: Snapshot;
  readonly profile: PropagationProfile;
  readonly clock: Clock;
  /** Of this edge: with the number of a change it says how long that takes. */
  readonly seed: number;
  /** Called after something else began to serve. */
  readonly onTakeUp: (before: Snapshot, now: Snapshot) => void;
}): Edge {
  const { region, profile, clock, seed, onTakeUp } = options;
  const usual = USUAL_LAGS[profile];
  const parts = createParts();
  const timers = new Set<() => void>();
  /** What was taken up, and what of it serves. */
  let current = options.first;
  let shown = options.first;
  /** What was handed over last. */
  let published: Configuration = options.first;
  /** How many verdicts came since. */
  let verdicts = 0;
  let lastDue = 0;
  // Under way, by the moment of arrival: of two that arrive together only the newer matters.
  const underWay = new Map<number, Snapshot>();
  const waiters = new Set<{ readonly generation: number; readonly resolve: () => void }>();
  const past: { readonly at: number; readonly snapshot: Snapshot }[] = [];

  let frozenUntil = 0;
  let frozen: Snapshot | undefined;
  let slow: { readonly trouble: Extract<EdgeTrouble, { type: 'slow' }>; readonly until: number } | undefined;
  let instead: { readonly until: number; readonly of: (taken: Snapshot) => Snapshot } | undefined;

  function after(ms: number, work: () => void): void {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      work();
    });
    timers.add(cancel);
  }

  const isFrozen = (): boolean => clock.now() < frozenUntil;

  function arrive(snapshot: Snapshot): void {
    if (!isFrozen() || snapshot.generation === current.generation) {
      takeUp(snapshot);
      return;
    }
    frozen = snapshot;
    takeUpHealth(snapshot.health);
  }

  /** What is no longer probed keeps its last verdict here: who probes is in trouble with the edge. */
  function takeUpHealth(health: Snapshot['health']): void {
    takeUp({ ...current, health: new Map([...current.health, ...health]) });
  }

  function takeUpParts(): void {
    if (isFrozen()) return;
    const taken = parts.takenUpInto(current);
    if (taken !== current) takeUp({ ...taken, health: current.health });
  }

  function takeUp(snapshot: Snapshot): void {
    const last = past.at(-1);
    // Its backends may have been judged only after it had come.
    if (last?.snapshot.resources === snapshot.resources) past.splice(-1, 1, { at: last.at, snapshot });
    else if (current.resources !== snapshot.resources) past.push({ at: clock.now(), snapshot });
    while ((past[1]?.at ?? Number.POSITIVE_INFINITY) < clock.now() - REMEMBERED_MS) past.shift();
    current = snapshot;
    show();
    for (const waiter of waiters) {
      if (waiter.generation > snapshot.generation) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
  }

  function show(): void {
    const before = shown;
    shown = instead === undefined ? current : instead.of(current);
    onTakeUp(before, shown);
  }

  /** Whole, and in the order of its changes. */
  function bring(snapshot: Snapshot, delayMs: number): void {
    lastDue = Math.max(lastDue, clock.now() + delayMs);
    const due = lastDue;
    const isFirst = !underWay.has(due);
    underWay.set(due, snapshot);
    if (!isFirst) return;
    after(due - clock.now(), () => {
      const arrived = underWay.get(due);
      underWay.delete(due);
      if (arrived !== undefined) arrive(parts.isEmpty() ? arrived : { ...arrived, ...parts.over(arrived, current) });
    });
  }

  function usualDelay({ generation }: Configuration): number {
    return delayOf(usual, seed, verdicts === 0 ? String(generation) : `${generation}, health ${verdicts}`);
  }

  /** Health as ever, configuration as slow as it is. */
  function bringSlowly(snapshot: Snapshot, before: Configuration, { lag, parts: travel }: Slow): void {
    const change = String(snapshot.generation);
    after(usualDelay(snapshot), () => takeUpHealth(snapshot.health));
    if (snapshot.generation === before.generation) return;
    if (travel === 'together') {
      bring(snapshot, delayOf(lag, seed, change));
      return;
    }
    parts.split(before, snapshot, (part) =>
      after(delayOf(lag, seed, `${change} ${part.path}`), () => {
        parts.arrive(part, travel === 'torn');
        takeUpParts();
      }),
    );
  }

  function thaw(): void {
    if (isFrozen()) return;
    const waiting = frozen;
    frozen = undefined;
    if (waiting !== undefined && waiting.generation > current.generation)
      takeUp({ ...waiting, health: new Map([...current.health, ...waiting.health]) });
    takeUpParts();
  }

  function serveInstead(until: number, of: (taken: Snapshot) => Snapshot): void {
    const mine = { until, of };
    instead = mine;
    show();
    after(until - clock.now(), () => {
      if (instead !== mine) return;
      instead = undefined;
      show();
    });
  }

  return {
    region,
    current: () => shown,
    publish(snapshot) {
      const before = published;
      published = snapshot;
      verdicts = before.generation === snapshot.generation ? verdicts + 1 : 0;
      if (slow !== undefined && clock.now() < slow.until) bringSlowly(snapshot, before, slow.trouble);
      else if (profile === 'none' && underWay.size === 0 && parts.isEmpty()) arrive(snapshot);
      else bring(snapshot, usualDelay(snapshot));
    },
    suffer(trouble, until) {
      switch (trouble.type) {
        case 'frozen':
          frozenUntil = until;
          after(Math.max(0, until - clock.now()), thaw);
          return;
        case 'slow':
          slow = { trouble, until };
          return;
        case 'empty':
        case 'lost':
          serveInstead(until, (taken) => ({ ...taken, outage: OUTAGES[trouble.type] }));
          return;
        case 'reverted': {
          const then = past.findLast(({ at }) => at <= clock.now() - trouble.byMs) ?? past[0];
          const { health, ...configuration } = then?.snapshot ?? current;
          // Who probes has gone back with it.
          serveInstead(until, (taken) => ({ ...configuration, health: new Map([...health, ...taken.health]) }));
          return;
        }
      }
    },
    reached(generation) {
      if (current.generation >= generation) return Promise.resolve();
      return new Promise((resolve) => void waiters.add({ generation, resolve }));
    },
    close() {
      for (const cancel of timers) cancel();
      timers.clear();
      underWay.clear();
      for (const { resolve } of waiters) resolve();
      waiters.clear();
    },
  };
}

type Slow = Extract<EdgeTrouble, { type: 'slow' }>;
