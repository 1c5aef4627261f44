// One namespace → the graph of its load balancers. May import: core, fleet, manifest, model, compile.
import type { Facts, Fleet } from '../../fleet/index.ts';
import type { MultiClusterService } from './manifests/index.ts';
import { type ComputeRef, type DesiredResource, refKey } from '../../model/index.ts';
import { type CheckedObjects, keyOf, type RoutedIngress } from './inputs/check-objects.ts';
import { claimedAddress } from './inputs/front-address.ts';
import { compileAddress } from './outputs/address.ts';
import { compileBackendService } from './outputs/backend-service.ts';
import { compileConfigCopies } from './outputs/config-copies.ts';
import { compileDerivedService } from './outputs/derived-service.ts';
import { compileFrontEnd } from './outputs/front-end.ts';
import { compileHealthCheck } from './outputs/health-check.ts';
import { compileNetworkEndpointGroups } from './outputs/network-endpoint-group.ts';
import { compileSslCertificate } from './outputs/ssl-certificate.ts';
import { compileStatus } from './outputs/status.ts';
import { type InCluster, type InCompute, type UnitContext, unitContext } from './outputs/unit-context.ts';
import { compileUrlMap } from './outputs/url-map.ts';
import { backendKey, backendsOf } from './inputs/routes.ts';
import { type ServedPort, type ServiceContext, servedPorts } from './inputs/served-port.ts';

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
    const backends = new Map<string, CompiledBackend>();
    for (const [key, served] of servedPorts(ingresses, input)) backends.set(key, compileBackend(context, served));
    for (const { inCompute, inClusters } of backends.values()) resources.push(...inClusters, ...inCompute);
    resources.push(...compileCertificates(context, ingresses));
    for (const routed of ingresses) resources.push(...compileLoadBalancer(context, input, routed, backends));
  }
  return resources;
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
  for (const member of served.members) {
    const derived = compileDerivedService(context, served, member);
    inClusters.push(derived);
    groups.push(...compileNetworkEndpointGroups(context, served, member, derived.ref));
  }
  const healthCheck = compileHealthCheck(context, served);
  const groupRefs = groups.map((group) => group.ref);
  const backendService = compileBackendService(context, served, groupRefs, healthCheck.ref);
  return { backendService, inCompute: [...groups, healthCheck, backendService], inClusters };
}

/** One for each Secret, whatever ingresses share it. */
function compileCertificates(context: UnitContext, ingresses: readonly RoutedIngress[]): readonly InCompute[] {
  const secrets = new Map(ingresses.flatMap(({ frontEnd }) => frontEnd.secrets.map((one) => [one.name, one] as const)));
  return [...secrets.values()].map((secret) => {
    const users = ingresses.filter(({ frontEnd }) => frontEnd.secrets.some(({ name }) => name === secret.name));
    return compileSslCertificate(
      context,
      secret,
      users.map(({ ingress }) => keyOf(ingress)),
    );
  });
}

/** The front end of an ingress, and its status. */
function compileLoadBalancer(
  context: UnitContext,
  { fleet, facts, firewall }: UnitInput,
  routed: RoutedIngress,
  backends: ReadonlyMap<string, CompiledBackend>,
): readonly DesiredResource[] {
  const { ingress, routes } = routed;
  const backendOf = (key: string): CompiledBackend => {
    const backend = backends.get(key);
    if (backend === undefined) throw new TypeError(`no backend was compiled for ${key}`);
    return backend;
  };
  const urlMap = compileUrlMap(context, ingress, routes, (backend) =>
    refKey(backendOf(backendKey(backend)).backendService.ref),
  );
  const claimed = claimedAddress(ingress, fleet, facts);
  const ownAddress = claimed === undefined ? [compileAddress(context, ingress)] : [];
  const address = claimed ?? ownAddress.map(({ ref }) => refKey(ref)).join();
  const { serving, redirect } = compileFrontEnd({ unit: context, routed, address, urlMap: urlMap.ref });
  const used = [...new Set(backendsOf(routes).map(backendKey))].flatMap((key) => backendOf(key).inCompute);
  const consistsOf = [...serving, urlMap, ...used].map((resource) => resource.ref);
  const named = firewall === undefined ? consistsOf : [...consistsOf, firewall];
  const rules = serving.map(({ ref }) => ref).filter(({ kind }) => kind === 'forwardingRule');
  const status = compileStatus(context, ingress, address, rules, named);
  return [...ownAddress, urlMap, ...redirect, ...serving, ...status];
}
