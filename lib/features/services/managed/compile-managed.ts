// Services in Git → the same in the clusters of their folders, where the fleet file says that they are managed. Pure.
import type { CompiledPart, CompileInput } from '../../../compile/index.ts';
import { type JsonObject, objectAt } from '../../../core/index.ts';
import { checkNamespaceName, lacksNamespace } from '../../../fleet/index.ts';
import { isOfKind } from '../../../manifest/index.ts';
import {
  type ClusterLink,
  type DesiredResource,
  MANAGED_BY,
  objectKey,
  OWNER_ANNOTATION,
  ownershipMark,
  refInCluster,
} from '../../../model/index.ts';
import { createNamespaceHint, portsAsKept } from '../../common/index.ts';
import { diagnostic } from '../codes.ts';
import { managedService } from '../../common/managed-service.ts';
import { MANAGED_SERVICE, type Service } from './service-manifest.ts';

/** A Service, and the member in whose folder it lies. */
interface Standing {
  readonly service: Service;
  readonly cluster: ClusterLink;
}

export function compileManaged({ fleet, installation, manifests, facts }: CompileInput): Omit<CompiledPart, 'secrets'> {
  const services = manifests.manifests
    .filter((one) => isOfKind(MANAGED_SERVICE, one))
    .flatMap((service): readonly Standing[] =>
      service.cluster === undefined ? [] : [{ service, cluster: service.cluster }],
    );
  const homeless = services.filter(({ service, cluster }) => lacksNamespace(facts, cluster, service.namespace));
  const usable = services.filter((one) => !homeless.includes(one));
  const markOf = (unit: string): string => ownershipMark({ installation, fleet: fleet.name }, unit);
  return {
    resources: Map.groupBy(
      usable.map((one) => compileService(one, markOf(one.service.namespace))),
      ({ ref }) => ref.namespace,
    ),
    held: new Set(homeless.map(({ service }) => objectKey(service))),
    diagnostics: [
      ...homeless.map(({ service, cluster }) => {
        const { namespace } = service;
        const hint = createNamespaceHint(namespace);
        const place = service.at(['metadata', 'namespace']);
        return diagnostic('namespace-missing', `there is no namespace ${namespace} in ${cluster}`, place, hint);
      }),
      ...usable.flatMap(({ service }) => checkNamespaceName(service)),
    ],
  };
}

function compileService(
  { service, cluster }: Standing,
  mark: string,
): DesiredResource & { readonly ref: { readonly namespace: string } } {
  const { namespace, name, labels, annotations, body } = service;
  return {
    ref: { ...refInCluster(managedService, cluster, name, namespace), namespace },
    body: {
      metadata: {
        name,
        namespace,
        labels: { ...labels, ...MANAGED_BY },
        annotations: { ...annotations, [OWNER_ANNOTATION]: mark },
      },
      spec: specOf(objectAt(body, 'spec')),
    },
    maker: 'rangelight',
    owners: [objectKey(service)],
    dependsOn: [],
  };
}

/** With what an API server makes of a port that says less, so that both compare. */
function specOf(spec: JsonObject): JsonObject {
  return spec['ports'] === undefined ? spec : { ...spec, ports: portsAsKept(spec) };
}
