// What compiling load balancers needs of the project and of its network.
import { orLast } from '../../../core/index.ts';
import { admitsProbes, type Facts, networkHost, type ProjectFacts } from '../../../fleet/index.ts';
import type { FactsInput } from '../../../live/index.ts';
import { readProject } from './project-facts.ts';

export async function ingressFacts(input: FactsInput, signal: AbortSignal): Promise<Partial<Facts>> {
  const { fleet, ports, last, now } = input;
  const [project, admitted] = await Promise.all([
    readProject(fleet, ports.compute, last?.project, now, signal),
    orLast(() => probesAdmitted(input, signal), last?.probesAdmitted, signal),
  ]);
  return {
    project,
    ...(project.addresses === undefined ? {} : { addresses: literalsOf(project.addresses) }),
    ...(admitted === undefined ? {} : { probesAdmitted: admitted }),
  };
}

/** Undefined when the network is the fleet's own: the rule is then ours to make. */
async function probesAdmitted(
  { fleet, ports, clusters }: FactsInput,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const host = networkHost(fleet);
  if (host === undefined) return undefined;
  const [known, { items }] = await Promise.all([clusters, ports.compute.list('firewall', host, signal)]);
  return admitsProbes(
    items.map(({ body }) => body),
    fleet.network,
    Object.values(known).flatMap(({ nodeTags }) => nodeTags),
  );
}

function literalsOf(addresses: NonNullable<ProjectFacts['addresses']>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(addresses).map(([name, { ip }]) => [name, ip]));
}
