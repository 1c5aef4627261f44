// Kinds that only some fleets ask for, and that stand in several API groups: what is read of them, for whom. A made-up
// kind.
import { expect, it } from 'vitest';
import { readCloudOf } from '../../../../lib/app/cloud/read-cloud.ts';
import { LOOKS } from '../../../../functions/wiring/looks.ts';
import { readFacts } from '../../../../lib/app/cloud/read-facts.ts';
import type { Clusters } from '../../../../lib/ports/index.ts';
import { type ClusterKindDefinition, kindsOf, refInCluster, refKey } from '../../../../lib/model/index.ts';
import { appliedStates } from '../../../../lib/state/index.ts';
import { appliedOf, EU, FLEET, MARK, resource, UNIT, US } from '../../balancer.ts';
import { createRig, NEVER } from '../rig.ts';

const buoy: ClusterKindDefinition = {
  id: 'buoy',
  title: 'buoy',
  section: 'sea',
  api: {
    group: 'sea.example',
    versions: ['v1'],
    otherGroups: [{ group: 'ocean.example', versions: ['v2', 'v1'] }],
    kind: 'Buoy',
    plural: 'buoys',
    scope: 'namespaced',
    custom: true,
  },
  observed: { where: 'members', which: 'all' },
  reportGroup: 'member-clusters',
  phase: 'expand',
  impact: { change: 'none', shrink: 'none', remove: 'none' },
  existing: 'owned',
  fields: {},
};
const kinds = kindsOf([buoy]);
const REF = refInCluster(buoy, EU, 'one', UNIT, 'ocean.example');

function rigWith() {
  const rig = createRig();
  const asked: string[] = [];
  const clusters: Clusters = {
    ...rig.clusters,
    list: (cluster, kind, labels, signal) => {
      asked.push(`list ${kind} in ${cluster}`);
      return rig.clusters.list(cluster, kind, labels, signal);
    },
    groups: (cluster, kind, signal) => {
      asked.push(`groups of ${kind} in ${cluster}`);
      return rig.clusters.groups(cluster, kind, signal);
    },
  };
  rig.clusters.put(REF, { metadata: { name: 'one', namespace: UNIT, annotations: { 'rangelight.dev/owner': MARK } } });
  for (const cluster of [EU, US]) rig.clusters.served.set(cluster, ['sea.example', 'ocean.example']);
  const { compute, hub } = rig;
  const world = { ...rig.world, kinds, store: { ...rig.store, kinds } };
  const fleet = rig.fleet();
  return { rig, world, asked, ports: { clusters, compute, hub }, fleet, asking: { ...fleet, features: { sea: {} } } };
}

it('are read where the fleet file has their section', async () => {
  const { world, asked, ports, fleet, asking } = rigWith();
  expect((await readCloudOf(world, fleet, ports, NEVER)).resources.size).toBe(0);
  expect(asked).toEqual([]);
  const { resources } = await readCloudOf(world, asking, ports, NEVER);
  expect([...resources.keys()]).toEqual([refKey(REF)]);
  expect(asked.toSorted()).toEqual([`list buoy in ${EU}`, `list buoy in ${US}`].toSorted());
});

it('are read where a record has one, though the section is gone: what is left of them is to go', async () => {
  const { world, ports, fleet } = rigWith();
  await appliedStates.at(FLEET, UNIT).update(world.store, () => appliedOf([resource(REF, {})]), NEVER);
  const { resources } = await readCloudOf(world, fleet, ports, NEVER);
  expect(resources.get(refKey(REF))).toMatchObject({ ours: true });
});

it('are in the facts by the groups that each cluster serves, sorted, and stay there while it cannot be read', async () => {
  const { rig, asked, ports, fleet, asking } = rigWith();
  expect(
    (await readFacts({ kinds, looks: LOOKS }, fleet, ports, undefined, 0, NEVER)).clusters[EU]?.served,
  ).toBeUndefined();
  expect(asked).toEqual([]);
  const facts = await readFacts({ kinds, looks: LOOKS }, asking, ports, undefined, 0, NEVER);
  expect(facts.clusters[EU]?.served).toEqual({ buoy: ['ocean.example', 'sea.example'] });
  rig.clusters.unreachable.add(EU);
  const later = await readFacts({ kinds, looks: LOOKS }, asking, ports, facts, 0, NEVER);
  expect(later.clusters[EU]).toMatchObject({ state: 'stale', served: { buoy: ['ocean.example', 'sea.example'] } });
});
