// The cloud of a fleet file for the command `incident`: Compute with its edges, the hub, the metric, and clusters whose
// pods are addresses, all on one virtual clock and without sockets.
import type {
  AskedCloud,
  EmulatedCloud,
  EmulatedCloudModule,
  EmulatedRoute,
} from '../../../functions/cli/features/ingress/incident/emulated-cloud.ts';
import { type ComputeEmulator, createComputeEmulator } from '../../emulators/compute/index.ts';
import { createDataPlane, isOutage } from '../../emulators/compute/data-plane/index.ts';
import { createFabric } from '../../emulators/fabric/index.ts';
import { createGkeHubEmulator } from '../../emulators/gkehub/index.ts';
import { sleep, virtualClock } from '../../emulators/kit/clock.ts';
import { inProcessFetch } from '../../emulators/kit/in-process.ts';
import { randomFor } from '../../emulators/kit/random.ts';
import type { Handler } from '../../emulators/kit/serve.ts';
import { createKubernetesEmulator } from '../../emulators/kubernetes/index.ts';
import { createWorkloads, type Workloads } from '../../emulators/kubernetes/workloads/index.ts';
import { createMonitoringEmulator } from '../../emulators/monitoring/index.ts';
import { play } from './play.ts';
import { incidentNamed, INCIDENTS, type IncidentSource } from './table.ts';

const ORIGINS = {
  compute: 'http://compute.local',
  hub: 'http://gkehub.local',
  monitoring: 'http://monitoring.local',
  ofCluster: (link: string) => `http://${link.replace('/', '.')}.cluster.local`,
};
const TOKEN = 'emulated';
const PROJECT_NUMBER = '123456789012';
/** Longer than an operation takes. */
const MADE_MS = 120_000;
const REPLICAS = 2;
const STEP_MS = 1_000;
const PATIENCE = 10;
/** Rules of ours that nobody can ask for. */
const UNREACHABLE = '.invalid';

export const EMULATED: EmulatedCloudModule = {
  incidents: INCIDENTS.map(({ name, happens, source, overMinutes }) => ({
    name,
    happens,
    source: sourceText(source),
    overMinutes,
  })),
  open,
};

function sourceText(source: IncidentSource): string {
  return 'report' in source ? `${source.on}: ${source.says} (${source.report})` : `made up: ${source.madeUp}`;
}

