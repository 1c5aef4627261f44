// Which Secrets are to be read, until when, and the pull request that waits for one.
import { describe, expect, test } from 'vitest';
import { noteSecrets, notedSecrets, wakePullRequests } from '../../../lib/app/named-secrets.ts';
import { keys } from '../../../lib/app/state-keys.ts';
import type { Facts } from '../../../lib/fleet/index.ts';
import type { Revision } from '../../../lib/plan/index.ts';
import { FLEET } from '../balancer.ts';
import { createRig, NEVER, type Rig } from './rig.ts';

const UNKNOWN: Facts = { schema: 'rangelight/facts/v1', fleet: FLEET, clusters: {}, addresses: {} };
const MISSING = { state: 'unusable', problem: 'missing', detail: 'does not exist' } as const;
const KNOWN: Facts = { ...UNKNOWN, secrets: { 'blue/tls': MISSING } };
const HEAD: Revision['origin'] = { type: 'head', seq: 1 };
const PULL = { type: 'pull-request', number: 7, base: 'base' } as unknown as Revision['origin'];
const DAY = 24 * 60 * 60 * 1000;

const note = (rig: Rig, origin: Revision['origin'], secrets: readonly string[], facts = UNKNOWN) =>
  noteSecrets(rig.world, FLEET, origin, secrets, facts, NEVER);
const noted = async (rig: Rig) =>
  (await notedSecrets(rig.world, FLEET, NEVER)).map(({ key, stored }) => [key, stored.value.secrets]);

describe('what is noted', () => {
  test('is what the head and the pull requests name now', async () => {
    const rig = createRig();
    await note(rig, HEAD, []);
    expect(rig.store.changes).toEqual([]);
    await note(rig, HEAD, ['blue/tls']);
    await note(rig, PULL, ['blue/new', 'blue/tls']);
    expect(await noted(rig)).toEqual([
      [keys.secrets(FLEET), ['blue/tls']],
      [keys.secrets(FLEET, 7), ['blue/new', 'blue/tls']],
    ]);
    await note(rig, HEAD, []);
    expect(await noted(rig)).toEqual([[keys.secrets(FLEET, 7), ['blue/new', 'blue/tls']]]);
  });

  test('of the head stays, of a pull request goes 14 days after it was planned', async () => {
    const rig = createRig();
    await note(rig, HEAD, ['blue/tls']);
    await note(rig, PULL, ['blue/tls']);
    rig.clock.advance(14 * DAY - 1);
    expect(await noted(rig)).toHaveLength(2);
    rig.clock.advance(1);
    expect(await noted(rig)).toEqual([[keys.secrets(FLEET), ['blue/tls']]]);
    expect(await rig.value(keys.secrets(FLEET, 7))).toBeUndefined();
  });
});

describe('a pull request that waits', () => {
  const wake = async (rig: Rig, facts: Facts) =>
    wakePullRequests(rig.world, FLEET, await notedSecrets(rig.world, FLEET, NEVER), facts, NEVER);

  test('is planned again, once, when something is known', async () => {
    const rig = createRig();
    await note(rig, HEAD, ['blue/tls']);
    await note(rig, PULL, ['blue/tls']);
    await wake(rig, UNKNOWN);
    expect(rig.publisher.takeRevisions()).toEqual([]);
    await wake(rig, KNOWN);
    expect(rig.publisher.takeRevisions()).toMatchObject([{ type: 'pull-request', pullRequest: 7 }]);
    await wake(rig, KNOWN);
    expect(rig.publisher.takeRevisions()).toEqual([]);
  });

  test('does not when all was known', async () => {
    const rig = createRig();
    await note(rig, PULL, ['blue/tls'], KNOWN);
    await wake(rig, KNOWN);
    expect(rig.publisher.takeRevisions()).toEqual([]);
  });
});
