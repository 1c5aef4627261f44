// What people do behind Rangelight's back, with a console or kubectl.
import { PERSON, PROJECT } from './cloud.ts';
import { COMPUTE } from './clients.ts';
import { requestTo } from './cluster-request.ts';
import type { ProofWorld } from './world.ts';

/**
 * Takes the first backend out of a backend service that has several.
 * @param service part of its name.
 * @returns whether there was one; false too when somebody else is changing it at this moment.
 */
export async function detachBackend({ cloud, clock }: ProofWorld, service: string): Promise<boolean> {
  const { compute } = cloud;
  const found = compute.view
    .list('backendServices')
    .map(({ resource }) => resource)
    .find(({ name, backends }) => name.includes(service) && Array.isArray(backends) && backends.length > 1);
  if (found === undefined) return false;
  const url = `${COMPUTE}/compute/v1/projects/${PROJECT}/global/backendServices/${found.name}`;
  const backends = (found['backends'] as readonly unknown[]).slice(1);
  const body = JSON.stringify({ fingerprint: found['fingerprint'], backends });
  const { status } = await compute.handler(new Request(url, { method: 'PATCH', body }));
  await clock.advance(1);
  return status === 200;
}

/**
 * Capacity 0 for the first backend of a backend service, set by a person; its name. @param service part of its name.
 */
export async function drainBackend({ cloud, clock }: ProofWorld, service: string): Promise<string> {
  const { compute } = cloud;
  const found = compute.view.list('backendServices').find(({ resource }) => resource.name.includes(service))?.resource;
  const [first, ...others] = (found?.['backends'] ?? []) as readonly object[];
  const url = `${COMPUTE}/compute/v1/projects/${PROJECT}/global/backendServices/${found?.name ?? ''}`;
  const backends = [{ ...first, capacityScaler: 0 }, ...others];
  const body = JSON.stringify({ fingerprint: found?.['fingerprint'], backends });
  const headers = { authorization: `Bearer ${PERSON.token}` };
  const response = await compute.handler(new Request(url, { method: 'PATCH', headers, body }));
  if (response.status !== 200) throw new TypeError(`${url}: ${response.status} ${await response.text()}`);
  await clock.advance(1);
  return found?.name ?? '';
}

/** A person drains a cluster in all backend services, as `rangelight drain` does, until a time. */
export async function drainCluster(world: ProofWorld, link: string, until: number): Promise<void> {
  const said = `rangelight cluster=${link} drained until=${new Date(until).toISOString()} by=anna reason=disks fail`;
  for (const { resource } of world.cloud.compute.view.list('backendServices')) {
    const backends = ((resource['backends'] ?? []) as readonly { readonly description?: string }[]).map((one) =>
      one.description === `rangelight cluster=${link}` ? { ...one, capacityScaler: 0, description: said } : one,
    );
    await computeCall(world, 'PATCH', `backendServices/${resource.name}`, {
      fingerprint: resource['fingerprint'],
      backends,
    });
  }
}

/** All pods of a cluster stop to answer; what is returned undoes it. */
export function crashPods({ cloud }: ProofWorld, link: string): () => Promise<void> {
  const workloads = cloud.clusters.get(link)?.workloads;
  const names = workloads?.pods().map(({ name }) => name) ?? [];
  for (const name of names) workloads?.crash(name);
  return async () => {
    for (const name of names) await workloads?.recover(name);
  };
}

/** A call to the global part of Compute, as somebody with a console makes it. Fails when Compute refuses it. */
export async function computeCall(
  { cloud, clock }: ProofWorld,
  method: 'DELETE' | 'POST' | 'PATCH',
  path: string,
  body?: object,
): Promise<void> {
  const url = `${COMPUTE}/compute/v1/projects/${PROJECT}/global/${path}`;
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await cloud.compute.handler(new Request(url, init));
  if (response.status !== 200) throw new TypeError(`${method} ${path}: ${response.status} ${await response.text()}`);
  await clock.advance(1);
}

const VISITOR = 'visitor';

/** A namespace that nobody asked Rangelight for: what is known of the cluster changes, and changes back. */
export async function visitNamespace(world: ProofWorld, link: string, ms: number): Promise<void> {
  await requestTo(world, link, 'POST', '/api/v1/namespaces', { metadata: { name: VISITOR } }, 'json');
  await world.clock.advance(ms);
  await requestTo(world, link, 'DELETE', `/api/v1/namespaces/${VISITOR}`);
}

/**
 * Deletes the first resource of a kind whose name has a part, as far as Compute lets it.
 * @returns its name; undefined when there is none or it is refused.
 */
export async function deleteByHand(
  { cloud, clock }: ProofWorld,
  collection: 'forwardingRules' | 'targetHttpProxies',
  part: string,
): Promise<string | undefined> {
  const { compute } = cloud;
  const [found] = compute.view.list(collection).filter(({ resource }) => resource.name.includes(part));
  if (found === undefined) return undefined;
  const { name } = found.resource;
  const url = `${COMPUTE}/compute/v1/projects/${PROJECT}/global/${collection}/${name}`;
  const { status } = await compute.handler(new Request(url, { method: 'DELETE' }));
  await clock.advance(1_000);
  return status === 200 ? name : undefined;
}