async function open(asked: AskedCloud): Promise<EmulatedCloud> {
  const { project, fleetProject, network, seed, clusters } = asked;
  const clock = virtualClock();
  const fabric = createFabric();
  const random = (part: string) => randomFor(seed, part);
  const placed = clusters.map((cluster, at) => ({ ...cluster, ...placeOf(cluster.link), at }));
  const regions = [...new Map(placed.map(({ region, zones }) => [region, { name: region, zones }])).values()];
  const compute = createComputeEmulator({
    project,
    clock,
    random: random('compute'),
    fabric,
    regions,
    operations: 'fast',
  });
  const monitoring = createMonitoringEmulator({ project, clock, random: random('monitoring') });
  const dataPlane = createDataPlane({
    view: compute.view,
    fabric,
    clock,
    random: random('data plane'),
    regions: regions.map(({ name }) => name),
    propagation: 'long',
    inProcess: true,
    passedOn: (request) => monitoring.carry(request),
  });
  compute.setHealthSource(dataPlane.healthSource);
  const hub = createGkeHubEmulator({
    project: fleetProject,
    projectNumber: PROJECT_NUMBER,
    clock,
    random: random('hub'),
    memberships: clusters.map(({ link, membership, membershipLocation }) => ({
      location: membershipLocation,
      name: membership,
      clusterLink: link,
    })),
  });
  const origins = new Map<string, Handler>([
    [ORIGINS.compute, compute.handler],
    [ORIGINS.hub, hub.handler],
    [ORIGINS.monitoring, monitoring.handler],
  ]);
  await makeAddresses(compute, asked);
  await clock.advance(MADE_MS);
  const running: Workloads[] = [];
  for (const { link, location, name, zones, negController, at } of placed) {
    const api = createKubernetesEmulator({ name, clock, random: random(link), tokens: new Map([[TOKEN, 'admin']]) });
    origins.set(ORIGINS.ofCluster(link), api.handler);
    const workloads = createWorkloads({
      clusterName: name,
      location,
      zones,
      network,
      project,
      api: api.handler,
      token: TOKEN,
      compute: compute.handler,
      negController,
      fabric,
      clock,
      random: random(`${link} workloads`),
      podCidrPrefix: `10.${8 + at}`,
      sockets: false,
    });
    running.push(workloads);
    await workloads.start();
    for (const { namespace, name: pod, labels, port } of asked.pods)
      await workloads.deploy({ namespace, name: pod, labels, replicas: REPLICAS, containerPort: port, app: 'caller' });
  }
  await dataPlane.start();
  return {
    clock: {
      now: () => clock.now(),
      after: (ms, fn) => clock.after(ms, fn),
      sleep: (ms, signal) => sleep(clock, ms, signal),
    },
    async advance(ms) {
      for (let at = 0; at < ms; at += STEP_MS) {
        await turns();
        await clock.advance(Math.min(STEP_MS, ms - at));
      }
    },
    fetch: inProcessFetch(origins),
    origins: ORIGINS,
    token: TOKEN,
    regions: regions.map(({ name }) => name),
    routes: () => routesOf(compute),
    send: (region, { vip, port, host, path }, takesMs) => {
      const { now, answer } = dataPlane.send({ region, vip, port, host, path, takes: takesMs });
      return now === undefined ? answer : Promise.resolve(now);
    },
    strike: (incident) => play(incidentNamed(incident), { clock, dataPlane, monitoring }),
    isOutage,
    async close() {
      for (const workloads of running) await workloads.close();
      await dataPlane.close();
    },
  };
}

/** For whoever is between an answer and its next request: time must not run ahead of them. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < PATIENCE; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A regional cluster has two zones, one of a zone has that. */
function placeOf(link: string) {
  const [location = '', name = ''] = link.split('/');
  const isZone = /-[a-z]$/.test(location);
  const region = isZone ? location.slice(0, -2) : location;
  return { location, name, region, zones: isZone ? [location] : [`${region}-a`, `${region}-b`] };
}

async function makeAddresses(compute: ComputeEmulator, { project, addresses }: AskedCloud): Promise<void> {
  for (const name of addresses) {
    const url = `${ORIGINS.compute}/compute/v1/projects/${project}/global/addresses`;
    await compute.handler(new Request(url, { method: 'POST', body: JSON.stringify({ name }) }));
  }
}

/** Each host and path of each load balancer, and what no rule takes. */
function routesOf({ view }: ComputeEmulator): readonly EmulatedRoute[] {
  type Map = {
    readonly hostRules?: readonly { readonly hosts: readonly string[]; readonly pathMatcher: string }[];
    readonly pathMatchers?: readonly {
      readonly name: string;
      readonly pathRules?: readonly { readonly paths: readonly string[] }[];
    }[];
  };
  return view.list('forwardingRules').flatMap(({ resource }) => {
    const proxy = view.get(String(resource['target']));
    const map = proxy && (view.get(String(proxy['urlMap'])) as (Map & object) | undefined);
    const [port = 80] = String(resource['portRange']).split('-').map(Number);
    const at = { vip: String(resource['IPAddress']), port };
    const named = (map?.hostRules ?? []).flatMap(({ hosts, pathMatcher }) => {
      const matcher = map?.pathMatchers?.find(({ name }) => name === pathMatcher);
      const paths = ['/', ...(matcher?.pathRules ?? []).flatMap((rule) => rule.paths)];
      const asked = [...new Set(paths.map((path) => path.replace(/\*$/, '')))];
      return hosts
        .filter((host) => !host.endsWith(UNREACHABLE))
        .flatMap((host) => asked.map((path) => ({ ...at, host: host.replace('*', 'any'), path })));
    });
    return map === undefined ? [] : [...named, { ...at, host: 'unnamed.example', path: '/' }];
  });
}
