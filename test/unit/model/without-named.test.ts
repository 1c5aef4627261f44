// A resource that loses what it names, told by the field table of its kind.
import { expect, test } from 'vitest';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { refKey, withoutNamed } from '../../../lib/model/index.ts';
import { compute, resource } from '../balancer.ts';

const [gone, kept] = ['gone', 'kept'].map((name) => refKey(compute('networkEndpointGroup', name, 'us-west1-a')));

const service = resource(
  compute('backendService', 'bs'),
  { backends: [{ group: gone, balancingMode: 'RATE' }, { group: kept }], healthChecks: [gone ?? ''] },
  { dependsOn: [gone ?? '', kept ?? ''] },
);

test('the items of a list go that are told apart by it, and nothing waits for it', () => {
  const found = withoutNamed(KINDS, service, new Set([gone ?? '']));
  expect(found).toEqual({ ...service, body: { ...service.body, backends: [{ group: kept }] }, dependsOn: [kept] });
});

test('what names nothing that is gone is as it was', () => {
  expect(withoutNamed(KINDS, service, new Set(['projects/p/global/urlMaps/other']))).toEqual(service);
  const map = resource(compute('urlMap', 'um'), { defaultService: refKey(service.ref), hostRules: [] });
  expect(withoutNamed(KINDS, map, new Set([refKey(service.ref)]))).toEqual(map);
});
