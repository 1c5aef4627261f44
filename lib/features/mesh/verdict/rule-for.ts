// The rules that hold for a call. Those of the caller's side are looked for in the caller's cluster alone; a rule that
// stands in the callee's cluster has no effect on the caller.
import { compareText, oncePer, textAt, textsAt } from '../../../core/index.ts';
import { type MeshRule, ROOT_NAMESPACE } from '../world/mesh-rule.ts';
import { fullHost, meansHost } from '../world/host.ts';
import { type MeshCluster, rulesIn, type ServiceName } from '../world/mesh-world.ts';

/**
 * The DestinationRule: of the caller's namespace, else of the Service's, else of the root namespace; the first counts
 * whole, and nothing is merged. Of two in one namespace, the first by name stands for both: what Istio makes of them
 * is told as a finding.
 */
export function destinationRuleFor(
  cluster: MeshCluster,
  callerNamespace: string,
  service: ServiceName,
): MeshRule | undefined {
  return known(destinationRules(cluster), callerNamespace, service, () => {
    return firstDestinationRule(cluster, callerNamespace, service);
  });
}

/** Many callers of a namespace call the same Service. */
const destinationRules = oncePer((_cluster: MeshCluster) => new Map<string, MeshRule | undefined>());
const virtualServices = oncePer((_cluster: MeshCluster) => new Map<string, readonly MeshRule[]>());

function known<V>(of: Map<string, V>, callerNamespace: string, service: ServiceName, find: () => V): V {
  const key = `${callerNamespace} ${service.namespace}/${service.name}`;
  const found = of.has(key) ? (of.get(key) as V) : find();
  of.set(key, found);
  return found;
}

function firstDestinationRule(
  cluster: MeshCluster,
  callerNamespace: string,
  service: ServiceName,
): MeshRule | undefined {
  const full = fullHost(service);
  const all = rulesIn(cluster, 'DestinationRule').filter((rule) => {
    return meansHost(textAt(rule.spec, 'host') ?? '', rule.namespace, full) && isVisible(rule, callerNamespace);
  });
  for (const namespace of [callerNamespace, service.namespace, ROOT_NAMESPACE]) {
    const [first] = all.filter((rule) => rule.namespace === namespace).sort((a, b) => compareText(a.name, b.name));
    if (first !== undefined) return first;
  }
  return undefined;
}

/** The VirtualServices for a host, of any namespace of the cluster that shows them to the caller's, sorted by name. */
export function virtualServicesFor(
  cluster: MeshCluster,
  callerNamespace: string,
  service: ServiceName,
): readonly MeshRule[] {
  return known(virtualServices(cluster), callerNamespace, service, () => {
    return allVirtualServices(cluster, callerNamespace, service);
  });
}

function allVirtualServices(cluster: MeshCluster, callerNamespace: string, service: ServiceName): readonly MeshRule[] {
  const full = fullHost(service);
  return rulesIn(cluster, 'VirtualService')
    .filter((rule) => {
      const gateways = textsAt(rule.spec, 'gateways');
      const isForMesh = gateways.length === 0 || gateways.includes('mesh');
      const isForHost = textsAt(rule.spec, 'hosts').some((host) => meansHost(host, rule.namespace, full));
      return isForMesh && isForHost && isVisible(rule, callerNamespace);
    })
    .sort((a, b) => compareText(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`));
}

/** Source: Istio, `exportTo`: absent or `*` is everywhere, `.` the rule's own namespace. */
function isVisible(rule: MeshRule, namespace: string): boolean {
  const to = textsAt(rule.spec, 'exportTo');
  return (
    to.length === 0 || to.includes('*') || to.includes(namespace) || (to.includes('.') && rule.namespace === namespace)
  );
}
