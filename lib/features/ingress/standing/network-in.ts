// The network of a project's load balancers, where nobody said it: that of the groups that GKE fills.
import { textAt } from '../../../core/index.ts';
import type { Compute } from '../../../ports/index.ts';

/** As a fleet file says it: a name, or a path where it is another project's. */
export async function networkIn(project: string, compute: Compute, signal: AbortSignal): Promise<string> {
  const { items } = await compute.list('networkEndpointGroup', project, signal);
  const path = items.map(({ body }) => textAt(body, 'network')).find((one) => one !== undefined) ?? 'default';
  const own = `projects/${project}/global/networks/`;
  return path.startsWith(own) ? path.slice(own.length) : path;
}
