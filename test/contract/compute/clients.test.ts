// The real client library over a socket: paths, bodies and answers fit it as they fit the real service.
import { BackendServicesClient } from '@google-cloud/compute/build/src/v1/backend_services_client.js';
import { GlobalOperationsClient } from '@google-cloud/compute/build/src/v1/global_operations_client.js';
import { HealthChecksClient } from '@google-cloud/compute/build/src/v1/health_checks_client.js';
import { NetworkEndpointGroupsClient } from '@google-cloud/compute/build/src/v1/network_endpoint_groups_client.js';
import { TargetHttpProxiesClient } from '@google-cloud/compute/build/src/v1/target_http_proxies_client.js';
import { UrlMapsClient } from '@google-cloud/compute/build/src/v1/url_maps_client.js';
import { ZoneOperationsClient } from '@google-cloud/compute/build/src/v1/zone_operations_client.js';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createComputeEmulator } from '../../../infra/emulators/compute/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Served, serve } from '../../../infra/emulators/kit/serve.ts';
import { link, NEG, NODE, POD_IP, REGIONS, serviceBody, testFabric, ZONE } from './project.ts';
import { HANGS_MS } from '../../limits.ts';

const project = 'demo';
const CALL = { timeout: HANGS_MS };

let served: Served;
let clients: ReturnType<typeof createClients>;

function createClients(port: number) {
  const options = () => ({
    apiEndpoint: '127.0.0.1',
    port,
    protocol: 'http',
    authClient: new PassThroughClient(),
  });
  return {
    services: new BackendServicesClient(options()),
    operations: new GlobalOperationsClient(options()),
    checks: new HealthChecksClient(options()),
    negs: new NetworkEndpointGroupsClient(options()),
    proxies: new TargetHttpProxiesClient(options()),
    maps: new UrlMapsClient(options()),
    zoneOperations: new ZoneOperationsClient(options()),
  };
}

beforeAll(async () => {
  const emulator = createComputeEmulator({
    project,
    clock: scaledClock(1),
    random: seededRandom(3),
    fabric: testFabric(),
    regions: REGIONS,
    operations: 'fast',
  });
  served = await serve(emulator.handler);
  clients = createClients(served.port);
  for (const client of Object.values(clients)) await client.initialize();
});
afterAll(() => served.close());

type Started = readonly [{ readonly latestResponse?: unknown }, ...unknown[]];

/** Waits as every caller must: until DONE, then looks for an error. */
async function settle([wrapper]: Started, zone?: string): Promise<void> {
  const { name = '', status } = wrapper.latestResponse as { name?: string; status?: string };
  expect(status).toBe('RUNNING');
  const [operation] =
    zone === undefined
      ? await clients.operations.wait({ project, operation: name }, CALL)
      : await clients.zoneOperations.wait({ project, zone, operation: name }, CALL);
  expect(operation.status).toBe('DONE');
  expect(operation.error).toBeUndefined();
}

