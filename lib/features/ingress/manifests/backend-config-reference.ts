// Which BackendConfig each port of a MultiClusterService has: `{"ports":{"web":"api"},"default":"plain"}`. Source:
// lookup by port name, then by port number, then the default (kubernetes/ingress-gce, pkg/backendconfig); the GA key
// wins over the beta one.
import type { Diagnostic, SourceRef } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { didYouMean } from '../../../manifest/index.ts';
import { JSON_OBJECT, objectIn, textsIn } from './annotation-json.ts';
import { annotationPlace } from './annotations.ts';
import type { MultiClusterService, ServicePort } from './service-spec.ts';

/** In the order in which they count. */
export const BACKEND_CONFIG: readonly string[] = [
  'cloud.google.com/backend-config',
  'beta.cloud.google.com/backend-config',
];

export interface BackendConfigReference {
  /** Every BackendConfig that is named, sorted. */
  readonly names: readonly string[];
  /** Name of the BackendConfig of a port; undefined when it has none. */
  nameFor(port: ServicePort): string | undefined;
  /** Where the annotation stands. */
  readonly source: SourceRef;
}

/**
 * The reference that counts; undefined without one, and for one that cannot be read (`checkBackendConfigReference`).
 */
export function backendConfigReference(service: MultiClusterService): BackendConfigReference | undefined {
  const key = BACKEND_CONFIG.find((candidate) => service.annotations[candidate] !== undefined);
  const parsed = key === undefined ? undefined : parse(service.annotations[key] ?? '');
  if (key === undefined || parsed === undefined) return undefined;
  const { ports, byDefault } = parsed;
  const known = (port: string | undefined): string | undefined =>
    port !== undefined && Object.hasOwn(ports, port) ? ports[port] : undefined;
  return {
    names: [...new Set([...Object.values(ports), ...(byDefault === undefined ? [] : [byDefault])])].sort(),
    nameFor: ({ name, port }) => known(name) ?? known(String(port)) ?? byDefault,
    source: service.at(annotationPlace(key)),
  };
}

/** Every BackendConfig that a service names, by either key; undefined where one of them cannot be read. */
export function backendConfigsNamed({
  annotations,
}: Pick<MultiClusterService, 'annotations'>): readonly string[] | undefined {
  const names: string[] = [];
  for (const key of BACKEND_CONFIG) {
    const value = annotations[key];
    const parsed = value === undefined ? { ports: {}, byDefault: undefined } : parse(value);
    if (parsed === undefined) return undefined;
    names.push(...Object.values(parsed.ports), ...(parsed.byDefault === undefined ? [] : [parsed.byDefault]));
  }
  return names;
}

export function checkBackendConfigReference(service: MultiClusterService): readonly Diagnostic[] {
  return BACKEND_CONFIG.flatMap((key) => {
    const value = service.annotations[key];
    return value === undefined ? [] : checkValue(service, key, value);
  });
}

function checkValue(service: MultiClusterService, key: string, value: string): readonly Diagnostic[] {
  const place = service.at(annotationPlace(key));
  const parsed = parse(value);
  if (parsed === undefined) {
    const message = `${key} ${JSON_OBJECT} {"ports":{"web":"api"},"default":"plain"}`;
    return [diagnostic('invalid-annotation', message, place)];
  }
  const { ports, byDefault } = parsed;
  if (byDefault === undefined && Object.keys(ports).length === 0) {
    return [diagnostic('invalid-annotation', `${key} has neither "default" nor "ports"`, place)];
  }
  const known = service.spec.template.spec.ports.flatMap(({ name, port }) => [
    String(port),
    ...(name === undefined ? [] : [name]),
  ]);
  return Object.keys(ports)
    .filter((port) => !known.includes(port))
    .map((port) => {
      if (port !== 'default') {
        const message = `${key}: the service has no port ${JSON.stringify(port)}`;
        return diagnostic('port-not-found', message, place, didYouMean(port, known));
      }
      const hint = `Write {"default":${JSON.stringify(ports[port])}}: it stands beside "ports", not in it.`;
      return diagnostic('invalid-annotation', `${key}: "default" is read as the name of a port`, place, hint);
    });
}

interface Parsed {
  readonly ports: Readonly<Record<string, string>>;
  readonly byDefault: string | undefined;
}

function parse(text: string): Parsed | undefined {
  const value = objectIn(text);
  if (value === undefined) return undefined;
  const { default: byDefault, ports = {}, ...rest } = value;
  const byPort = textsIn(JSON.stringify(ports));
  const isText = byDefault === undefined || typeof byDefault === 'string';
  if (!isText || byPort === undefined || Object.keys(rest).length > 0) return undefined;
  return { ports: byPort, byDefault: byDefault === '' ? undefined : byDefault };
}
