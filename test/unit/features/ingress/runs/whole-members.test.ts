// What Compute keeps beside our part of a member goes with it: a change stays a PATCH, and takes nothing away.
import { expect, test } from 'vitest';
import { CALLS } from '../../../../../lib/adapters/compute/collection-calls.ts';
import { updateCalls } from '../../../../../lib/adapters/compute/updates.ts';
import { wholeMembers } from '../../../../../lib/features/ingress/runs/whole-members.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';

const iap = { enabled: true, oauth2ClientId: 'me', oauth2ClientSecretSha256: 'f1' };
const current = {
  fingerprint: 'p',
  iap,
  cdnPolicy: { cacheMode: 'CACHE_ALL_STATIC', signedUrlKeyNames: ['a'] },
};

test.each<[string, JsonObject, JsonObject]>([
  ['the proxy goes off', { iap: { enabled: false } }, { iap: { ...iap, enabled: false } }],
  ['its section goes', { iap: undefined }, { iap: { ...iap, enabled: false } }],
  ['its client changes', { iap: { ...iap, oauth2ClientId: 'you' } }, { iap: { ...iap, oauth2ClientId: 'you' } }],
  [
    'the CDN is set otherwise',
    { cdnPolicy: { cacheMode: 'FORCE_CACHE_ALL' } },
    { cdnPolicy: { cacheMode: 'FORCE_CACHE_ALL', signedUrlKeyNames: ['a'] } },
  ],
  ['neither is written', { timeoutSec: 12 }, { timeoutSec: 12 }],
])('%s', (_, changed, whole) => {
  expect(wholeMembers(current, changed)).toEqual(whole);
  expect(updateCalls(CALLS.backendServices, current, wholeMembers(current, changed))).toEqual([
    { method: 'patch', parameter: 'backendServiceResource', body: { fingerprint: 'p', ...whole } },
  ]);
});
