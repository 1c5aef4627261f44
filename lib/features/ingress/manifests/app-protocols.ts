// How the pods of a MultiClusterService speak, by port name: `{"web":"HTTP2"}`. Source: networking.gke.io/app-protocols
// is the key of multi-cluster Ingress; the other two are those of single-cluster Ingress, where the alpha one wins
// (kubernetes/ingress-gce, pkg/annotations/service.go).
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { didYouMean } from '../../../manifest/index.ts';
import { JSON_OBJECT, textsIn } from './annotation-json.ts';
import { annotationPlace } from './annotations.ts';
import type { AppProtocol } from './backend-config-spec.ts';
import type { MultiClusterService } from './service-spec.ts';

const KEY = 'networking.gke.io/app-protocols';
const SINGLE_CLUSTER = ['service.alpha.kubernetes.io/app-protocols', 'cloud.google.com/app-protocols'] as const;
const PROTOCOLS: readonly string[] = ['HTTP', 'HTTPS', 'HTTP2'] satisfies readonly AppProtocol[];

export const APP_PROTOCOLS: readonly string[] = [KEY, ...SINGLE_CLUSTER];

/** The protocol of a port; HTTP when none is said. */
export function appProtocolOf(
  { annotations }: Pick<MultiClusterService, 'annotations'>,
  portName: string | undefined,
): AppProtocol {
  const key = APP_PROTOCOLS.find((candidate) => annotations[candidate] !== undefined);
  const protocols = key === undefined ? undefined : textsIn(annotations[key] ?? '');
  const protocol =
    portName === undefined || protocols === undefined || !Object.hasOwn(protocols, portName)
      ? undefined
      : protocols[portName];
  return protocol === 'HTTPS' || protocol === 'HTTP2' ? protocol : 'HTTP';
}

export function checkAppProtocols(service: MultiClusterService): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const key of APP_PROTOCOLS) {
    const value = service.annotations[key];
    if (value === undefined) continue;
    if (key !== KEY) {
      const message = `${key} is read as ${KEY}`;
      found.push(diagnostic('single-cluster-annotation', message, service.keyAt(annotationPlace(key))));
    }
    found.push(...checkProtocols(service, key, value));
  }
  return found;
}

function checkProtocols(service: MultiClusterService, key: string, value: string): readonly Diagnostic[] {
  const place = service.at(annotationPlace(key));
  const protocols = textsIn(value);
  if (protocols === undefined) {
    return [diagnostic('invalid-annotation', `${key} ${JSON_OBJECT} {"web":"HTTP2"}`, place)];
  }
  const found: Diagnostic[] = [];
  const names = service.spec.template.spec.ports.flatMap(({ name }) => name ?? []);
  for (const [name, protocol] of Object.entries(protocols)) {
    if (!PROTOCOLS.includes(protocol)) {
      const hint = didYouMean(protocol, PROTOCOLS);
      const message = `${key}: ${JSON.stringify(protocol)} is none of ${PROTOCOLS.join(', ')}`;
      found.push(diagnostic('invalid-annotation', message, place, hint));
    }
    if (names.includes(name)) continue;
    const hint = didYouMean(name, names) ?? 'It goes by the name of a port, so the port has to have one.';
    found.push(diagnostic('port-not-found', `${key}: there is no port named ${JSON.stringify(name)}`, place, hint));
  }
  return found;
}
