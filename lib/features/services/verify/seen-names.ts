// What clusters have of the names of a namespace: imports, Services and endpoints, each read once.
import { type JsonObject, listAt, numberAt, objectAt, objectsAt, textAt } from '../../../core/index.ts';
import type { Fleet } from '../../../fleet/index.ts';
import type { Look } from '../../../live/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import { DERIVED_SERVICE } from '../groups.ts';
import { IMPORTS, SERVICES } from '../looks/apis.ts';
import { linkOfMembership } from '../membership.ts';
import { derivedServiceName } from '../predict/derived-name.ts';
import { type ExportedService, exportedService } from '../predict/exported-service.ts';
import type { NamedEndpoint, ImportedName } from '../predict/clusterset-dns.ts';
import { IMPORTED_NAME, SERVICE_NAME, SOURCE_CLUSTER } from '../slice-labels.ts';
import type { Pod, SeenName } from './judge.ts';

/** Each part is undefined where it cannot be read. */
export interface SeenNamespace {
  readonly nameOf: (name: string) => SeenName | undefined;
  readonly service: (name: string) => ExportedService | 'missing' | 'unknown';
  /** Ready behind a Service of this cluster. */
  readonly pods: (service: string) => readonly Omit<Pod, 'cluster'>[] | undefined;
}

export async function readNamespace(
  look: Look,
  cluster: ClusterLink,
  namespace: string,
  fleet: Fleet,
): Promise<SeenNamespace> {
  const [imports, services, slices] = await Promise.all([
    look.read(cluster, IMPORTS, { namespace }),
    look.read(cluster, SERVICES, { namespace }),
    look.read(cluster, 'endpointSlice', { namespace }),
  ]);
  const serviceOf = byName(services);
  const importOf = byName(imports);
  const readyAt = (label: string, name: string) =>
    slices
      ?.filter((slice) => labelOf(slice, label) === name)
      .flatMap((slice) => readyIn(slice).map((one) => ({ ...one, slice })));
  return {
    nameOf: (name) => {
      if (importOf === undefined || serviceOf === undefined) return undefined;
      const made = importOf.get(name);
      const derivedName =
        textAt(made, 'metadata', 'annotations', DERIVED_SERVICE) ?? derivedServiceName({ namespace, name });
      return {
        import: made && { ...importView(made, fleet), derivedName },
        hasService: serviceOf.has(derivedName),
        ready: readyAt(SERVICE_NAME, derivedName)?.length,
        named:
          slices?.some((slice) => labelOf(slice, IMPORTED_NAME) === name) === true
            ? namedPods(namespace, name, readyAt(IMPORTED_NAME, name) ?? [])
            : undefined,
      };
    },
    service: (name) => {
      if (serviceOf === undefined) return 'unknown';
      const body = serviceOf.get(name);
      return body === undefined ? 'missing' : exportedService(body);
    },
    pods: (service) =>
      readyAt(SERVICE_NAME, service)?.map(({ addresses, hostname }) => ({ address: addresses[0] ?? '', hostname })),
  };
}

type Ready = { readonly addresses: readonly string[]; readonly hostname: string; readonly slice: JsonObject };

/** Unset counts as ready. Source: Kubernetes, EndpointConditions. */
function readyIn(slice: JsonObject): readonly Omit<Ready, 'slice'>[] {
  return objectsAt(slice, 'endpoints')
    .filter((endpoint) => objectAt(endpoint, 'conditions')['ready'] !== false)
    .map((endpoint) => ({
      addresses: listAt(endpoint, 'addresses').filter((one) => typeof one === 'string'),
      hostname: textAt(endpoint, 'hostname') ?? '',
    }));
}

function namedPods(namespace: string, name: string, ready: readonly Ready[]): ImportedName {
  const endpoints = ready.map(
    ({ addresses, hostname, slice }): NamedEndpoint => ({
      clusterId: labelOf(slice, SOURCE_CLUSTER) ?? '',
      // Unique in its cluster, as CoreDNS has it.
      hostname: hostname === '' ? (addresses[0] ?? '').replaceAll(/[.:]/g, '-') : hostname,
      addresses: addresses.map((text) => ({ family: text.includes(':') ? 'IPv6' : 'IPv4', text })),
      isReady: true,
      ports: [],
    }),
  );
  return { namespace, name, type: 'Headless', ips: [], ports: [], endpoints };
}

function labelOf(slice: JsonObject, label: string): string | undefined {
  return textAt(slice, 'metadata', 'labels', label);
}

function byName(objects: readonly JsonObject[] | undefined): ReadonlyMap<string, JsonObject> | undefined {
  return objects && new Map(objects.map((body) => [textAt(body, 'metadata', 'name') ?? '', body]));
}

function importView(body: JsonObject, fleet: Fleet) {
  return {
    exporters: objectsAt(body, 'status', 'clusters').map((one) =>
      linkOfMembership(textAt(one, 'cluster') ?? '', fleet),
    ),
    ports: objectsAt(body, 'spec', 'ports')
      .map((port) => `${numberAt(port, 'port') ?? 0}/${textAt(port, 'protocol') ?? 'TCP'}`)
      .sort(),
    addresses: listAt(body, 'spec', 'ips').length,
    manager: textAt(body, 'metadata', 'labels', 'app.kubernetes.io/managed-by'),
  };
}