it('builds, changes, reads and lists a load balancer', async () => {
  const { checks, maps, negs, proxies, services } = clients;
  const healthCheckResource = { name: 'hc', type: 'HTTP', httpHealthCheck: { portSpecification: 'USE_SERVING_PORT' } };
  await settle(await checks.insert({ project, healthCheckResource }, CALL));
  const neg = { name: 'neg', networkEndpointType: 'GCE_VM_IP_PORT' };
  await settle(await negs.insert({ project, zone: ZONE, networkEndpointGroupResource: neg }, CALL), ZONE);
  const networkEndpoints = [{ instance: NODE, ipAddress: POD_IP, port: 8080 }];
  const attached = await negs.attachNetworkEndpoints(
    {
      project,
      zone: ZONE,
      networkEndpointGroup: 'neg',
      networkEndpointGroupsAttachEndpointsRequestResource: { networkEndpoints },
    },
    CALL,
  );
  await settle(attached, ZONE);
  await settle(await services.insert({ project, backendServiceResource: serviceBody('blue') }, CALL));
  const defaultService = link('/global/backendServices/blue');
  await settle(await maps.insert({ project, urlMapResource: { name: 'map', defaultService } }, CALL));
  const urlMap = link('/global/urlMaps/map');
  await settle(await proxies.insert({ project, targetHttpProxyResource: { name: 'proxy', urlMap } }, CALL));
  await settle(
    await proxies.setUrlMap({ project, targetHttpProxy: 'proxy', urlMapReferenceResource: { urlMap } }, CALL),
  );

  const [map] = await maps.get({ project, urlMap: 'map' }, CALL);
  const hostRules = [{ hosts: ['a.com'], pathMatcher: 'm' }];
  const pathMatchers = [{ name: 'm', defaultService }];
  const urlMapResource = { hostRules, pathMatchers, fingerprint: map.fingerprint ?? '' };
  await settle(await maps.patch({ project, urlMap: 'map', urlMapResource }, CALL));
  const [patched] = await maps.get({ project, urlMap: 'map' }, CALL);
  expect(patched).toMatchObject({ hostRules, defaultService });
  // Only PUT can empty a list: the client never sends [].
  await settle(
    await maps.update(
      { project, urlMap: 'map', urlMapResource: { ...patched, hostRules: [], pathMatchers: [] } },
      CALL,
    ),
  );
  const [emptied] = await maps.get({ project, urlMap: 'map' }, CALL);
  expect(emptied).toMatchObject({ hostRules: [], pathMatchers: [], defaultService });

  const [listed] = await services.list({ project, filter: 'name = blue' }, CALL);
  expect(listed.map(({ name }) => name)).toEqual(['blue']);
  const [health] = await services.getHealth(
    { project, backendService: 'blue', resourceGroupReferenceResource: { group: link(NEG) } },
    CALL,
  );
  expect(health).toMatchObject({ kind: 'compute#backendServiceGroupHealth', healthStatus: [] });
  const [endpoints] = await negs.listNetworkEndpoints(
    {
      project,
      zone: ZONE,
      networkEndpointGroup: 'neg',
      networkEndpointGroupsListEndpointsRequestResource: { healthStatus: 'SKIP' },
    },
    CALL,
  );
  expect(endpoints).toMatchObject([{ networkEndpoint: { instance: NODE, ipAddress: POD_IP, port: 8080 } }]);
});

it('lists over all scopes', async () => {
  const neg = { name: 'listed', networkEndpointType: 'GCE_VM_IP_PORT' };
  await settle(await clients.negs.insert({ project, zone: ZONE, networkEndpointGroupResource: neg }, CALL), ZONE);
  const scopes: string[] = [];
  for await (const [scope, { networkEndpointGroups }] of clients.negs.aggregatedListAsync(
    { project },
    { ...CALL, autoPaginate: false },
  )) {
    if (networkEndpointGroups?.length) scopes.push(scope);
  }
  expect(scopes).toEqual([`zones/${ZONE}`]);
});

it('refuses with the codes that the client makes of them', async () => {
  const { checks, maps, services } = clients;
  const check = { name: 'used', type: 'HTTP', httpHealthCheck: {} };
  await settle(await checks.insert({ project, healthCheckResource: check }, CALL));
  const service = { ...serviceBody('refused'), backends: [], healthChecks: [link('/global/healthChecks/used')] };
  await settle(await services.insert({ project, backendServiceResource: service }, CALL));
  await expect(maps.get({ project, urlMap: 'none' }, CALL)).rejects.toMatchObject({ code: 5, httpStatusCode: 404 });
  const stale = { fingerprint: 'AAAAAAAAAAA=', timeoutSec: 5 };
  await expect(
    services.patch({ project, backendService: 'refused', backendServiceResource: stale }, CALL),
  ).rejects.toMatchObject({ code: 9, httpStatusCode: 412 });
  await expect(checks.delete({ project, healthCheck: 'used' }, CALL)).rejects.toMatchObject({
    code: 3,
    httpStatusCode: 400,
  });
});
