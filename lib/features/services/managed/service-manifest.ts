// A Service that Git manages: what an API server asks of it and its schema cannot say. Source: Kubernetes, "Service",
// and the API server's validation (ValidateService).
import type { Diagnostic } from '../../../core/index.ts';
import { checkLabels, createSchemaCheck, type Manifest, type ManifestKind, shown } from '../../../manifest/index.ts';
import { names } from '../../../model/index.ts';
import { isPortName, SERVICE, withoutQuotes } from '../../common/index.ts';
import { diagnostic } from '../codes.ts';
import { MANAGED_SERVICES } from '../../common/managed-service.ts';
import { SERVICE_SCHEMA } from './service-schema.ts';

interface Port {
  readonly name?: string;
  readonly protocol?: string;
  readonly port: number;
  readonly targetPort?: number | string;
}

interface ServiceSpec {
  readonly clusterIP?: 'None';
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly Port[];
}

export interface Service extends Manifest<ServiceSpec> {
  readonly kind: 'Service';
}

export const MANAGED_SERVICE: ManifestKind<Service> = {
  group: SERVICE.group,
  kind: SERVICE.kind,
  versions: SERVICE.versions,
  schema: SERVICE_SCHEMA,
  checkSchema: createSchemaCheck(SERVICE_SCHEMA),
  role: 'managed',
  stands: 'cluster',
  section: MANAGED_SERVICES,
  check: (service) => [
    ...checkName(service),
    ...checkLabels(service, service.spec.selector ?? {}, ['spec', 'selector']),
    ...checkPorts(service),
  ],
};

/** Names that controllers give. */
const OF_GKE = /^gke-mcs-/;
const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

function checkName(service: Service): readonly Diagnostic[] {
  const { name } = service;
  const refused = (message: string): readonly Diagnostic[] => [
    diagnostic('schema-violation', message, service.at(['metadata', 'name'])),
  ];
  if (!SERVICE_NAME.test(name))
    return refused(
      `no Service can have the name ${shown(name)}: at most 63 small letters, digits and hyphens, a letter first, and no hyphen last`,
    );
  if (names.parseName(name) !== undefined) return refused(`${name} is a name that Rangelight gives to what it makes`);
  return OF_GKE.test(name) ? refused(`${name} is a name that GKE gives to what it makes of imports`) : [];
}

function checkPorts(service: Service): readonly Diagnostic[] {
  const { ports = [], clusterIP } = service.spec;
  if (ports.length === 0 && clusterIP !== 'None')
    return [diagnostic('schema-violation', 'a Service that is not headless has a port', service.at(['spec']))];
  const seen = new Set<string>();
  return ports.flatMap(({ name, protocol = 'TCP', port, targetPort }, index): readonly Diagnostic[] => {
    const at = (field: string) => service.at(['spec', 'ports', index, field]);
    const found: Diagnostic[] = [];
    if (name === undefined && ports.length > 1)
      found.push(diagnostic('schema-violation', 'of several ports each has a name', at('port')));
    for (const [field, mark, words] of [
      ['name', name === undefined ? undefined : `name ${name}`, `the name ${name}`],
      ['port', `${protocol} ${port}`, `${port} of ${protocol}`],
    ] as const) {
      if (mark === undefined) continue;
      if (seen.has(mark)) found.push(diagnostic('schema-violation', `${words} is given twice`, at(field)));
      seen.add(mark);
    }
    if (typeof targetPort === 'string' && !isPortName(targetPort))
      found.push(
        diagnostic(
          'schema-violation',
          `${shown(targetPort)} is not the name of a container's port`,
          at('targetPort'),
          withoutQuotes(targetPort),
        ),
      );
    return found;
  });
}
