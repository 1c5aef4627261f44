// What of the project is read, kind by kind: what cannot be read keeps its last value, and is absent without one.
import { expect, test } from 'vitest';
import { readProject } from '../../../../../lib/features/ingress/looks/project-facts.ts';
import { RangelightError } from '../../../../../lib/core/index.ts';
import type { ProjectFacts } from '../../../../../lib/fleet/index.ts';
import { ownershipMark } from '../../../../../lib/model/index.ts';
import { createMemoryCompute } from '../../../../fakes/memory-compute.ts';
import { FLEET, PROJECT } from '../../../balancer.ts';
import { createRig, NEVER } from '../../../app/rig.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');

function project() {
  const compute = createMemoryCompute();
  const put = (kind: 'address' | 'forwardingRule' | 'sslCertificate', name: string, body = {}) =>
    compute.put(computeRef(kind, PROJECT, name), { name, ...body });
  put('address', 'b', { address: '203.0.113.2' });
  put('address', 'a', { address: '10.0.0.1', addressType: 'INTERNAL' });
  put('address', 'rl1-ip-own', { address: '203.0.113.3' });
  put('sslCertificate', 'cert', { type: 'SELF_MANAGED', expireTime: '2026-12-31T16:00:00.000-08:00' });
  put('forwardingRule', 'theirs', { IPAddress: '203.0.113.2', portRange: '80-80' });
  const description = ownershipMark({ installation: 'any', fleet: FLEET }, 'blue');
  put('forwardingRule', 'marked', { IPAddress: '203.0.113.3', portRange: '80-80', description });
  compute.policiesOf.set('sslPolicy', [{ name: 'modern' }]);
  compute.policiesOf.set('securityPolicy', [{ name: 'armor', type: 'CLOUD_ARMOR' }]);
  return compute;
}

const READ: ProjectFacts = {
  addresses: { a: { ip: '10.0.0.1', external: false }, b: { ip: '203.0.113.2', external: true } },
  certificates: { cert: { validity: 'valid', notAfter: '2027-01-01T00:00:00.000Z', dnsNames: [] } },
  sslPolicies: ['modern'],
  securityPolicies: { armor: 'CLOUD_ARMOR' },
  forwardingRules: [{ name: 'theirs', ip: '203.0.113.2', ports: '80-80' }],
};

test('cases 06, 07: what others made is read, and not what this fleet made', async () => {
  expect(await readProject(createRig().fleet(), project(), undefined, NOW, NEVER)).toEqual(READ);
});

test.each([
  ['address', 'addresses'],
  ['sslCertificate', 'certificates'],
  ['sslPolicy', 'sslPolicies'],
  ['securityPolicy', 'securityPolicies'],
  ['forwardingRule', 'forwardingRules'],
] as const)('a list of %s that cannot be read is not an empty one', async (kind, key) => {
  const compute = project();
  const fleet = createRig().fleet();
  compute.before = (call, what) => {
    if (call === 'list' && what === kind) throw new RangelightError('denied', 'compute', 'no');
  };
  const { [key]: _lost, ...others } = READ;
  expect(await readProject(fleet, compute, undefined, NOW, NEVER)).toEqual(others);
  expect(await readProject(fleet, compute, READ, NOW, NEVER)).toEqual(READ);
});
