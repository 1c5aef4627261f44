// Default NEG names seen in real clusters.
import { expect, it } from 'vitest';
import { defaultNegName } from '../../../infra/emulators/kubernetes/workloads/neg/name.ts';

const FOO = 'mci-foo-svc-820zw3izxbxotctg';
const DEFAULT_BACKEND = 'mci-default-backend-svc-pd91hydadq8yxmhl';

it.each([
  ['b1f3fb3a', 'multi-cluster-demo', FOO, 8080, 'k8s1-b1f3fb3a-multi-cluster--mci-foo-svc-820zw3izx-808-c453c71e'],
  [
    '0dfd9a8f',
    'multi-cluster-demo',
    DEFAULT_BACKEND,
    8080,
    'k8s1-0dfd9a8f-multi-cluste-mci-default-backend-svc--80-f964d3fc',
  ],
  ['0568199c', 'multi-cluster-demo', FOO, 443, 'k8s1-0568199c-multi-cluster--mci-foo-svc-820zw3izxb-44-8442a44d'],
  [
    'a6b112b6',
    'default',
    'mci-zone1-svc-j726y6p1lilewtu7',
    8080,
    'k8s1-a6b112b6-default-mci-zone1-svc-j726y6p1lilewt-808-e86163b5',
  ],
])('%s %s %s %i', (uid, namespace, service, port, name) => {
  expect(defaultNegName(uid, namespace, service, port)).toEqual(name);
});

it('uses the first eight digits of the uid and leaves short fields whole', () => {
  expect(defaultNegName('b1f3fb3a00112233', 'shop', 'foo', 80)).toMatch(/^k8s1-b1f3fb3a-shop-foo-80-[0-9a-f]{8}$/);
});
