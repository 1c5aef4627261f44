// What clients that are not ours send and read, as Terraform's google provider does: patches that name only what they
// change, and numbers that fit into a signed integer of 64 bits.
import { beforeAll, expect, it } from 'vitest';
import { kinds } from '../../../infra/emulators/compute/resources/index.ts';
import { testCertificate } from '../certificates.ts';
import { createProject, type Json, link, makeLoadBalancer, type Project, ZONE } from './project.ts';

/** One resource of each kind that can be patched. */
const PATCHED = {
  backendServices: 'blue',
  firewalls: 'wall',
  forwardingRules: 'rule',
  healthChecks: 'hc',
  securityPolicies: 'armor',
  sslPolicies: 'tls',
  targetHttpProxies: 'proxy',
  targetHttpsProxies: 'secure',
  urlMaps: 'map',
} as const;

let project: Project;
beforeAll(async () => {
  project = createProject();
  await makeLoadBalancer(project);
  await project.make('POST', '/global/firewalls', { name: 'wall', allowed: [{ IPProtocol: 'tcp', ports: ['80'] }] });
  await project.make('POST', '/global/securityPolicies', { name: 'armor' });
  await project.make('POST', '/global/sslPolicies', { name: 'tls', profile: 'MODERN' });
  await project.make('POST', '/global/sslCertificates', { name: 'cert', ...(await testCertificate(['a.com'])) });
  await project.make('POST', '/global/targetHttpsProxies', {
    name: 'secure',
    urlMap: link('/global/urlMaps/map'),
    sslCertificates: [link('/global/sslCertificates/cert')],
  });
});

it('case 81: knows one resource of each kind that can be patched', () => {
  const patched = [...kinds.values()].filter(({ methods }) => methods.patch === true);
  expect(Object.keys(PATCHED)).toEqual(patched.map(({ collection }) => collection));
});

it.each(Object.entries(PATCHED))(
  'case 81: a PATCH of %s needs no name, and keeps what it does not name',
  async (kind, name) => {
    const path = `/global/${kind}/${name}`;
    const before = await project.get(path);
    const { fingerprint } = before;
    const answer = await project.make('PATCH', path, fingerprint === undefined ? {} : { fingerprint });
    expect(answer.body).toMatchObject({ operationType: 'patch', targetLink: before['selfLink'] });
    expect(await project.get(path)).toEqual(before);
  },
);

it.each([...kinds.values()].flatMap(({ collection, methods }) => (methods.update === true ? [collection] : [])))(
  'case 81: a PUT of %s takes its name from the path',
  async (collection) => {
    const path = `/global/${collection}/${PATCHED[collection as keyof typeof PATCHED]}`;
    const { name, ...rest } = await project.get(path);
    await project.make('PUT', path, rest);
    expect(await project.get(path)).toEqual({ ...rest, name });
  },
);

it('case 82: every id fits into a signed integer of 64 bits', async () => {
  const ids = new Set<string>();
  for (let made = 0; made < 300; made += 1) {
    const { body } = await project.make('POST', '/global/healthChecks', {
      name: `hc-${made}`,
      type: 'TCP',
      tcpHealthCheck: {},
    });
    for (const id of idsIn(body)) ids.add(id);
  }
  const collections = [...kinds.values()].map(({ collection, scope }) =>
    scope === 'global' ? `/global/${collection}` : `/zones/${ZONE}/${collection}`,
  );
  const others = ['', '/zones', '/regions', '/global/networks', '/global/operations', `/zones/${ZONE}/instances`];
  for (const path of [...collections, ...others]) {
    for (const id of idsIn(await project.get(path))) ids.add(id);
  }
  expect(ids.size).toBeGreaterThan(600);
  expect([...ids].filter((id) => BigInt(id) >= 2n ** 63n)).toEqual([]);
});

/** Every number that the published definitions call `int64` or `uint64`, which answers give as text. */
function idsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Json).flatMap(([key, member]) =>
    WIDE.has(key) && typeof member === 'string' && /^\d+$/.test(member) ? [member] : idsIn(member),
  );
}

const WIDE: ReadonlySet<string> = new Set(['id', 'targetId', 'pscConnectionId', 'signedUrlCacheMaxAgeSec']);
