// The subresource `pods/binding`: a scheduler says on which node a pod runs. Source: core/v1, Binding.
import { type Cluster, now } from '../cluster.ts';
import { conflict, invalid, methodNotAllowed, required } from '../errors.ts';
import { type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import { readObject } from './body.ts';

export async function bind(
  cluster: Cluster,
  request: Request,
  resource: Resource,
  live: KubeObject,
): Promise<JsonObject> {
  if (request.method !== 'POST') throw methodNotAllowed();
  const { object } = await readObject(request);
  const { name } = live.metadata;
  const node = textOf(objectOf(object.target).name);
  if (node === '') throw invalid({ kind: 'Binding', group: '' }, name, [required('target.name')]);
  const spec = objectOf(live.spec);
  const subject = { ...resource, plural: 'pods/binding' };
  if (live.metadata.deletionTimestamp !== undefined)
    throw conflict(subject, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  if (spec.nodeName !== undefined)
    throw conflict(subject, name, `pod ${name} is already assigned to node ${JSON.stringify(spec.nodeName)}`);
  const status = objectOf(live.status);
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now(cluster) };
  const others = listOf(status.conditions).filter((one) => objectOf(one).type !== scheduled.type);
  cluster.store.put(resource, {
    ...live,
    spec: { ...spec, nodeName: node },
    status: { ...status, conditions: [...others, scheduled] },
  });
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
}
