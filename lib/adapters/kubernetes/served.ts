// What a cluster serves of a kind: its groups, by discovery, and the version in which it takes a request, by trying. A
// server answers a version that it does not serve with a 404 in plain text and does nothing (kube-apiserver; Kubernetes
// API concepts, "Discovery API").
import { objectsAt, parseJson, RangelightError, textAt } from '../../core/index.ts';
import { type ClusterApi, type ClusterLink, apiGroupsOf } from '../../model/index.ts';
import { type KubernetesAnswer, namesNothing } from './answer.ts';
import { type Send, systemOf } from './connection.ts';
import { clusterFailure } from './failures.ts';

/** A kind as it is in one of its groups. */
export function apiIn(api: ClusterApi, group: string): ClusterApi {
  return { ...api, ...apiGroupsOf(api).find((one) => one.group === group) };
}

/**
 * Makes a request in the versions of a kind in turn, until the cluster serves one.
 * @param answerIn the answer in a result, or the one that refused it.
 * @returns the first result in a version that is served, or else the last one.
 */
export async function inServedVersion<T>(
  api: ClusterApi,
  request: (api: ClusterApi) => Promise<T>,
  answerIn: (result: T) => KubernetesAnswer | undefined,
): Promise<T> {
  const [first, ...others] = api.versions;
  let result = await request({ ...api, versions: [first] });
  for (const version of others) {
    const answer = answerIn(result);
    if (answer === undefined || !namesNothing(answer)) break;
    result = await request({ ...api, versions: [version] });
  }
  return result;
}

/**
 * The groups of a kind that are served, in the order in which the kind has them.
 * Fails with `unreachable` for every doubt: a 404 is none of a server's own answers to these paths.
 */
export async function servedGroups(
  send: Send,
  api: ClusterApi,
  cluster: ClusterLink,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const all = await discover(send, '/apis', 'APIGroupList', cluster, signal);
  const served = new Map(
    objectsAt(all, 'groups').map((group) => [textAt(group, 'name'), objectsAt(group, 'versions')] as const),
  );
  const found: string[] = [];
  for (const { group, versions } of apiGroupsOf(api)) {
    const known = (served.get(group) ?? []).map((one) => textAt(one, 'version') ?? '');
    const version = versions.find((one) => known.includes(one));
    if (version === undefined) continue;
    const list = await discover(send, `/apis/${group}/${version}`, 'APIResourceList', cluster, signal);
    if (objectsAt(list, 'resources').some((resource) => textAt(resource, 'name') === api.plural)) found.push(group);
  }
  return found;
}

async function discover(send: Send, path: string, kind: string, cluster: ClusterLink, signal: AbortSignal) {
  const answer = await send({ method: 'GET', path }, signal);
  if (answer.status !== 200) throw clusterFailure(answer, systemOf(cluster));
  const body = parseJson(answer.text);
  if (textAt(body, 'kind') === kind) return body;
  throw new RangelightError('unreachable', systemOf(cluster), `the answer to ${path} is no ${kind}`);
}
