// One request to a cluster's API server, as an admin with kubectl makes it.
import { TOKEN } from './clients.ts';
import type { ProofWorld } from './world.ts';

/**
 * Fails with a TypeError when the cluster refuses it.
 * @param how media type of the body after `application/`; default: a merge patch.
 */
export async function requestTo(
  world: ProofWorld,
  link: string,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  how = 'merge-patch+json',
): Promise<unknown> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': `application/${how}` };
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const request = new Request(`http://cluster${path}`, { method, headers, ...text });
  const answer = await world.cloud.clusters.get(link)?.api.handler(request);
  if (answer?.ok !== true) throw new TypeError(`${link} refuses ${method} ${path}: ${answer?.status}`);
  return answer.json();
}
