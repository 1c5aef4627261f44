// Which calls a change of a Compute resource takes.
import { describe, expect, it } from 'vitest';
import { CALLS } from '../../../lib/adapters/compute/collection-calls.ts';
import { insertCalls, isGuarded, updateCalls } from '../../../lib/adapters/compute/updates.ts';

const POLICY = 'projects/p/global/securityPolicies/x';

describe('a change of a backend service', () => {
  const calls = CALLS.backendServices;
  const current = { name: 'bs', fingerprint: 'f', timeoutSec: 30, cdnPolicy: { cacheMode: 'X', clientTtl: 5 } };

  it('patches first, while the fingerprint holds, and sets the security policy after', () => {
    expect(updateCalls(calls, current, { securityPolicy: POLICY, timeoutSec: 5 })).toEqual([
      { method: 'patch', parameter: 'backendServiceResource', body: { fingerprint: 'f', timeoutSec: 5 } },
      { method: 'setSecurityPolicy', parameter: 'securityPolicyReferenceResource', body: { securityPolicy: POLICY } },
    ]);
  });

  it.each([undefined, ''])('takes the security policy away with an empty body (%j)', (securityPolicy) => {
    expect(updateCalls(calls, current, { securityPolicy })).toEqual([
      { method: 'setSecurityPolicy', parameter: 'securityPolicyReferenceResource', body: {} },
    ]);
  });

  it('replaces the whole when a setting of the CDN goes', () => {
    const [call] = updateCalls(calls, current, { cdnPolicy: { cacheMode: 'X' } });
    expect(call).toMatchObject({ method: 'update', body: { ...current, cdnPolicy: { cacheMode: 'X' } } });
  });
});

describe('a new resource', () => {
  it('gets its security policy after it stands, because insert ignores it', () => {
    expect(insertCalls(CALLS.backendServices, { name: 'bs', securityPolicy: POLICY })).toEqual({
      body: { name: 'bs' },
      after: [
        { method: 'setSecurityPolicy', parameter: 'securityPolicyReferenceResource', body: { securityPolicy: POLICY } },
      ],
    });
    expect(insertCalls(CALLS.backendServices, { name: 'bs', securityPolicy: '' })).toEqual({
      body: { name: 'bs' },
      after: [],
    });
  });

  it('gets references that insert takes at once', () => {
    const body = { name: 'tps', urlMap: 'projects/p/global/urlMaps/m', sslPolicy: '' };
    expect(insertCalls(CALLS.targetHttpsProxies, body)).toEqual({
      body: { name: 'tps', urlMap: 'projects/p/global/urlMaps/m' },
      after: [],
    });
  });
});

describe('a change of a target HTTPS proxy', () => {
  it('takes one verb per field', () => {
    const changed = { sslCertificates: ['c'], sslPolicy: 's', urlMap: 'u' };
    const methods = updateCalls(CALLS.targetHttpsProxies, {}, changed).map(({ method }) => method);
    expect([...methods].sort()).toEqual(['setSslCertificates', 'setSslPolicy', 'setUrlMap']);
  });

  it('is refused for what no verb sets', () => {
    expect(() => updateCalls(CALLS.targetHttpsProxies, {}, { description: 'x' })).toThrow('description');
  });
});

describe('an update that names what it was made for', () => {
  it.each([
    ['urlMaps', { hostRules: [] }, true],
    ['backendServices', { timeoutSec: 5 }, true],
    ['backendServices', { timeoutSec: 5, securityPolicy: 'p' }, false],
    ['firewalls', { sourceRanges: [] }, false],
    ['healthChecks', { checkIntervalSec: 5 }, false],
    ['forwardingRules', { target: 't' }, false],
    ['targetHttpProxies', { urlMap: 'm' }, false],
  ] as const)('%s %j: %s', (collection, changed, expected) => {
    expect(isGuarded(CALLS[collection], changed)).toBe(expected);
  });
});
