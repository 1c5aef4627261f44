// What befalls a history by the dice, beside what it aims at: deliveries, faults, a cluster that is down, somebody with
// a console.
import type { FaultEffect, FaultMatch } from '../../../infra/emulators/kit/fault-rule.ts';
import type { Random } from '../../../infra/emulators/kit/random.ts';
import { pick } from '../adversity/pick.ts';
import type { Delivery, Message } from '../harness/bus.ts';
import { detachBackend, visitNamespace } from '../harness/by-hand.ts';
import { EU, US } from '../harness/trees.ts';
import type { ProofWorld } from '../harness/world.ts';

/** Told of each thing that happened. */
export type Count = (what: string) => void;

const COMPUTE_FAULTS: readonly FaultEffect[] = [
  { type: 'answer', status: 503 },
  { type: 'answer', status: 429 },
  { type: 'answer', status: 403, reason: 'rateLimitExceeded' },
  { type: 'answer', status: 412, reason: 'conditionNotMet' },
  { type: 'answer', status: 400, reason: 'resourceNotReady' },
  { type: 'reset', when: 'before' },
  { type: 'reset', when: 'after' },
  { type: 'fail-operation', code: 'RESOURCE_OPERATION_RATE_EXCEEDED', message: 'later' },
  { type: 'stale' },
  { type: 'unreachable', places: ['zones/us-west1-a'] },
  { type: 'hold', ms: 45_000, caller: 'reset' },
];

const CLUSTER_FAULTS: readonly FaultEffect[] = [
  { type: 'answer', status: 503 },
  { type: 'answer', status: 429 },
  { type: 'answer', status: 404, body: '404 page not found' },
  { type: 'reset', when: 'before' },
  { type: 'reset', when: 'after' },
  { type: 'stale' },
  { type: 'hold', ms: 45_000, caller: 'reset' },
];

const METHODS: readonly (string | undefined)[] = ['GET', 'POST', 'PATCH', 'DELETE', undefined];

export function delivered(random: Random, message: Message, count: Count): readonly Delivery[] {
  const dice = random.next();
  const told = (what: string, deliveries: readonly Delivery[]): readonly Delivery[] => {
    count(`${what} × ${message.topic}`);
    return deliveries;
  };
  if (dice < 0.12) return told('duplicate', [{ delay: 0 }, { delay: random.integer(0, 300_000) }]);
  if (dice < 0.2) return told('two at once', [{ delay: 0 }, { delay: 0, outOfOrder: true }]);
  if (dice < 0.3) return told('late', [{ delay: random.integer(10_000, 400_000) }]);
  if (dice < 0.36) return told('out of order', [{ delay: random.integer(0, 90_000), outOfOrder: true }]);
  return [{ delay: 0 }];
}

export function inject(random: Random, world: ProofWorld, count: Count): () => void {
  const inCompute = random.next() < 0.6;
  const cluster = world.cloud.clusters.get(pick(random, [US, EU]));
  const faults = inCompute || cluster === undefined ? world.cloud.compute.faults : cluster.api.faults;
  const effect = pick(random, inCompute ? COMPUTE_FAULTS : CLUSTER_FAULTS);
  const method = effect.type === 'hold' ? pick(random, ['POST', 'PATCH']) : pick(random, METHODS);
  const match: FaultMatch = {
    ...(method !== undefined && { method }),
    ...(inCompute ? {} : { pathRegex: 'fieldManager=rangelight|multicluster|rl1-' }),
    nth: random.integer(1, 12),
    times: random.integer(1, 3),
  };
  const where = inCompute ? 'compute' : 'kubernetes';
  count(`${effect.type}${effect.type === 'answer' ? ` ${effect.status}` : ''} × ${where} ${method ?? 'any'}`);
  return faults.inject({ match, effect });
}

export async function clusterDown(random: Random, world: ProofWorld, count: Count): Promise<void> {
  const cluster = world.cloud.clusters.get(pick(random, [US, EU]));
  const mode = pick(random, ['gateway', 'refused'] as const);
  count(`cluster down × ${mode}`);
  cluster?.api.setDown(mode);
  await world.clock.advance(random.integer(1, 10) * 60_000);
  cluster?.api.setDown(undefined);
}

/** Somebody changes something, and time passes in which a sweep finds it. */
export async function byHand(random: Random, world: ProofWorld, count: Count): Promise<void> {
  const ms = random.integer(60_000, 300_000);
  if (random.next() < 0.4) {
    count('by hand × a namespace comes and goes');
    await visitNamespace(world, pick(random, [US, EU]), ms);
    return;
  }
  if (!(await detachBackend(world, pick(random, ['-foo-', '-default-backend-'])))) return;
  count('by hand × a backend is taken out');
  await world.clock.advance(ms);
}
