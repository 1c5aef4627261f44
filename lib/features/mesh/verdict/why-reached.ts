// The reasons why pods are reached, or not, in sentences: names, routes, ports, endpoints, regions.
import { fullHost } from '../world/host.ts';
import type { MeshRule } from '../world/mesh-rule.ts';
import type { MeshPort, MeshService } from '../world/mesh-service.ts';
import { type MeshCluster, type MeshWorld, serviceIn, type ServiceName } from '../world/mesh-world.ts';
import type { RegionBalancing } from './balancing.ts';
import type { Breaker } from './breaker.ts';
import type { Endpoints, NoEndpoints } from './endpoints.ts';
import { because, type MeshReason } from './reason.ts';
import type { MeshDestination, MeshRoute } from './route.ts';

export function ruleName(rule: MeshRule | undefined): string {
  return rule === undefined ? 'a rule' : `${rule.kind} ${rule.namespace}/${rule.name}`;
}

export function unnamed(world: MeshWorld, own: MeshCluster, name: ServiceName): MeshReason {
  const elsewhere = world.clusters.filter((one) => serviceIn(one, name) !== undefined).map(({ link }) => link);
  const have = elsewhere.length === 1 ? 'has' : 'have';
  const there = elsewhere.length === 0 ? '' : `, though ${elsewhere.join(' and ')} ${have} one`;
  const words = `${own.link} has no Service ${keyOf(name)}, so that the name is not found there${there}`;
  return because(words, undefined, 'mesh-name-missing');
}

/** Of a headless Service without pods in its cluster. */
export function namedNothing(own: MeshCluster, service: MeshService): MeshReason {
  const words = `the Service ${keyOf(service)} of ${own.link} is headless and has no pod there, so that the name is not found, whatever other clusters have`;
  const next = 'Give the Service an address of its own, or run a pod of it in that cluster.';
  return because(words, service.at(['spec', 'clusterIP']), 'mesh-name-missing', next);
}

export function namedByProxy(cluster: string, own: MeshCluster, name: ServiceName): MeshReason {
  const words = `${own.link} has no Service ${keyOf(name)}: the caller's proxy alone knows the name, from ${cluster}`;
  return because(words, undefined, 'mesh-name-by-proxy');
}

export function namedByStub(cluster: string, own: MeshCluster, name: ServiceName): MeshReason {
  return because(
    `${own.link} has no Service ${keyOf(name)} in Git: Rangelight makes one there, as ${cluster} has it, until somebody else does`,
  );
}

export function namedElsewhere(own: MeshCluster, service: MeshService): MeshReason {
  const words = `in ${own.link} the Service ${keyOf(service)} is another name for a host elsewhere, and goes before the Services of other clusters`;
  return because(words, service.at(['spec', 'type']));
}

export function routedElsewhere({ rule }: MeshRoute): MeshReason {
  const words = `${ruleName(rule)} answers by itself, or hands on to a host that is no Service of the mesh`;
  return because(words, rule?.at(['spec', 'http']));
}

export function routeWords({ rule, others, isConditional }: MeshRoute): readonly MeshReason[] {
  const some = `${ruleName(rule)} sends some requests another way; this is what becomes of the others`;
  return [
    ...(isConditional ? [because(some, rule?.at(['spec', 'http']))] : []),
    ...others.map((other) => {
      const words = `${ruleName(other)} is for the same host as ${ruleName(rule)}: the older one in the cluster counts`;
      return because(words, other.at(['spec', 'hosts']), 'mesh-two-rules');
    }),
  ];
}

export function noDestination(
  own: MeshCluster,
  { service, path }: MeshDestination,
  rule: MeshRule | undefined,
): MeshReason {
  const words = `the control plane of ${own.link} knows no Service ${keyOf(service)} for ${ruleName(rule)} to lead to: 503`;
  return because(words, rule?.at(path ?? ['spec']), 'mesh-route-nowhere');
}

export function noSubset(
  own: MeshCluster,
  { service, subset, path }: MeshDestination,
  route: MeshRule | undefined,
  rule: MeshRule | undefined,
): MeshReason {
  const who = rule === undefined ? `no DestinationRule of ${own.link} has the` : `${ruleName(rule)} has no`;
  return because(
    `${who} subset ${subset} of ${fullHost(service)}: 503`,
    route?.at(path ?? ['spec']),
    'mesh-route-nowhere',
  );
}

export function noPort(own: MeshCluster, service: MeshService, port: number | undefined): MeshReason {
  const has = service.ports.map((one) => one.port).join(', ');
  const [it, place] = [`the Service ${keyOf(service)} of ${own.link}`, service.at(['spec', 'ports'])];
  if (port === undefined) return because(`${it} has the ports ${has}, and which one is called is not known`, place);
  return because(
    `${it} has no port ${port}, only ${has}; one that another cluster has does not count`,
    place,
    'mesh-port-missing',
  );
}

/** @param isMended whether what keeps pods away is told by itself, as something to mend. */
export function noEndpoints(
  own: MeshCluster,
  service: MeshService,
  subset: string | undefined,
  isMended: boolean,
): MeshReason {
  const of = subset === undefined ? '' : ` of the subset ${subset}`;
  const words = `no pod${of} behind ${keyOf(service)} can be reached from ${own.link}: 503`;
  return because(words, service.at(['spec', 'selector']), isMended ? undefined : 'mesh-no-endpoints');
}

