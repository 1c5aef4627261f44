// Refs, keys, references in bodies and their two spellings.
import { describe, expect, test } from 'vitest';
import {
  derivedMark,
  fromRest,
  isOurs,
  isUnknown,
  keyText,
  nameOfKey,
  OWNER_ANNOTATION,
  ownershipMark,
  parseClusterKey,
  parseComputePath,
  referencesIn,
  refKey,
  refOfPath,
  toRest,
} from '../../../lib/model/index.ts';
import { type ClusterKind, clusterRef, computeRef } from '../../../lib/features/ingress/kinds/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const UM = 'projects/p/global/urlMaps/um';
const NEG = 'projects/p/zones/us-west1-a/networkEndpointGroups/n';
const FULL = 'https://www.googleapis.com/compute/v1/';

describe('a key', () => {
  test('is a partial URL for Compute, and leads back to the ref', () => {
    for (const ref of [computeRef('urlMap', 'p', 'um'), computeRef('networkEndpointGroup', 'p', 'n', 'us-west1-a')])
      expect(refOfPath(KINDS, refKey(ref))).toEqual(ref);
    expect(refKey(computeRef('urlMap', 'p', 'um'))).toBe(UM);
  });

  test('is a path for clusters, with and without a namespace', () => {
    expect(refKey(clusterRef('service', 'us-west1/c', 's', 'blue'))).toBe(
      'clusters/us-west1/c/core/namespaces/blue/services/s',
    );
    expect(refKey(clusterRef('customResourceDefinition', 'us-west1/c', 'x'))).toBe(
      'clusters/us-west1/c/apiextensions.k8s.io/customresourcedefinitions/x',
    );
  });

  test('of an object in a cluster says all but the kind, and has one reader', () => {
    const [cluster, namespace, name] = ['us-west1/c', 'namespaces', 'status'];
    const read = (kind: ClusterKind, inNamespace?: string) =>
      parseClusterKey(refKey(clusterRef(kind, cluster, name, inNamespace)));
    expect(read('service', namespace)).toEqual({ cluster, group: '', plural: 'services', namespace, name });
    expect(read('backendConfig', namespace)).toMatchObject({ group: 'cloud.google.com', plural: 'backendconfigs' });
    expect(read('customResourceDefinition')).toEqual({
      cluster,
      group: 'apiextensions.k8s.io',
      plural: 'customresourcedefinitions',
      name,
    });
    expect(read('multiClusterIngressStatus', namespace)).toEqual({
      ...read('multiClusterIngress', namespace),
      subresource: 'status',
    });
    for (const other of [UM, NEG, 'clusters/us-west1/c', 'clusters/c/core/namespaces/n/services/s/x/y', ''])
      expect(parseClusterKey(other)).toBeUndefined();
  });

  test('has a name, and a text for people without the group', () => {
    const ref = clusterRef('backendConfig', 'us-west1/c', 'x', 'blue');
    expect(keyText(refKey(ref))).toBe('clusters/us-west1/c/namespaces/blue/backendconfigs/x');
    expect(keyText(refKey(clusterRef('service', 'core/core', 'core', 'core')))).toBe(
      'clusters/core/core/namespaces/core/services/core',
    );
    expect([UM, 'what'].map(keyText)).toEqual([UM, 'what']);
    expect([refKey(ref), UM, NEG, 'what'].map(nameOfKey)).toEqual(['x', 'um', 'n', 'what']);
  });

  test.each(['projects/p/regions/r/addresses/a', FULL + UM, '', 'urlMaps/um'])('%j is none', (path) => {
    expect(parseComputePath(path)).toBeUndefined();
  });

  test('of what is of no kind of ours is read, and is no ref', () => {
    const path = 'projects/p/global/networks/default';
    expect(parseComputePath(path)).toEqual({ collection: 'networks', project: 'p', name: 'default' });
    expect(refOfPath(KINDS, path)).toBeUndefined();
  });
});

describe('references', () => {
  test('are found at any depth, once, sorted, and not in free text', () => {
    const body = {
      description: UM,
      target: UM,
      backends: [{ group: NEG }, { group: NEG }],
      network: 'projects/p/global/networks/default',
      nested: { description: UM, list: [UM] },
    };
    expect(referencesIn(body)).toEqual(['projects/p/global/networks/default', UM, NEG]);
    expect(referencesIn({ description: UM })).toEqual([]);
  });

  test('travel as full URLs and are kept as partial ones', () => {
    const body = { description: UM, target: UM, backends: [{ group: NEG }], port: 80, none: undefined };
    const sent = toRest(body);
    expect(sent).toMatchObject({ description: UM, target: FULL + UM, backends: [{ group: FULL + NEG }], port: 80 });
    expect(fromRest(sent)).toEqual(body);
  });

  test('of every host and version of the API mean the same', () => {
    for (const base of ['https://compute.googleapis.com/compute/v1/', 'http://127.0.0.1:1/compute/beta/'])
      expect(fromRest({ target: base + UM })).toEqual({ target: UM });
    expect(fromRest({ url: 'https://example.com/x' })).toEqual({ url: 'https://example.com/x' });
  });
});

describe('the mark', () => {
  const owner = { installation: 'acme', fleet: 'prod' };
  const mark = ownershipMark(owner, 'blue');

  test('is read from a description or an annotation', () => {
    const annotated = { metadata: { annotations: { [OWNER_ANNOTATION]: mark } } };
    for (const body of [{ description: mark }, annotated]) {
      expect(derivedMark(body)).toEqual({ ...owner, unit: 'blue' });
      expect(isOurs(body, owner)).toBe(true);
      expect(isOurs(body, { ...owner, fleet: 'prod2' })).toBe(false);
      expect(isOurs(body, { ...owner, installation: 'acme2' })).toBe(false);
    }
  });

  test.each([
    {},
    { description: `${mark} and more` },
    { description: 'rangelight/v2 fleet=prod unit=blue' },
    { description: 'rangelight/v1 installation=acme fleet=prod unit=blue' },
    { description: 'rangelight/v3 installation=acme fleet=prod unit=blue' },
    { metadata: {} },
  ])('%j does not carry it', (body) => {
    expect(derivedMark(body)).toBeUndefined();
  });
});

test('unknown is a cluster, a kind, or a zone of a kind', () => {
  const neg = computeRef('networkEndpointGroup', 'p', 'n', 'us-west1-a');
  const service = clusterRef('service', 'us-west1/c', 's', 'blue');
  const withUnknown = (part: Parameters<typeof isUnknown>[0]['unknown'][number]) => ({
    resources: new Map(),
    unknown: [part],
  });
  const zone = withUnknown({ part: 'compute', kind: 'networkEndpointGroup', zone: 'us-west1-a', reason: 'x' });
  expect(isUnknown(zone, neg)).toBe(true);
  expect(isUnknown(zone, { ...neg, zone: 'us-west1-b' })).toBe(false);
  expect(isUnknown(withUnknown({ part: 'compute', kind: 'networkEndpointGroup', reason: 'x' }), neg)).toBe(true);
  expect(isUnknown(withUnknown({ part: 'compute', kind: 'urlMap', reason: 'x' }), neg)).toBe(false);
  expect(isUnknown(withUnknown({ part: 'cluster', cluster: 'us-west1/c', reason: 'x' }), service)).toBe(true);
  expect(isUnknown(withUnknown({ part: 'cluster', cluster: 'us-west1/d', reason: 'x' }), service)).toBe(false);
});
