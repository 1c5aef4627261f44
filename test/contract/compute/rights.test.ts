// Who may do what in a project: each request takes the permission of its method, and one for each resource that its
// body refers to. The refusals are those of the real API, and come before anything is looked up.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Granted } from '../../../infra/emulators/kit/rights.ts';
import { type Answer, createProject, link, makeLoadBalancer, NEG, type Project, serviceBody, ZONE } from './project.ts';

const OWNER = 'owner-token';
const TOKEN = 'worker-token';
const ACCOUNT = 'worker@demo.iam.gserviceaccount.com';
const HEALTH_CHECK = { name: 'another', type: 'HTTP', httpHealthCheck: {} };
const PATH = 'projects/demo/global';

let project: Project;
let granted: Map<string, Granted>;
let held: Set<string>;
beforeEach(async () => {
  held = new Set();
  granted = new Map<string, Granted>([
    ['anna@example.com', 'owner'],
    [ACCOUNT, held],
  ]);
  const accounts = new Map([
    [OWNER, 'anna@example.com'],
    [TOKEN, ACCOUNT],
  ]);
  project = createProject({ rights: { accounts, granted } });
  const { call, clock } = project;
  const asOwner: Project = {
    ...project,
    async make(method, path, body) {
      const answer = await call(method, path, body, OWNER);
      expect(answer).toMatchObject({ status: 200 });
      await clock.advance(60_000);
      return answer;
    },
    get: async (path) => (await call('GET', path, undefined, OWNER)).body,
  };
  await makeLoadBalancer(asOwner);
});

function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  return project.call(method, path, body, TOKEN);
}

/** Grants whatever a request is refused for, until it is not, and says what that was. */
async function permissionsOf(method: string, path: string, body?: unknown): Promise<readonly string[]> {
  const asked: string[] = [];
  for (;;) {
    const answer = await ask(method, path, body);
    const missing = /^Required '(?<permission>[^']+)' permission for '[^']+'$/.exec(answer.message ?? '');
    if (missing === null) {
      expect(answer.status, answer.message).not.toBe(403);
      return asked.sort();
    }
    expect(answer).toMatchObject({ status: 403, reason: 'forbidden' });
    const { permission = '' } = missing.groups ?? {};
    expect(asked).not.toContain(permission);
    asked.push(permission);
    held.add(permission);
  }
}

describe('who calls', () => {
  it('is nobody with a token that nobody has: 401', async () => {
    const answer = await project.call('GET', '/global/urlMaps', undefined, 'made-up');
    expect(answer).toMatchObject({ status: 401, body: { error: { status: 'UNAUTHENTICATED' } } });
  });

  it('is everybody without a token, and may do what is granted to all', async () => {
    expect((await project.call('GET', '/global/urlMaps')).status).toBe(403);
    granted.set('allUsers', new Set(['compute.urlMaps.list']));
    expect((await project.call('GET', '/global/urlMaps')).status).toBe(200);
    expect((await project.call('GET', '/global/urlMaps/map')).status).toBe(403);
  });

  it('stands in the operation, and in the journal with what was asked for', async () => {
    held.add('compute.healthChecks.create');
    expect((await ask('POST', '/global/healthChecks', HEALTH_CHECK)).body['user']).toBe(ACCOUNT);
    expect(project.emulator.journal.entries.at(-1)?.caller).toEqual({
      account: ACCOUNT,
      permissions: ['compute.healthChecks.create'],
    });
  });
});

