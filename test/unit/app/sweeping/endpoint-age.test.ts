// Endpoints that are not kept up to date: since when, and from when on people hear of it.
import { describe, expect, test } from 'vitest';
import { recordDrift } from '../../../../lib/app/sweeping/drift-record.ts';
import { endpointAge } from '../../../../lib/app/sweeping/endpoint-age.ts';
import { endpointChanges } from '../../../../lib/app/sweeping/endpoint-changes.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import type { FleetPorts } from '../../../../lib/app/world.ts';
import type { Publisher } from '../../../../lib/ports/index.ts';
import { driftIssue } from '../../../../lib/report/index.ts';
import { drifts } from '../../../../lib/state/index.ts';
import { compute, EU, FLEET, observedOf, resource, UNIT, US } from '../../balancer.ts';
import { createRig, NEVER } from '../rig.ts';
import { RUNS } from '../../../../functions/wiring/runs.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';

const MINUTE = 60_000;
const rig = createRig();
const [eu, us] = rig.fleet().clusters;
const fleet = {
  name: FLEET,
  clusters: [eu, us].flatMap((one) => (one === undefined ? [] : [{ ...one, endpointsMaxAgeSeconds: 120 }])),
};

describe('the age of endpoints', () => {
  test('counts from when they were first behind', () => {
    const first = endpointAge(undefined, [US, US], fleet, MINUTE);
    expect(first).toEqual({ behind: { [US]: MINUTE }, old: [] });
    expect(endpointAge(first, [EU, US], fleet, 3 * MINUTE)).toEqual({
      behind: { [EU]: 3 * MINUTE, [US]: MINUTE },
      old: [US],
    });
    expect(endpointAge(first, [], fleet, 9 * MINUTE)).toEqual({ behind: {}, old: [] });
  });

  test('of a cluster without worker-kept groups is nobody’s business', () => {
    expect(endpointAge({ behind: { [US]: 0 }, old: [] }, [US], rig.fleet(), 9 * MINUTE).old).toEqual([]);
  });

  test('is told when it is too much, once, and once more when it is over', async () => {
    const { store, clock, publisher } = createRig();
    const seen = { unit: UNIT, commit: 'c', healing: false, changes: [] };
    const look = (behind: readonly string[]) => recordDrift({ store, clock, publisher }, fleet, seen, behind, NEVER);
    const told: number[] = [];
    for (const behind of [[], [US], [US], [US], [US], [], []]) {
      await look(behind);
      told.push(publisher.takeReports().length);
      clock.advance(MINUTE);
    }
    expect(told).toEqual([0, 0, 0, 1, 0, 1, 0]);
    // What does not change is not written again; what is told is noted before and after.
    expect(store.changes.filter(({ key }) => key === drifts.at(FLEET, UNIT).key)).toHaveLength(5);
  });

  test('that could not be told is told the next time', async () => {
    const { store, clock, publisher } = createRig();
    const seen = { unit: UNIT, commit: 'c', healing: false, changes: [] };
    const look = (more: Partial<Publisher> = {}) =>
      recordDrift({ store, clock, publisher: { ...publisher, ...more } }, fleet, seen, [US], NEVER);
    await look();
    clock.advance(9 * MINUTE);
    const down = new RangelightError('unavailable', 'pubsub', 'no');
    await expect(look({ publishReport: () => Promise.reject(down) })).rejects.toBe(down);
    expect(publisher.takeReports()).toEqual([]);
    await look();
    await look();
    expect(publisher.takeReports()).toEqual([{ type: 'drift', fleet: FLEET, unit: UNIT }]);
  });

  test('is an issue of its unit', () => {
    const drift = { unit: UNIT, commit: 'c', healing: false, changes: [] };
    expect(driftIssue(KINDS, { ...drift, endpoints: { old: [] } }, FLEET).body).toBeUndefined();
    const { body } = driftIssue(KINDS, { ...drift, endpoints: { old: [US] } }, FLEET);
    expect(body).toContain(`The endpoints of \`${US}\` are older than \`endpointsMaxAge\``);
  });
});

describe('a look at the endpoints', () => {
  const source = { cluster: US, namespace: UNIT, service: 'one', port: 'web' };
  const neg = resource(compute('networkEndpointGroup', 'neg', 'us-west1-a'), {}, { endpoints: source });
  const present = { instance: 'node', ipAddress: '10.0.0.1', port: 8080 };
  const portsThat = (read: () => Promise<readonly object[]>) =>
    ({ clusters: { read }, compute: { endpoints: async () => [present] } }) as unknown as FleetPorts;
  const slice = { ports: [{ name: 'web', port: 8080 }], endpoints: [] };

  test('tells what moved', async () => {
    const found = await endpointChanges(
      RUNS,
      [neg],
      observedOf([neg]),
      portsThat(async () => [slice]),
      NEVER,
    );
    expect(found).toMatchObject({ changes: [{ endpoints: source }], unread: [] });
  });

  test('tells which cluster cannot be read, and detaches nothing', async () => {
    const down = portsThat(() => Promise.reject(new RangelightError('unreachable', `kubernetes ${US}`, 'no')));
    expect(await endpointChanges(RUNS, [neg], observedOf([neg]), down, NEVER)).toEqual({
      changes: [],
      unread: [US],
    });
    const unlisted = observedOf([], [{ part: 'compute', kind: 'networkEndpointGroup', reason: 'reset' }]);
    const found = await endpointChanges(
      RUNS,
      [neg],
      unlisted,
      portsThat(async () => [slice]),
      NEVER,
    );
    expect(found).toEqual({ changes: [], unread: [US] });
  });
});