/** Pods that the fleet file has in another network. */
export function acrossNetworks(own: MeshCluster, pods: readonly Endpoints[]): readonly MeshReason[] {
  const others = [...new Set(pods.map(({ cluster }) => cluster))].filter(({ network }) => network !== own.network);
  const named = ({ network }: MeshCluster): string =>
    network === undefined ? 'a network that the fleet file does not name' : `the network ${network}`;
  return others.map((other) => {
    const words = `${own.link} is in ${named(own)}, and the pods of ${other.link} are in ${named(other)}`;
    return because(words, undefined, 'mesh-networks-differ');
  });
}

/** A rule gives the caller's region no region that has pods. */
export function noShare(own: MeshCluster, rule: MeshRule | undefined): MeshReason {
  const words = `${ruleName(rule)} gives callers of ${own.region} no region with pods: 503`;
  return because(words, rule?.at(['spec', 'trafficPolicy', 'loadBalancer']), 'mesh-no-endpoints');
}

/** Why a cluster gives no endpoints. */
export function whyLeftOut(
  own: MeshCluster,
  service: MeshService,
  port: MeshPort,
  { cluster, why }: NoEndpoints,
): MeshReason {
  const key = keyOf(service);
  switch (why) {
    case 'no-discovery':
      return because(`the control plane of ${own.link} does not know the endpoints of ${cluster.link}`);
    case 'no-pods':
      return because(`${cluster.link} has no ready pod behind ${key}`);
    case 'not-in-git':
      return because(`which pods stand behind ${key} in ${cluster.link} is not in Git`);
    case 'other-port-name': {
      const name = port.name === '' ? 'without a name' : `called ${port.name}`;
      const words = `the Service ${key} of ${cluster.link} has no port ${name}, as ${own.link} has: its pods are left out`;
      return because(words, serviceIn(cluster, service)?.at(['spec', 'ports']), 'mesh-port-names-differ');
    }
    case 'headless':
      return because(
        `pods of ${cluster.link} are not reached: the Service of ${own.link} is headless`,
        service.at(['spec', 'clusterIP']),
      );
    case 'headless-port':
      return because(
        `the Service ${key} of ${own.link} is headless: a call goes to port ${port.port} of a pod itself, and no pod listens there`,
        service.at(['spec', 'ports']),
        'mesh-headless-port',
      );
    case 'kept-local':
      return because(
        `internalTrafficPolicy: Local of ${own.link} keeps calls of ${key} there`,
        service.at(['spec', 'internalTrafficPolicy']),
      );
    case 'no-sidecar':
      return because(`the caller has no sidecar, and kube-proxy knows the pods of ${own.link} alone`);
    case 'cluster-local':
      return because(
        `the control plane of ${own.link} keeps calls of ${key} in their cluster: the pods of ${cluster.link} are not used`,
        own.settings.at?.(['data', 'mesh']),
        own.settings.keptLocal.length === 0 ? undefined : 'mesh-kept-local',
      );
  }
}

export function balanced(
  own: MeshCluster,
  service: MeshService,
  { how, by }: RegionBalancing,
  rule: MeshRule | undefined,
  breaker: Breaker,
): readonly MeshReason[] {
  const first = `pods of ${own.region} get all requests while they are well`;
  if (how === 'own-region-first' && by === 'breaker') {
    const place = rule?.at(['spec', 'trafficPolicy', 'outlierDetection']);
    // One that ejects nobody besides is told by itself, with what it does to regions.
    const code = breaker.type === 'no-effect' ? undefined : 'mesh-region-first';
    return [because(`${first}: outlierDetection of ${ruleName(rule)} makes it so`, place, code)];
  }
  if (how === 'own-region-first')
    return [because(`${first}: trafficDistribution of the Service in ${own.link} makes it so`, service.at(['spec']))];
  if (how === 'by-shares')
    return [because(`${ruleName(rule)} gives shares to regions`, rule?.at(['spec', 'trafficPolicy', 'loadBalancer']))];
  return [];
}

export function brokenWords(
  breaker: Breaker,
  { how }: RegionBalancing,
  rule: MeshRule | undefined,
): readonly MeshReason[] {
  if (breaker.type !== 'no-effect') return [];
  const { pods, share, needed } = breaker;
  const place = rule?.at(['spec', 'trafficPolicy', 'outlierDetection']);
  const all = pods === 1 ? '1 pod' : `${pods} pods`;
  const none = `of ${all} behind the name at most ${share} % may be ejected, so that ${ruleName(rule)} never ejects one; maxEjectionPercent: ${needed} would`;
  if (how !== 'own-region-first') return [because(none, place, 'mesh-breaker-no-effect')];
  const worse = `${none}. All requests go to the caller's region while pods there are ready: one that fails gives errors while other regions are well`;
  return [because(worse, place, 'mesh-breaker-worse')];
}

function keyOf({ namespace, name }: ServiceName): string {
  return `${namespace}/${name}`;
}
