// Makes one cell of the coverage happen: at a call of that kind, the emulator that it goes to, the port or the function
// itself fails in that way.
import type { FaultEffect } from '../../infra/emulators/kit/fault-rule.ts';
import { RangelightError } from '../../lib/core/index.ts';
import { type Cell, kindsOf, type Trouble } from './coverage.ts';
import { clusterOrigin } from './harness/clients.ts';
import type { Call, Loss } from './harness/invocation.ts';
import type { ProofWorld } from './harness/world.ts';

/** A cell to be reached at the n-th call of its kind, counted from 1. */
export interface Aim extends Cell {
  readonly nth: number;
}

export interface Troubles {
  /** Asked before and after each call; it is what counts them. */
  dies(call: Call, when: 'before' | 'after'): boolean;
  /** Asked before a call goes out: what befalls it there. */
  loses(call: Call, world: ProofWorld | undefined): Loss | undefined;
  /** Asked when the head is read. */
  headIsStale(): boolean;
  /** Ends what lasts. */
  end(): void;
}

const EFFECTS: Readonly<Partial<Record<Trouble, FaultEffect>>> = {
  '503': { type: 'answer', status: 503 },
  '429': { type: 'answer', status: 429 },
  '403 rate': { type: 'answer', status: 403, reason: 'rateLimitExceeded' },
  '412': { type: 'answer', status: 412, reason: 'conditionNotMet' },
  'not ready': { type: 'answer', status: 400, reason: 'resourceNotReady' },
  'gateway 404': { type: 'answer', status: 404, body: '404 page not found' },
  'reset before': { type: 'reset', when: 'before' },
  'reset after': { type: 'reset', when: 'after' },
  'late failure': { type: 'fail-operation', code: 'RESOURCE_OPERATION_RATE_EXCEEDED', message: 'later' },
  held: { type: 'hold', ms: 45_000, caller: 'reset' },
  stale: { type: 'stale' },
  partial: { type: 'unreachable', places: ['zones/us-west1-a'] },
};

/** A cluster that is down is so for this long. */
const DOWN_MS = 150_000;

/** @param reached told of each cell once its call was met. */
export function createTroubles(aims: readonly Aim[], reached: (cell: Cell) => void): Troubles {
  const left = new Set(aims);
  const seen = new Map<string, number>();
  const ends: (() => void)[] = [];
  let stale = false;
  const due = (call: Call, wanted: (trouble: Trouble) => boolean): Aim | undefined => {
    const kinds = kindsOf(call);
    return [...left].find(
      ({ kind, trouble, nth }) => kinds.includes(kind) && wanted(trouble) && (seen.get(kind) ?? 0) >= nth,
    );
  };
  const done = (aim: Aim): void => {
    left.delete(aim);
    reached(aim);
  };

  function befall(aim: Aim, call: Call, world: ProofWorld): Loss | undefined {
    const effect = EFFECTS[aim.trouble];
    if (aim.trouble === 'stale head') {
      if (!call.what.startsWith('head ')) return undefined;
      stale = true;
      done(aim);
      return undefined;
    }
    if (call.system === 'storage' || call.system === 'pubsub' || call.system === 'github') {
      if (effect?.type !== 'reset') return undefined;
      done(aim);
      return { when: effect.when, error: new RangelightError('unavailable', call.system, 'connection reset') };
    }
    const [method = '', path = ''] = call.what.split(' ');
    const cluster = [...world.cloud.clusters.values()].find(({ link }) => clusterOrigin(link) === call.origin);
    if (aim.trouble === 'cluster down') {
      if (cluster === undefined) return undefined;
      cluster.api.setDown('refused');
      ends.push(() => cluster.api.setDown(undefined));
      world.clock.after(DOWN_MS, () => cluster.api.setDown(undefined));
      done(aim);
      return undefined;
    }
    if (effect === undefined || (effect.type === 'unreachable' && !path.includes('/aggregated/'))) return undefined;
    const { faults } =
      cluster?.api ??
      (call.system === 'gkehub'
        ? world.cloud.hub
        : call.system === 'monitoring'
          ? world.cloud.monitoring
          : world.cloud.compute);
    ends.push(faults.inject({ match: { method, path, times: 1 }, effect }));
    done(aim);
    return undefined;
  }

  return {
    dies(call, when) {
      for (const kind of when === 'before' ? kindsOf(call) : []) seen.set(kind, (seen.get(kind) ?? 0) + 1);
      const aim = due(call, (trouble) => trouble === `crash ${when}`);
      if (aim !== undefined) done(aim);
      return aim !== undefined;
    },
    loses(call, world) {
      const aim = due(call, (trouble) => !trouble.startsWith('crash'));
      return aim === undefined || world === undefined ? undefined : befall(aim, call, world);
    },
    headIsStale() {
      const was = stale;
      stale = false;
      return was;
    },
    end() {
      left.clear();
      for (const one of ends) one();
    },
  };
}
