// A small project for the data plane's tests: pods that are real HTTP servers, NEGs, backend services and a front end.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createDataPlane,
  type DataPlane,
  type PropagationProfile,
} from '../../../infra/emulators/compute/data-plane/index.ts';
import { createFabric, type Fabric } from '../../../infra/emulators/fabric/index.ts';
import { type VirtualClock, virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { closeServer, listen } from '../../../infra/emulators/kit/serve.ts';
import { type ClientRequest, type ClientResponse, sendThrough } from './client.ts';
import { createMemoryView, type MemoryView } from './memory-view.ts';

export const vip = '203.0.113.10';
export const global = (collection: string, name: string): string => `projects/p/global/${collection}/${name}`;
export const negPath = (zone: string, name: string): string => `projects/p/zones/${zone}/networkEndpointGroups/${name}`;

export interface World extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly fabric: Fabric;
  readonly view: MemoryView;
  readonly plane: DataPlane;
  /** By region. */
  readonly proxies: ReadonlyMap<string, string>;
  /** A pod that answers 200 with its own name, or as `listener` says. */
  addPod(ip: string, zone: string, listener?: RequestListener): Promise<Server>;
  /** A backend service with one NEG per zone, each holding the given pod addresses (port 8080). */
  addService(
    name: string,
    zones: Readonly<Record<string, readonly string[]>>,
    body?: Readonly<Record<string, unknown>>,
    backend?: Readonly<Record<string, unknown>>,
  ): void;
  /** Forwarding rule → target HTTP proxy → URL map `map`, and a firewall rule for the probes. */
  addFrontEnd(map: Readonly<Record<string, unknown>>): void;
  send(region: string, request: Partial<ClientRequest> & { readonly path?: string }): Promise<ClientResponse>;
  /** Lets emulated time pass until `holds`; throws when it does not within five emulated minutes. */
  until(holds: () => boolean): Promise<void>;
  /** Lets emulated time pass until this many endpoints of all services are healthy. */
  healthy(count: number): Promise<void>;
}

export interface WorldOptions {
  readonly regions?: readonly string[];
  readonly propagation?: PropagationProfile;
  /**
   * Interval and timeout of every health check, default 5. Probes need real time, which a leap of the virtual clock
   * does not give them: a test that leaps wants an interval longer than its leaps.
   */
  readonly checkIntervalSec?: number;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const clock = virtualClock();
  const fabric = createFabric();
  const view = createMemoryView('p');
  const pods: Server[] = [];
  const plane = createDataPlane({
    view,
    fabric,
    clock,
    random: seededRandom(7),
    regions: options.regions ?? ['us-west1', 'europe-north1'],
    propagation: options.propagation ?? 'none',
  });
  const { proxies } = await plane.start();

  const healthyCount = (): number => {
    let count = 0;
    for (const service of view.list('backendServices')) {
      for (const neg of view.list('networkEndpointGroups')) {
        const health = plane.healthSource.health(service.path, neg.path) ?? [];
        count += health.filter(({ healthState }) => healthState === 'HEALTHY').length;
      }
    }
    return count;
  };

  async function until(holds: () => boolean): Promise<void> {
    for (let second = 0; second < 300; second += 1) {
      if (holds()) return;
      await clock.advance(1000);
      // Probes run over real sockets: give them a moment of real time.
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error('did not come to hold within five emulated minutes');
  }

  return {
    clock,
    fabric,
    view,
    plane,
    proxies,
    async addPod(ip, zone, listener = (_request, response) => void response.end(ip)) {
      const server = createServer(listener);
      await listen(server, 0);
      pods.push(server);
      fabric.addInstance({ name: `node-${zone}`, zone, network: 'default', tags: ['gke-node'], ip: '10.0.0.1' });
      const socket = { host: '127.0.0.1', port: (server.address() as AddressInfo).port } as const;
      fabric.addPod({ ip, instance: `node-${zone}`, zone, sockets: new Map([[8080, socket]]) });
      return server;
    },
    addService(name, zones, body = {}, backend = {}) {
      const backends = Object.entries(zones).map(([zone, ips]) => {
        const neg = negPath(zone, name);
        view.put(neg, { networkEndpointType: 'GCE_VM_IP_PORT' });
        view.attach(
          neg,
          ips.map((ipAddress) => ({
            instance: `projects/p/zones/${zone}/instances/node-${zone}`,
            ipAddress,
            port: 8080,
          })),
        );
        return { group: neg, balancingMode: 'RATE', maxRatePerEndpoint: 1e8, capacityScaler: 1, ...backend };
      });
      view.put(global('healthChecks', name), {
        type: 'HTTP',
        checkIntervalSec: options.checkIntervalSec ?? 5,
        timeoutSec: options.checkIntervalSec ?? 5,
        healthyThreshold: 1,
        unhealthyThreshold: 2,
        httpHealthCheck: { portSpecification: 'USE_SERVING_PORT', requestPath: '/healthz' },
      });
      view.put(global('backendServices', name), {
        protocol: 'HTTP',
        timeoutSec: 30,
        backends,
        healthChecks: [global('healthChecks', name)],
        ...body,
      });
    },
    addFrontEnd(map) {
      view.put(global('firewalls', 'probes'), {
        network: 'projects/p/global/networks/default',
        sourceRanges: ['130.211.0.0/22', '35.191.0.0/16'],
        targetTags: ['gke-node'],
        allowed: [{ IPProtocol: 'tcp' }],
      });
      view.put(global('urlMaps', 'map'), map);
      view.put(global('targetHttpProxies', 'proxy'), { urlMap: global('urlMaps', 'map') });
      view.put(global('forwardingRules', 'rule'), {
        IPAddress: vip,
        portRange: '80-80',
        target: global('targetHttpProxies', 'proxy'),
      });
    },
    send(region, { path = '/', ...request }) {
      return sendThrough(proxies.get(region) ?? '', { url: `http://${vip}${path}`, ...request });
    },
    until,
    healthy: (count) => until(() => healthyCount() === count),
    async [Symbol.asyncDispose]() {
      await plane.close();
      await Promise.all(pods.map(closeServer));
    },
  };
}
