// Which NEGs a Service asks for with its `cloud.google.com/neg` annotation. Pure.
import type { Service, ServicePort } from '../objects.ts';
import { defaultNegName } from './name.ts';

export const NEG_ANNOTATION = 'cloud.google.com/neg';

export interface WantedNeg {
  readonly name: string;
  readonly port: ServicePort;
}

/** `invalid` is not `none`: a typing mistake must not delete the NEGs that stand. */
export type WantedNegs =
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'negs'; readonly negs: readonly WantedNeg[] };

interface Annotation {
  readonly ingress?: boolean;
  readonly exposed_ports?: Readonly<Record<string, { readonly name?: string }>>;
}

const NEG_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** `clusterUid` is the `uid` of the ConfigMap kube-system/ingress-uid, which default names begin with. */
export function wantedNegs(service: Service | undefined, clusterUid: string): WantedNegs {
  const text = service?.metadata.annotations?.[NEG_ANNOTATION];
  if (service === undefined || text === undefined) return { kind: 'none' };
  const annotation = parse(text);
  if (annotation === undefined) return { kind: 'invalid', message: 'NEG annotation is invalid.' };

  const negs: WantedNeg[] = [];
  for (const [key, { name }] of Object.entries(annotation.exposed_ports ?? {})) {
    const port = service.spec?.ports?.find((candidate) => String(candidate.port) === key);
    if (port === undefined) {
      return { kind: 'invalid', message: `port ${key} specified in "${NEG_ANNOTATION}" doesn't exist in the service` };
    }
    if (name !== undefined && annotation.ingress === true) {
      return { kind: 'invalid', message: `custom neg name ${name} cannot be used with ingress enabled` };
    }
    if (name !== undefined && !NEG_NAME.test(name)) {
      return { kind: 'invalid', message: `custom neg name ${name} is not a valid RFC 1035 label` };
    }
    const { namespace = '', name: serviceName } = service.metadata;
    negs.push({ name: name ?? defaultNegName(clusterUid, namespace, serviceName, port.port), port });
  }
  return negs.length === 0 ? { kind: 'none' } : { kind: 'negs', negs };
}

function parse(text: string): Annotation | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return undefined;
    const { exposed_ports: ports = {} } = value;
    if (!isRecord(ports) || !Object.values(ports).every(isExposure)) return undefined;
    return value;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isExposure(value: unknown): boolean {
  return isRecord(value) && (value['name'] === undefined || typeof value['name'] === 'string');
}
