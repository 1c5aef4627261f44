// The imports of a cluster as a resolver knows them, out of the objects that an importer wrote.
import { type JsonObject, listAt, objectAt, objectsAt, textAt } from '../../../lib/core/index.ts';
import type { Address, ImportedName, NamedEndpoint } from '../../../lib/features/services/predict/clusterset-dns.ts';
import { exportedService } from '../../../lib/features/services/predict/exported-service.ts';

const IMPORTED = 'multicluster.kubernetes.io/service-name';
const SOURCE = 'multicluster.kubernetes.io/source-cluster';

export function importedNames(imports: readonly JsonObject[], slices: readonly JsonObject[]): readonly ImportedName[] {
  return imports.map((one): ImportedName => {
    const [namespace = '', name = ''] = [textAt(one, 'metadata', 'namespace'), textAt(one, 'metadata', 'name')];
    const spec = objectAt(one, 'spec');
    const own = slices.filter(
      (slice) =>
        textAt(slice, 'metadata', 'namespace') === namespace && textAt(slice, 'metadata', 'labels', IMPORTED) === name,
    );
    return {
      namespace,
      name,
      type: textAt(spec, 'type') === 'Headless' ? 'Headless' : 'ClusterSetIP',
      ips: addresses(spec, 'ips'),
      ports: portsOf(spec),
      endpoints: own.flatMap((slice) =>
        objectsAt(slice, 'endpoints').map((endpoint): NamedEndpoint => {
          const own = addresses(endpoint, 'addresses');
          return {
            clusterId: textAt(slice, 'metadata', 'labels', SOURCE) ?? '',
            hostname: textAt(endpoint, 'hostname') ?? (own[0]?.text ?? '').replaceAll('.', '-'),
            addresses: own,
            isReady: objectAt(endpoint, 'conditions')['ready'] !== false,
            ports: portsOf(slice),
          };
        }),
      ),
    };
  });
}

function portsOf(holder: JsonObject): ImportedName['ports'] {
  return exportedService({ spec: { ports: objectsAt(holder, 'ports') } }).ports;
}

function addresses(holder: JsonObject, member: string): readonly Address[] {
  return listAt(holder, member).flatMap((text) =>
    typeof text === 'string' ? [{ family: 'IPv4', text } as const] : [],
  );
}
