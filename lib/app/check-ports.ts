// Whether somebody listens where a changed service sends its requests: the ports that containers declare, asked before the
// merge, and never a reason not to plan. Declaring ports is optional, so pods that declare none tell nothing.
// Source: Kubernetes API, Container.ports. May import: core, model, ports.
import pLimit from 'p-limit';
import { type Diagnostic, diagnostic, type JsonObject, objectAt, objectsAt, RangelightError } from '../core/index.ts';
import {
  type ClusterLink,
  type ClusterRef,
  isComputeRef,
  isOfKind,
  OBJECT_KINDS,
  type ObjectKey,
  refKey,
} from '../model/index.ts';
import type { Clusters } from '../ports/index.ts';
import type { CompiledFleet } from './compile-fleet.ts';
import type { UnitPlan } from './plan-units.ts';

const CONCURRENCY = 8;
const PORTS = ['spec', 'template', 'spec', 'ports'];

/** A warning for each target port of a service that is to be made or changed, and that no container of its pods declares. */
export async function checkPorts(
  units: readonly UnitPlan[],
  clusters: Clusters,
  placeOf: CompiledFleet['placeOf'],
  signal: AbortSignal,
): Promise<readonly Diagnostic[]> {
  const limit = pLimit(CONCURRENCY);
  const checks = units.flatMap(targetsIn).map(async ({ object, port, services }) => {
    const found = await Promise.all(services.map((one) => limit(() => declaredBy(one, clusters, signal))));
    const declared = found.flatMap((ports) => ports ?? []);
    // One that cannot be read may have it.
    if (found.includes(undefined) || declared.length === 0 || declared.includes(port)) return [];
    const message = `no container of its pods declares port ${port}; they declare ${[...new Set(declared)].sort().join(', ')}`;
    return [diagnostic('port-not-declared', message, placeOf(object, PORTS))];
  });
  return (await Promise.all(checks)).flat();
}

interface Target {
  readonly object: ObjectKey;
  /** Number or name. */
  readonly port: string;
  /** One for each cluster. */
  readonly services: readonly Selecting[];
}

interface Selecting {
  readonly ref: ClusterRef;
  readonly labels: Readonly<Record<string, string>>;
}

function targetsIn({ plan, desired }: UnitPlan): readonly Target[] {
  const coming = new Set(plan?.changes.flatMap(({ key, kind }) => (kind === 'delete' ? [] : [key])));
  const targets = new Map<string, Omit<Target, 'services'>>();
  // In every cluster that it serves from, whether something changes there or not.
  const services = new Map<ObjectKey, Map<ClusterLink, Selecting>>();
  for (const { ref, body, owners } of desired.resources) {
    const object = owners.find((owner) => isOfKind(owner, OBJECT_KINDS.service));
    if (object === undefined || isComputeRef(ref) || ref.kind !== 'service') continue;
    const labels = objectAt(body, 'spec', 'selector') as Selecting['labels'];
    services.set(object, (services.get(object) ?? new Map<ClusterLink, Selecting>()).set(ref.cluster, { ref, labels }));
    if (!coming.has(refKey(ref))) continue;
    for (const { port, targetPort = port } of objectsAt(body, 'spec', 'ports')) {
      if (typeof targetPort !== 'string' && typeof targetPort !== 'number') continue;
      const to = String(targetPort);
      targets.set(`${object} ${to}`, { object, port: to });
    }
  }
  return [...targets.values()].map((one) => ({ ...one, services: [...(services.get(one.object)?.values() ?? [])] }));
}

/** Numbers and names; undefined when the cluster cannot be read. */
async function declaredBy(
  { ref, labels }: Selecting,
  clusters: Clusters,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const namespace = ref.namespace === undefined ? {} : { namespace: ref.namespace };
  try {
    const pods = await clusters.read(ref.cluster, 'pod', { ...namespace, labels }, signal);
    return pods.flatMap(portsOf);
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return undefined;
  }
}

/** A sidecar is an init container that stays. */
function portsOf(pod: JsonObject): readonly string[] {
  const containers = [...objectsAt(pod, 'spec', 'containers'), ...objectsAt(pod, 'spec', 'initContainers')];
  return containers
    .flatMap((container) => objectsAt(container, 'ports'))
    .flatMap(({ containerPort, name }) => [containerPort, name])
    .flatMap((value) => (typeof value === 'number' || typeof value === 'string' ? [String(value)] : []));
}
