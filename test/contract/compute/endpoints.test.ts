// Endpoints of zonal NEGs, and the health that the data plane reports for them.
import { beforeEach, expect, it } from 'vitest';
import { createProject, link, makeLoadBalancer, NEG, NODE, POD_IP, type Project, SECOND_POD_IP } from './project.ts';

const endpoint = { instance: NODE, ipAddress: POD_IP, port: 8080 };
const NEG_PATH = `projects/demo${NEG}`;

let project: Project;
beforeEach(async () => {
  project = createProject();
  await makeLoadBalancer(project);
});

const attach = (networkEndpoints: readonly unknown[]) =>
  project.call('POST', `${NEG}/attachNetworkEndpoints`, { networkEndpoints });

it('attaches and detaches pods of an instance, in a zonal operation', async () => {
  const { body } = await attach([endpoint, { ...endpoint, ipAddress: SECOND_POD_IP, annotations: {} }]);
  expect(body).toMatchObject({ status: 'RUNNING', zone: link('/zones/us-west1-a') });
  expect(project.emulator.view.endpoints(NEG_PATH)).toEqual([]);
  await project.clock.advance(0);
  expect(project.emulator.view.endpoints(NEG_PATH)).toEqual([endpoint, { ...endpoint, ipAddress: SECOND_POD_IP }]);
  expect(await project.get(NEG)).toMatchObject({ size: 2 });
  await project.make('POST', `${NEG}/detachNetworkEndpoints`, { networkEndpoints: [endpoint] });
  const listed = await project.call('POST', `${NEG}/listNetworkEndpoints`, {});
  expect(listed.body.items).toEqual([{ networkEndpoint: { ...endpoint, ipAddress: SECOND_POD_IP } }]);
});

it('lets endpoint changes of one NEG overlap, but not with its deletion', async () => {
  await attach([endpoint]);
  expect((await attach([{ ...endpoint, ipAddress: SECOND_POD_IP }])).status).toBe(200);
  expect((await project.call('DELETE', NEG)).reason).toBe('resourceNotReady');
  await project.clock.advance(0);
  expect(project.emulator.view.endpoints(NEG_PATH)).toHaveLength(2);
});

it.each([
  { name: 'an unknown instance', networkEndpoints: [{ ...endpoint, instance: 'none' }], reason: 'notFound' },
  { name: 'a stranger to the instance', networkEndpoints: [{ ...endpoint, ipAddress: '10.9.9.9' }], reason: 'invalid' },
  { name: 'port 65536', networkEndpoints: [{ ...endpoint, port: 65_536 }], reason: 'invalid' },
  { name: 'annotations', networkEndpoints: [{ ...endpoint, annotations: { a: 'b' } }], reason: 'notImplemented' },
  { name: 'no port', networkEndpoints: [{ instance: NODE, ipAddress: POD_IP }], reason: 'required' },
  { name: 'no instance', networkEndpoints: [{ ipAddress: POD_IP, port: 80 }], reason: 'required' },
  { name: 'the same twice', networkEndpoints: [endpoint, endpoint], reason: 'invalid' },
  {
    name: 'more than 500',
    networkEndpoints: Array.from({ length: 501 }, (_, index) => ({ ...endpoint, port: index + 1 })),
    reason: 'invalid',
  },
])('refuses a whole batch with $name', async ({ networkEndpoints, reason }) => {
  const good = { ...endpoint, ipAddress: SECOND_POD_IP };
  expect((await attach([good, ...networkEndpoints])).reason).toBe(reason);
  await project.clock.advance(0);
  expect(project.emulator.view.endpoints(NEG_PATH)).toEqual([]);
});

it('refuses to attach what is attached and to detach what is not', async () => {
  await project.make('POST', `${NEG}/attachNetworkEndpoints`, { networkEndpoints: [endpoint] });
  expect((await attach([endpoint])).reason).toBe('invalid');
  const networkEndpoints = [{ ...endpoint, port: 81 }];
  expect((await project.call('POST', `${NEG}/detachNetworkEndpoints`, { networkEndpoints })).reason).toBe('invalid');
});

