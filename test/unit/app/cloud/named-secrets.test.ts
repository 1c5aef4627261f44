// Which Secrets are to be read, until when, and the pull request that waits for one.
import { describe, expect, test } from 'vitest';
import { noteSecrets, notedSecrets, wakePullRequests } from '../../../../lib/app/cloud/named-secrets.ts';
import type { Facts } from '../../../../lib/fleet/index.ts';
import type { Occasion } from '../../../../lib/plan/index.ts';
import { namedSecrets } from '../../../../lib/state/index.ts';
import { FLEET } from '../../balancer.ts';
import { createRig, NEVER, REPOSITORY, type Rig } from '../rig.ts';

const UNKNOWN: Facts = { fleet: FLEET, clusters: {}, addresses: {} };
const MISSING = { state: 'unusable', problem: 'missing', detail: 'does not exist' } as const;
const KNOWN: Facts = { ...UNKNOWN, secrets: { 'blue/tls': MISSING } };
const HEAD: Occasion = { type: 'head', repository: REPOSITORY, commit: 'c' };
const GROUP: Occasion = { ...HEAD, type: 'merge-group', base: 'base', ref: 'queue' };
const PULL: Occasion = { ...HEAD, type: 'pull-request', number: 7, base: 'base' };
const DAY = 24 * 60 * 60 * 1000;

const note = (rig: Rig, occasion: Occasion, secrets: readonly string[], facts = UNKNOWN) =>
  noteSecrets(rig.world, FLEET, occasion, secrets, facts, NEVER);
const noted = async (rig: Rig) =>
  (await notedSecrets(rig.world, FLEET, NEVER)).map(({ place, stored }) => [place.key, stored.value.secrets]);

describe('what is noted', () => {
  test('is what the head and the pull requests name now', async () => {
    const rig = createRig();
    await note(rig, HEAD, []);
    expect(rig.store.changes).toEqual([]);
    await note(rig, HEAD, ['blue/tls']);
    await note(rig, PULL, ['blue/new', 'blue/tls']);
    expect(await noted(rig)).toEqual([
      [namedSecrets.at(FLEET, 'head').key, ['blue/tls']],
      [namedSecrets.at(FLEET, 'pull-7').key, ['blue/new', 'blue/tls']],
    ]);
    // A merge group names what its pull request names.
    await note(rig, GROUP, []);
    expect(await noted(rig)).toHaveLength(2);
    await note(rig, HEAD, []);
    expect(await noted(rig)).toEqual([[namedSecrets.at(FLEET, 'pull-7').key, ['blue/new', 'blue/tls']]]);
  });

  test('of the head stays, of a pull request goes 14 days after it was planned', async () => {
    const rig = createRig();
    await note(rig, HEAD, ['blue/tls']);
    await note(rig, PULL, ['blue/tls']);
    rig.clock.advance(14 * DAY - 1);
    expect(await noted(rig)).toHaveLength(2);
    rig.clock.advance(1);
    expect(await noted(rig)).toEqual([[namedSecrets.at(FLEET, 'head').key, ['blue/tls']]]);
    expect(await rig.value(namedSecrets.at(FLEET, 'pull-7'))).toBeUndefined();
  });
});

describe('a pull request that waits', () => {
  const LIVES = { fleet: createRig().fleet(), repository: REPOSITORY };
  const wake = async (rig: Rig, facts: Facts) =>
    wakePullRequests(rig.world, LIVES, await notedSecrets(rig.world, FLEET, NEVER), facts, NEVER);

  test('is planned again, once, when something is known', async () => {
    const rig = createRig();
    await note(rig, HEAD, ['blue/tls']);
    await note(rig, PULL, ['blue/tls']);
    await wake(rig, UNKNOWN);
    expect(rig.publisher.takeRevisions()).toEqual([]);
    await wake(rig, KNOWN);
    expect(rig.publisher.takeRevisions()).toMatchObject([
      { type: 'pull-request', repository: REPOSITORY, pullRequest: 7 },
    ]);
    await wake(rig, KNOWN);
    expect(rig.publisher.takeRevisions()).toEqual([]);
  });

  test('is planned again, once, when one cannot be read, and once more when it can', async () => {
    const rig = createRig();
    const unread = { state: 'unknown', detail: 'us does not let it be read' } as const;
    const refused: Facts = { ...UNKNOWN, secrets: { 'blue/tls': unread } };
    await note(rig, PULL, ['blue/tls']);
    const woken = async (facts: Facts) => {
      await wake(rig, facts);
      return rig.publisher.takeRevisions().length;
    };
    expect([await woken(refused), await woken(refused)]).toEqual([1, 0]);
    await note(rig, PULL, ['blue/tls'], refused);
    expect([await woken(refused), await woken(KNOWN), await woken(KNOWN)]).toEqual([0, 1, 0]);
  });

  test('does not when all was known', async () => {
    const rig = createRig();
    await note(rig, PULL, ['blue/tls'], KNOWN);
    await wake(rig, KNOWN);
    expect(rig.publisher.takeRevisions()).toEqual([]);
  });
});
