// Stubs as Services of the callers' clusters. What somebody else makes there is the same object: none is made beside
// it, and ours is given up to them.
import type { CompiledPart, CompileInput } from '../../../compile/index.ts';
import { type Diagnostic, type JsonObject, textAt } from '../../../core/index.ts';
import { lacksNamespace } from '../../../fleet/index.ts';
import { type Identity, isOfKind } from '../../../manifest/index.ts';
import {
  type ClusterLink,
  type DesiredResource,
  MANAGED_BY,
  names,
  objectKey,
  OWNER_ANNOTATION,
  ownershipMark,
  refInCluster,
} from '../../../model/index.ts';
import { createNamespaceHint, portsAsKept, SERVICE } from '../../common/index.ts';
import { managedService } from '../../common/managed-service.ts';
import { diagnostic } from '../codes/index.ts';
import type { ServiceName } from '../world/mesh-world.ts';
import type { Stub } from './stubs-for.ts';

/** What a stub says of itself: that it is one, and which cluster's Service it is made from. */
export const STUB_LABEL = 'rangelight.dev/stub';
export const STUB_OF = 'rangelight.dev/stub-of';

/** Whether a manifest that cannot be used is a Service: somebody means to make it. */
export function isService({ group, kind }: Identity): boolean {
  return group === SERVICE.group && kind === SERVICE.kind;
}

export function compileStubs(
  { fleet, installation, facts, manifests: read }: CompileInput,
  stubs: readonly Stub[],
): Pick<CompiledPart, 'resources' | 'awaited' | 'diagnostics'> {
  const refused = new Set(read.rejected.filter(isService).map(objectKey));
  const free = stubs.filter(({ cluster, name }) => !refused.has(keyIn(cluster, name)) && isNobodys(name));
  const homeless = free.filter(({ cluster, name }) => lacksNamespace(facts, cluster, name.namespace));
  const made = free
    .filter((one) => !homeless.includes(one))
    .map((one) => stubResource(one, ownershipMark({ installation, fleet: fleet.name }, one.name.namespace)));
  return {
    resources: Map.groupBy(made, ({ ref }) => ref.namespace),
    awaited: new Set(read.ofOthers.manifests.filter((one) => isOfKind(SERVICE, one)).map(objectKey)),
    diagnostics: homeless.map(({ cluster, name: { namespace, name }, call }): Diagnostic => {
      const message = `there is no namespace ${namespace} in ${cluster}: the Service ${name}, which is called there, cannot be made`;
      const hint = createNamespaceHint(namespace);
      return diagnostic('namespace-missing', message, call.place, hint);
    }),
  };
}

function keyIn(cluster: ClusterLink, { namespace, name }: ServiceName): string {
  return objectKey({ group: SERVICE.group, kind: SERVICE.kind, namespace, name, cluster });
}

/** Names that GKE and we give are theirs. */
function isNobodys({ name }: ServiceName): boolean {
  return names.parseName(name) === undefined && !name.startsWith('gke-mcs-');
}

function stubResource(
  { cluster, name: { namespace, name }, of }: Stub,
  mark: string,
): DesiredResource & { readonly ref: { readonly namespace: string } } {
  return {
    ref: { ...refInCluster(managedService, cluster, name, namespace), namespace },
    body: {
      metadata: {
        name,
        namespace,
        labels: { ...MANAGED_BY, [STUB_LABEL]: 'true' },
        annotations: { [OWNER_ANNOTATION]: mark, [STUB_OF]: of.cluster },
      },
      spec: stubSpec(of.service.spec),
    },
    maker: 'rangelight',
    owners: [keyIn(cluster, { namespace, name })],
    dependsOn: [],
    standIn: true,
  };
}

const OF_A_PORT: ReadonlySet<string> = new Set(['name', 'port', 'targetPort', 'protocol', 'appProtocol']);

/** Its selector stays: pods that come later join by it. An address or a node port is each cluster's own. */
function stubSpec(spec: JsonObject): JsonObject {
  const { selector, sessionAffinity } = spec;
  const ports = portsAsKept(spec).map(
    (port): JsonObject => Object.fromEntries(Object.entries(port).filter(([field]) => OF_A_PORT.has(field))),
  );
  return {
    type: 'ClusterIP',
    ...(selector === undefined ? {} : { selector }),
    ...(textAt(spec, 'sessionAffinity') === 'ClientIP' && sessionAffinity !== undefined ? { sessionAffinity } : {}),
    ports,
  };
}