describe('a request takes', () => {
  it.each([
    ['GET', '/global/urlMaps', ['compute.urlMaps.list']],
    ['GET', '/aggregated/networkEndpointGroups', ['compute.networkEndpointGroups.list']],
    ['GET', '/global/addresses/vip', ['compute.globalAddresses.get']],
    ['GET', '/global/forwardingRules', ['compute.globalForwardingRules.list']],
    ['GET', '/global/operations', ['compute.globalOperations.list']],
    ['GET', `/zones/${ZONE}/operations`, ['compute.zoneOperations.list']],
    ['POST', '/global/operations/nothing/wait', ['compute.globalOperations.get']],
    ['GET', '', ['compute.projects.get']],
    ['GET', '/zones', ['compute.zones.list']],
    ['GET', `/zones/${ZONE}/instances/node-1`, ['compute.instances.get']],
    ['POST', `${NEG}/listNetworkEndpoints`, ['compute.networkEndpointGroups.get']],
    ['DELETE', '/global/forwardingRules/rule', ['compute.globalForwardingRules.delete']],
  ] as const)('%s %s: the permission of its method', async (method, path, permissions) => {
    expect(await permissionsOf(method, path, method === 'POST' ? {} : undefined)).toEqual(permissions);
  });

  it('for a backend service: its health check and every group', async () => {
    const both = ['compute.healthChecks.useReadOnly', 'compute.networkEndpointGroups.use'];
    const body = serviceBody('red');
    expect(await permissionsOf('POST', '/global/backendServices', body)).toEqual([
      'compute.backendServices.create',
      ...both,
    ]);
    held.clear();
    const fingerprint = 'stale';
    expect(await permissionsOf('PATCH', '/global/backendServices/blue', { fingerprint, timeoutSec: 5 })).toEqual([
      'compute.backendServices.get',
      'compute.backendServices.update',
    ]);
    expect(await permissionsOf('PUT', '/global/backendServices/blue', { ...body, fingerprint })).toEqual(both);
  });

  it('for a map: every service that it names, wherever that is', async () => {
    const service = link('/global/backendServices/blue');
    const body = {
      name: 'map-2',
      defaultService: service,
      hostRules: [{ hosts: ['*'], pathMatcher: 'all' }],
      pathMatchers: [
        {
          name: 'all',
          defaultService: service,
          pathRules: [{ paths: ['/x'], service: link('/global/backendServices/green') }],
        },
      ],
    };
    expect(await permissionsOf('POST', '/global/urlMaps', body)).toEqual([
      'compute.backendServices.use',
      'compute.urlMaps.create',
    ]);
    const entry = project.emulator.journal.entries.at(-1);
    expect(entry?.caller?.permissions).toEqual(['compute.urlMaps.create', 'compute.backendServices.use']);
  });

  it('for a rule: its target, and the address by its IP', async () => {
    const body = {
      name: 'other',
      target: link('/global/targetHttpProxies/proxy'),
      IPAddress: '203.0.113.9',
      portRange: '80',
    };
    expect(await permissionsOf('POST', '/global/forwardingRules', body)).toEqual([
      'compute.globalAddresses.use',
      'compute.globalForwardingRules.create',
      'compute.targetHttpProxies.use',
    ]);
  });

  it('for a verb: what its body refers to', async () => {
    const proxy = '/global/targetHttpProxies/proxy';
    expect(
      await permissionsOf('POST', `${proxy.replace('/global', '')}/setUrlMap`, { urlMap: link('/global/urlMaps/map') }),
    ).toEqual(['compute.targetHttpProxies.setUrlMap', 'compute.urlMaps.use']);
    const endpoint = { instance: 'node-1', ipAddress: '10.4.0.5', port: 80 };
    expect(await permissionsOf('POST', `${NEG}/attachNetworkEndpoints`, { networkEndpoints: [endpoint] })).toEqual([
      'compute.instances.use',
      'compute.networkEndpointGroups.attachNetworkEndpoints',
    ]);
  });

  it('for every write of a firewall rule: its network, which a PATCH and a DELETE do not name', async () => {
    const rule = { name: 'fw', allowed: [{ IPProtocol: 'tcp', ports: ['80'] }], sourceRanges: ['35.191.0.0/16'] };
    const policy = 'compute.networks.updatePolicy';
    expect(await permissionsOf('POST', '/global/firewalls', rule)).toEqual(['compute.firewalls.create', policy]);
    await project.clock.advance(60_000);
    for (const [method, body] of [
      ['PATCH', { priority: 900 }],
      ['DELETE', undefined],
    ] as const) {
      held.delete(policy);
      held.add('compute.firewalls.get').add('compute.firewalls.update').add('compute.firewalls.delete');
      const answer = await ask(method, '/global/firewalls/fw', body);
      expect(answer).toMatchObject({ status: 403, reason: 'forbidden' });
      expect(answer.message).toBe(`Required '${policy}' permission for '${PATH}/networks/default'`);
    }
  });

  it('each permission that is missing is told, the first one as the message', async () => {
    const answer = await ask('POST', '/global/firewalls', { name: 'fw', allowed: [{ IPProtocol: 'tcp' }] });
    const { errors } = answer.body['error'] as { readonly errors: readonly { readonly message: string }[] };
    expect(errors.map(({ message }) => message)).toEqual([
      `Required 'compute.firewalls.create' permission for 'projects/demo'`,
      `Required 'compute.networks.updatePolicy' permission for '${PATH}/networks/default'`,
    ]);
    expect(answer.message).toBe(errors[0]?.message);
  });

  it('its permission before it is known whether the resource is there', async () => {
    expect(await ask('GET', '/global/urlMaps/nothing')).toMatchObject({ status: 403 });
    held.add('compute.urlMaps.get');
    expect(await ask('GET', '/global/urlMaps/nothing')).toMatchObject({ status: 404 });
  });

  it('every reference: one that is missing refuses the whole, and nothing is changed', async () => {
    held.add('compute.backendServices.create').add('compute.healthChecks.useReadOnly');
    const answer = await ask('POST', '/global/backendServices', serviceBody('red'));
    expect(answer.message).toBe(`Required 'compute.networkEndpointGroups.use' permission for 'projects/demo${NEG}'`);
    await project.clock.advance(60_000);
    expect((await project.call('GET', '/global/backendServices/red', undefined, OWNER)).status).toBe(404);
  });
});
