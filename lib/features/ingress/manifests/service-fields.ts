// What an API server asks of the fields that a derived Service has of its MultiClusterService. No schema of ours says
// it, and what is refused there would be refused in the middle of a rollout. Source: Kubernetes, "Service".
import type { Diagnostic } from '../../../core/index.ts';
import { isPortName, LONGEST_PORT_NAME, withoutQuotes } from '../../common/index.ts';
import { diagnostic } from '../codes/index.ts';
import { checkLabels, shown } from '../../../manifest/index.ts';
import type { MultiClusterService } from './service-spec.ts';

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
