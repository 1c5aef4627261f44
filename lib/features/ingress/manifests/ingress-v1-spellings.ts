// Fields of Ingress v1 that a MultiClusterIngress does not have: its template is an Ingress v1beta1, so the hint is the
// older spelling. Source: Kubernetes API reference, Ingress v1; "Multi Cluster Ingress" (GKE docs).
import { isJsonObject, type Json } from '../../../core/index.ts';
import type { Path, Violation } from '../../../manifest/index.ts';

const OLDER = 'as in Ingress v1beta1.';

/** The violations, with the older spelling as the hint where a field is one of Ingress v1. */
export function withOlderSpelling(violations: readonly Violation[], ingress: Json): readonly Violation[] {
  const inBackend = (path: Path, key: string): boolean => path.at(-1) === key && path.at(-2) === 'backend';
  const isV1 = ({ wrong, path }: Violation): boolean =>
    wrong === 'key' && (inBackend(path, 'service') || inBackend(path, 'resource') || path.at(-1) === 'defaultBackend');
  const spelt = violations.filter(isV1).map(({ path }) => path.slice(0, -1).join('.'));
  return violations
    .filter(({ message, path }) => !(message.includes('lacks the field "service') && spelt.includes(path.join('.'))))
    .map((violation) => {
      const hint = violation.wrong === 'key' ? olderSpelling(violation.path, ingress) : undefined;
      return hint === undefined ? violation : { ...violation, hint };
    });
}

function olderSpelling(path: Path, ingress: Json): string | undefined {
  const value = at(ingress, path);
  switch (String(path.at(-1))) {
    case 'ingressClassName':
      return 'A MultiClusterIngress has no class: take it out.';
    case 'resource':
      return 'A backend is a MultiClusterService: serviceName and servicePort.';
    case 'service':
      return path.at(-2) === 'backend' ? `Write ${backendOf(value)}, ${OLDER}` : undefined;
    case 'defaultBackend':
      return `Write "backend" with ${backendOf(isJsonObject(value) ? value['service'] : undefined)}, ${OLDER}`;
    default:
      return undefined;
  }
}

function backendOf(service: Json | undefined): string {
  const { name, port } = isJsonObject(service) ? service : {};
  const { number, name: portName } = isJsonObject(port) ? port : {};
  const given = number ?? portName;
  if (typeof name !== 'string' || (typeof given !== 'string' && typeof given !== 'number')) {
    return '"serviceName" and "servicePort"';
  }
  return `"serviceName: ${name}" and "servicePort: ${given}"`;
}

function at(value: Json | undefined, path: Path): Json | undefined {
  let found = value;
  for (const step of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined;
  return found;
}
