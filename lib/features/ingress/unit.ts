// One namespace → the graph of its load balancers.
import type { Facts, Fleet } from '../../fleet/index.ts';
import type { MultiClusterService } from './manifests/index.ts';
import { type ComputeRef, type DesiredResource, type ObjectKey, refKey } from '../../model/index.ts';
import type { CheckedObjects, RoutedIngress } from './inputs/check-objects.ts';
import { compileAddress } from './outputs/address.ts';
import { type BackendGroup, compileBackendService } from './outputs/backend-service.ts';
import { compileConfigCopies } from './outputs/config-copies.ts';
import { compileDerivedService } from './outputs/derived-service.ts';
import { compileFrontEnd } from './outputs/front-end.ts';
import { compileHealthCheck } from './outputs/health-check.ts';
import { compileNetworkEndpointGroups } from './outputs/network-endpoint-group.ts';
import { compileSslCertificate } from './outputs/ssl-certificate.ts';
import { compileStatus } from './outputs/status.ts';
import { type InCluster, type InCompute, type UnitContext, unitContext } from './outputs/unit-context.ts';
import { compileUrlMap } from './outputs/url-map.ts';
import { type ServedPort, type ServiceContext, servedPorts } from './inputs/served-port.ts';
import type { TlsSecret } from './inputs/tls-secrets.ts';
import { toLoadBalancer } from './inputs/to-load-balancer.ts';
import { type BackendKey, backendsIn, httpsOf, type LoadBalancer } from './load-balancer.ts';

export interface UnitInput extends ServiceContext {
  readonly fleet: Fleet;
  readonly installation: string;
  readonly facts: Facts;
  readonly unit: string;
  /** Usable objects of the namespace. */
  readonly services: readonly MultiClusterService[];
  readonly configs: CheckedObjects['configs'];
  readonly ingresses: readonly RoutedIngress[];
  /** The fleet's firewall rule, when there is one. */
  readonly firewall: ComputeRef | undefined;
}

export function compileUnit(input: UnitInput): readonly DesiredResource[] {
  const { fleet, unit, configs, services, ingresses } = input;
  const context = unitContext(fleet, input.installation, unit);
  const resources: DesiredResource[] = [];
  for (const manifest of [...configs, ...services, ...ingresses.map((routed) => routed.ingress)]) {
    resources.push(...compileConfigCopies(context, manifest));
  }
  // With `controller: gke` the hosted controller makes everything else out of the copies.
  if (fleet.controller === 'rangelight') {
    const backends = new Map<BackendKey, CompiledBackend>();
    for (const [key, served] of servedPorts(ingresses, input)) backends.set(key, compileBackend(context, served));
    // What a cluster serves is behind the backend service of all clusters, and behind one of its own.
    const behind = [...backends.values()].flatMap(({ inCompute, inClusters }) => [...inClusters, ...inCompute]);
    resources.push(...oncePerKey(behind));
    const balancers = ingresses.map((routed) => toLoadBalancer(routed, fleet, input.facts));
    resources.push(...compileCertificates(context, balancers));
    for (const one of balancers) resources.push(...compileLoadBalancer(context, one, input.firewall, backends));
  }
  return resources;
}

function oncePerKey<R extends DesiredResource>(resources: readonly R[]): readonly R[] {
  return [...new Map(resources.map((one) => [refKey(one.ref), one])).values()];
}

interface CompiledBackend {
  readonly backendService: InCompute;
  /** The Compute resources it consists of, itself included. */
  readonly inCompute: readonly InCompute[];
  readonly inClusters: readonly InCluster[];
}

function compileBackend(context: UnitContext, served: ServedPort): CompiledBackend {
  const inClusters: InCluster[] = [];
  const groups: InCompute[] = [];
  const backends: BackendGroup[] = [];
  for (const member of served.members) {
    const derived = compileDerivedService(context, served, member);
    inClusters.push(derived);
    const own = compileNetworkEndpointGroups(context, served, member, derived.ref);
    groups.push(...own);
    backends.push(...own.map(({ ref }) => ({ group: refKey(ref), cluster: member.cluster.link })));
  }
  const healthCheck = compileHealthCheck(context, served);
  const backendService = compileBackendService(context, served, backends, healthCheck.ref);
  return { backendService, inCompute: [...groups, healthCheck, backendService], inClusters };
}

/** One for each Secret, whatever load balancers share it. */
function compileCertificates(context: UnitContext, balancers: readonly LoadBalancer[]): readonly InCompute[] {
  const users = new Map<string, { readonly secret: TlsSecret; readonly by: ObjectKey[] }>();
  for (const balancer of balancers) {
    for (const secret of httpsOf(balancer)?.secrets ?? []) {
      const use = users.get(secret.name) ?? { secret, by: [] };
      if (!use.by.includes(balancer.source)) use.by.push(balancer.source);
      users.set(secret.name, use);
    }
  }
  return [...users.values()].map(({ secret, by }) => compileSslCertificate(context, secret, by));
}

/** What stands in front of the backends, and the status that tells of it. */
function compileLoadBalancer(
  unit: UnitContext,
  balancer: LoadBalancer,
  firewall: ComputeRef | undefined,
  backends: ReadonlyMap<BackendKey, CompiledBackend>,
): readonly DesiredResource[] {
  const backendOf = (key: BackendKey): CompiledBackend => {
    const backend = backends.get(key);
    if (backend === undefined) throw new TypeError(`no backend was compiled for ${key}`);
    return backend;
  };
  const urlMap = compileUrlMap(unit, balancer, (backend) => refKey(backendOf(backend).backendService.ref));
  const ownAddress = balancer.address === undefined ? [compileAddress(unit, balancer)] : [];
  const address = balancer.address ?? ownAddress.map(({ ref }) => refKey(ref)).join();
  const { serving, redirect } = compileFrontEnd({ unit, balancer, address, urlMap: urlMap.ref });
  const used = oncePerKey(backendsIn(balancer).flatMap((key) => backendOf(key).inCompute));
  const consistsOf = [...serving, urlMap, ...used].map((resource) => resource.ref);
  const named = firewall === undefined ? consistsOf : [...consistsOf, firewall];
  const rules = serving.map(({ ref }) => ref).filter(({ kind }) => kind === 'forwardingRule');
  const status = compileStatus(unit, balancer, address, rules, named);
  return [...ownAddress, urlMap, ...redirect, ...serving, ...status];
}
