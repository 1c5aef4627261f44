// Keys of manifest objects: written and read in one place.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isKeyOfKind, objectKey, objectText, parseObjectKey } from '../../../lib/model/index.ts';
import { OBJECT_KINDS } from '../../../lib/features/ingress/object-kinds.ts';

const WEB = { group: 'networking.gke.io', kind: 'MultiClusterIngress', namespace: 'blue', name: 'web' };
const US = 'us-west1/gke-us';

test('say group, kind, namespace and name, and the cluster where the object stands in one', () => {
  expect(objectKey(WEB)).toBe('networking.gke.io/MultiClusterIngress/blue/web');
  expect(objectKey({ ...WEB, cluster: US })).toBe('networking.gke.io/MultiClusterIngress/blue/web@us-west1/gke-us');
  expect(objectKey({ ...WEB, group: '', kind: 'Service' })).toBe('core/Service/blue/web');
});

test('lead back to the object', () => {
  const word = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,8}[a-z0-9])?$/);
  const id = fc.record({
    group: fc.oneof(fc.constant(''), word).filter((group) => group !== 'core'),
    kind: fc.stringMatching(/^[A-Z][A-Za-z]{0,8}$/),
    namespace: word,
    name: word,
  });
  const placed = fc.oneof(
    id,
    fc.tuple(id, word, word).map(([one, location, name]) => ({ ...one, cluster: `${location}/${name}` })),
  );
  fc.assert(
    fc.property(placed, (one) => {
      expect(parseObjectKey(objectKey(one))).toEqual(one);
    }),
  );
});

test.each(['', 'MultiClusterIngress/blue/web', 'a/b/c/d/e', 'a/b/c/d@e', 'a/b/c/d@e/f/g', '/b/c/d'])(
  '%j is none',
  (key) => {
    expect(parseObjectKey(key)).toBeUndefined();
    expect(objectText(key)).toBe(key);
  },
);

test('tell a kind from one of the same name in another group', () => {
  const { ingress, service } = OBJECT_KINDS;
  expect(isKeyOfKind(objectKey(WEB), ingress)).toBe(true);
  expect(isKeyOfKind(objectKey({ ...WEB, cluster: US }), ingress)).toBe(true);
  expect(isKeyOfKind(objectKey({ ...WEB, group: 'example.com' }), ingress)).toBe(false);
  expect(isKeyOfKind(objectKey(WEB), service)).toBe(false);
});

test('are read by people without the group', () => {
  expect(objectText(objectKey(WEB))).toBe('MultiClusterIngress/blue/web');
  expect(objectText(objectKey({ ...WEB, cluster: US }))).toBe('MultiClusterIngress/blue/web in us-west1/gke-us');
});
