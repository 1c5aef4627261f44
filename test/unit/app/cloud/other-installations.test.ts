// Two installations with a fleet of one name in one project never touch each other's: who comes second writes nothing
// (case 68).
import { describe, expect, test } from 'vitest';
import { guard } from '../../../../lib/app/cloud/guard.ts';
import type { Facts } from '../../../../lib/fleet/index.ts';
import { OWNER_ANNOTATION, ownershipMark, type ResourceRef } from '../../../../lib/model/index.ts';
import { observe, type Reading } from '../../../../lib/observe/index.ts';
import { compute, EU, FLEET, MARK, OWNER } from '../../balancer.ts';
import { createRig } from '../rig.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { clusterRef } from '../../../../lib/features/ingress/kinds/index.ts';

const fleet = createRig().fleet();
const THEIRS = ownershipMark({ ...OWNER, installation: 'there' }, 'green');
const MEMBER = 'asia-east1/gke-asia';
const FREE: Facts = {
  fleet: FLEET,
  clusters: {},
  addresses: {},
  hostedConfigCluster: null,
};

function found(marked: readonly (readonly [ResourceRef, string])[], controller: 'rangelight' | 'gke' = 'rangelight') {
  const readings = marked.map(([ref, mark]): Reading => {
    if ('project' in ref)
      return { part: 'compute', kind: ref.kind, items: [{ ref, body: { description: mark } }], unreachable: [] };
    const body = { metadata: { name: ref.name, annotations: { [OWNER_ANNOTATION]: mark } } };
    return { part: 'cluster', cluster: ref.cluster, kind: ref.kind, items: [{ ref, body }] };
  });
  return guard(KINDS, { ...fleet, controller }, OWNER.installation, FREE, observe(KINDS, OWNER, readings));
}

const urlMap = compute('urlMap', 'um');
const rule = compute('firewall', 'fw');
const copy = clusterRef('multiClusterService', EU, 'foo', 'green');

describe('the guard', () => {
  test('lets a fleet pass that is alone, or beside fleets of other names', () => {
    expect(found([])).toEqual([]);
    const other = ownershipMark({ installation: 'there', fleet: 'stage' }, 'green');
    expect(
      found([
        [urlMap, MARK],
        [rule, other],
        [copy, other],
      ]),
    ).toEqual([]);
  });

  test('names the other installation, an example and the way out, at the name of the fleet', () => {
    expect(
      found([
        [urlMap, MARK],
        [compute('urlMap', 'z'), THEIRS],
        [rule, THEIRS],
      ]),
    ).toEqual([
      {
        code: 'fleet-of-another-installation',
        severity: 'error',
        message:
          'installation there has a fleet prod here: 2 resources carry its mark, such as projects/my-project/global/firewalls/fw',
        source: fleet.nameSource,
        hint:
          'Give this fleet another name, or have the other one removed first. Where this is that installation with another ' +
          'bucket, set RANGELIGHT_INSTALLATION=there.',
      },
    ]);
  });

  test('stops for one copy in a config cluster, and with `controller: gke` as well', () => {
    expect(found([[copy, THEIRS]])).toHaveLength(1);
    expect(found([[copy, THEIRS]], 'gke')).toHaveLength(1);
  });

  test('says of each other installation that it is there, and of version 1', () => {
    const third = ownershipMark({ ...OWNER, installation: 'elsewhere' }, 'red');
    const old = `rangelight/v1 fleet=${FLEET} unit=blue`;
    const messages = found([
      [rule, THEIRS],
      [urlMap, third],
      [copy, old],
    ]).map(({ message }) => message);
    expect(messages.map((message) => message.replace(/ has a fleet .*/, ''))).toEqual([
      'installation there',
      'installation elsewhere',
      'an earlier version, whose marks name no installation,',
    ]);
  });

  test('is not stopped by what everybody shares, nor by Services of a member that holds no manifests', () => {
    const crd = clusterRef('customResourceDefinition', EU, 'multiclusteringresses.networking.gke.io');
    expect(
      found([
        [crd, THEIRS],
        [clusterRef('service', MEMBER, 'rl1-svc-x', 'green'), THEIRS],
      ]),
    ).toEqual([]);
  });
});
