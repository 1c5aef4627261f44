// Whether somebody listens where a changed service sends its requests: the ports that containers declare, asked before
// the merge, and never a reason not to plan. Declaring ports is optional, so pods that declare none tell nothing.
// Source: Kubernetes API, Container.ports.
import { type JsonObject, objectsAt } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { type ObjectKey, refKey } from '../../../model/index.ts';
import type { Finding, Look, UnitAtHand } from '../../../live/index.ts';
import { derivedServices, podsOf, type Selection, selectionsOf } from './selections.ts';

const PORTS = ['spec', 'template', 'spec', 'ports'];

/**
 * A warning for each target port of a service that is to be made or changed, and that no container of its pods
 * declares.
 */
export async function undeclaredPorts(units: readonly UnitAtHand[], look: Look): Promise<readonly Finding[]> {
  const checks = units.flatMap(targetsIn).map(async ({ object, port, services }): Promise<readonly Finding[]> => {
    const found = await Promise.all(services.map((one) => declaredBy(one, look)));
    const declared = found.flatMap((ports) => ports ?? []);
    // One that cannot be read may have it.
    if (found.includes(undefined) || declared.length === 0 || declared.includes(port)) return [];
    const message = `no container of its pods declares port ${port}; they declare ${[...new Set(declared)].sort().join(', ')}`;
    return [{ ...diagnostic('port-not-declared', message), owner: object, path: PORTS }];
  });
  return (await Promise.all(checks)).flat();
}

interface Target {
  readonly object: ObjectKey;
  /** Number or name. */
  readonly port: string;
  /** One for each cluster. */
  readonly services: readonly Selection[];
}

function targetsIn({ changes, desired }: UnitAtHand): readonly Target[] {
  const coming = new Set(changes.flatMap(({ key, kind }) => (kind === 'delete' ? [] : [key])));
  const derived = derivedServices(desired.resources);
  const services = selectionsOf(derived);
  const targets = new Map<string, Target>();
  for (const { object, ref, body } of derived) {
    if (!coming.has(refKey(ref))) continue;
    for (const { port, targetPort = port } of objectsAt(body, 'spec', 'ports')) {
      if (typeof targetPort !== 'string' && typeof targetPort !== 'number') continue;
      const to = String(targetPort);
      targets.set(`${object} ${to}`, { object, port: to, services: services.get(object) ?? [] });
    }
  }
  return [...targets.values()];
}

/** Numbers and names; undefined when the cluster cannot be read. */
async function declaredBy(selection: Selection, look: Look): Promise<readonly string[] | undefined> {
  return (await look.read(selection.ref.cluster, 'pod', podsOf(selection)))?.flatMap(portsOf);
}

/** A sidecar is an init container that stays. */
function portsOf(pod: JsonObject): readonly string[] {
  const containers = [...objectsAt(pod, 'spec', 'containers'), ...objectsAt(pod, 'spec', 'initContainers')];
  return containers
    .flatMap((container) => objectsAt(container, 'ports'))
    .flatMap(({ containerPort, name }) => [containerPort, name])
    .flatMap((value) => (typeof value === 'number' || typeof value === 'string' ? [String(value)] : []));
}