it('detaches a pod that is gone', async () => {
  await project.make('POST', `${NEG}/attachNetworkEndpoints`, { networkEndpoints: [endpoint] });
  project.fabric.removePod(POD_IP);
  await project.make('POST', `${NEG}/detachNetworkEndpoints`, { networkEndpoints: [endpoint] });
  expect(project.emulator.view.endpoints(NEG_PATH)).toEqual([]);
});

it('answers health from the data plane, and none before it has probed', async () => {
  const ask = () => project.call('POST', '/global/backendServices/blue/getHealth', { group: link(NEG) });
  expect((await ask()).body).toEqual({ kind: 'compute#backendServiceGroupHealth' });
  project.emulator.setHealthSource({
    health: (service, neg) =>
      service.endsWith('/blue') && neg === NEG_PATH ? [{ ...endpoint, healthState: 'HEALTHY' }] : undefined,
  });
  expect((await ask()).body.healthStatus).toEqual([
    { ...endpoint, healthState: 'HEALTHY', instance: link(`/zones/us-west1-a/instances/${NODE}`) },
  ]);
  const other = { group: link('/zones/us-west1-b/networkEndpointGroups/neg') };
  expect((await project.call('POST', '/global/backendServices/blue/getHealth', other)).reason).toBe('notFound');
});

it('lists the health of endpoints on request, service by service', async () => {
  await project.make('POST', `${NEG}/attachNetworkEndpoints`, { networkEndpoints: [endpoint] });
  project.emulator.setHealthSource({
    health: (service) => (service.endsWith('/green') ? [{ ...endpoint, healthState: 'UNHEALTHY' }] : undefined),
  });
  const list = async (healthStatus: string) =>
    (await project.call('POST', `${NEG}/listNetworkEndpoints`, { healthStatus })).body.items;
  expect(await list('SKIP')).toEqual([{ networkEndpoint: endpoint }]);
  const backendService = { backendService: link('/global/backendServices/green') };
  expect(await list('SHOW')).toEqual([
    { networkEndpoint: endpoint, healths: [{ backendService, healthState: 'UNHEALTHY' }] },
  ]);
});

it('takes addresses outside of the cloud into a group of that type, without an instance', async () => {
  const path = '/zones/us-west1-a/networkEndpointGroups';
  const body = { name: 'outside', networkEndpointType: 'NON_GCP_PRIVATE_IP_PORT', defaultPort: 9000 };
  await project.make('POST', path, body);
  const change = async (...networkEndpoints: readonly object[]) =>
    (await project.call('POST', `${path}/outside/attachNetworkEndpoints`, { networkEndpoints })).reason;
  expect(await change({ ...endpoint })).toBe('invalid');
  expect(await change({ port: 80 })).toBe('required');
  expect(await change({ ipAddress: '192.168.0.1' })).toBeUndefined();
  await project.clock.advance(0);
  expect(project.emulator.view.endpoints(`projects/demo${path}/outside`)).toEqual([
    { ipAddress: '192.168.0.1', port: 9000 },
  ]);
});

it('gives an endpoint without an address the one of its instance', async () => {
  await project.make('POST', `${NEG}/attachNetworkEndpoints`, { networkEndpoints: [{ instance: NODE, port: 80 }] });
  expect(project.emulator.view.endpoints(NEG_PATH)).toEqual([{ instance: NODE, ipAddress: '10.0.0.1', port: 80 }]);
});

it('holds 10,000 endpoints, and not one more', async () => {
  const ports = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...endpoint, port: from + index }));
  for (let from = 1; from <= 10_000; from += 500) {
    await project.make('POST', `${NEG}/attachNetworkEndpoints`, { networkEndpoints: ports(from, 500) });
  }
  const refused = await attach(ports(10_001, 1));
  expect(refused.reason).toBe('invalid');
  expect(refused.message).toContain('10000');
});
