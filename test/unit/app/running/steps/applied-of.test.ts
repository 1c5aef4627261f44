// What the record keeps of a change: the body as wanted, and what hangs on it, no more.
import { expect, test } from 'vitest';
import { appliedOf } from '../../../../../lib/app/running/steps/applied-of.ts';
import { EU, PROJECT, serviceKey, UNIT } from '../../../balancer.ts';
import { changeOf } from '../../../plan/change.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const REF = computeRef('backendService', PROJECT, 'bs');
const base = { ref: REF, body: {}, maker: 'rangelight', owners: [], dependsOn: [] };

test('of a change that has nothing beside its resource, the record has nothing beside it', () => {
  expect(appliedOf(changeOf(REF, { before: { timeoutSec: 1 } }))).toStrictEqual(base);
});

test('endpoints, Secret and keys are kept with what they are of', () => {
  const endpoints = { cluster: EU, namespace: UNIT, service: 'svc', port: 'web' };
  const secret = { clusters: [EU], namespace: UNIT, name: 'oauth', fingerprint: 'f', use: 'oauth-client' } as const;
  const privateParts = [{ name: 'a', secret }];
  const owners = [serviceKey('one')];
  const change = changeOf(REF, { after: { timeoutSec: 2 }, owners, needs: ['neg'], endpoints, secret, privateParts });
  const body = { timeoutSec: 2 };
  expect(appliedOf(change)).toStrictEqual({
    ...base,
    body,
    owners,
    dependsOn: ['neg'],
    endpoints,
    secret,
    privateParts,
  });
});
