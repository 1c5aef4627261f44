// What an API server asks of the fields that a derived Service has of its MultiClusterService. No schema of ours says
// it, and what is refused there would be refused in the middle of a rollout. Source: Kubernetes, "Service", and
// apimachinery's validation (IsValidPortName).
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { checkLabels, shown } from '../../../manifest/index.ts';
import type { MultiClusterService } from './service-spec.ts';

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
/** Of a container's port, as in the registry of IANA. */
const LONGEST_PORT_NAME = 15;

/** The selector and the ports. */
export function checkServiceFields(service: MultiClusterService): readonly Diagnostic[] {
  const template = ['spec', 'template', 'spec'] as const;
  const { selector, ports } = service.spec.template.spec;
  const found = [...checkLabels(service, selector, [...template, 'selector'])];
  for (const [index, { targetPort }] of ports.entries()) {
    if (typeof targetPort !== 'string' || isPortName(targetPort)) continue;
    const place = service.at([...template, 'ports', index, 'targetPort']);
    const message = `${shown(targetPort)} is not the name of a container's port: at most ${LONGEST_PORT_NAME} small letters, digits and single hyphens, a letter among them, no hyphen at an end`;
    found.push(diagnostic('schema-violation', message, place, withoutQuotes(targetPort)));
  }
  return found;
}

/** A hint for a number that stands in quotes, where a text means the name of a port. */
export function withoutQuotes(port: string | number): string | undefined {
  if (typeof port !== 'string' || !/^[1-9]\d{0,4}$/.test(port)) return undefined;
  return `Write ${port} without quotes: in quotes it is the name of a port.`;
}

function isPortName(name: string): boolean {
  return name.length <= LONGEST_PORT_NAME && LABEL.test(name) && /[a-z]/.test(name) && !name.includes('--');
}
