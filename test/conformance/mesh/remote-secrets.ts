// Remote secrets that the worker writes, on two real clusters: planned and carried out as everything is, with tokens
// that real token controllers issue. Whether a real control plane takes them is seen in who answers calls.
import { setTimeout as wait } from 'node:timers/promises';
import { createClusters, createSecrets } from '../../../lib/adapters/kubernetes/index.ts';
import { meshSecret } from '../../../lib/features/mesh/kinds/mesh-secret.ts';
import { MESH_KINDS } from '../../../lib/features/mesh/kinds/index.ts';
import { READER, TOKEN_SECRET } from '../../../lib/features/mesh/discovery/remote-secrets-of.ts';
import { MESH_RULES } from '../../../lib/features/mesh/rules/index.ts';
import { MESH_RUNS } from '../../../lib/features/mesh/runs/index.ts';
import { kindsOf } from '../../../lib/model/index.ts';
import { type Access, apply } from '../../peers/objects.ts';
import { NEVER } from '../../unit/app/bare-rig.ts';
import { createWalk, type Planned, type Walk } from '../../unit/engine/walk.ts';
import { secretsOfTwo } from '../../unit/features/mesh/secrets-of-two.ts';
import { EU, US } from '../../unit/fleet-of-two.ts';
import type { Answered } from './called.ts';
import type { MeshPeers } from './peers-world.ts';
import { TWO } from './story.ts';

export const CASES = {
  discovered: 'a control plane takes the remote secret that the worker writes',
  renewed: 'a remote secret that is written anew in its place costs no request',
  forgotten: 'the endpoints go with the remote secret',
} as const;
export type Case = keyof typeof CASES;

const PATIENCE_MS = 60_000;
const READS = ['get', 'list', 'watch'];
/** As Istio installs it for control planes of others. Source: Istio, manifests/charts, istio-reader-clusterrole. */
const READER_RULES = [
  { apiGroups: [''], resources: ['endpoints', 'pods', 'services', 'nodes', 'namespaces', 'secrets', 'configmaps'] },
  { apiGroups: ['apps'], resources: ['replicasets'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'] },
  {
    apiGroups: ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io'],
    resources: ['*'],
  },
  { apiGroups: ['gateway.networking.k8s.io', 'multicluster.x-k8s.io'], resources: ['*'] },
].map((rule) => ({ ...rule, verbs: READS }));

/** The two clusters, the caller's first, under the links of the walk's fleet. */
const [CALLER, OTHER] = [US, EU];

/** @returns what is not so, by case; in words. @param world in which control planes do not know each other. */
export async function askRemoteSecrets(world: MeshPeers): Promise<ReadonlyMap<Case, string>> {
  const wrong = new Map<Case, string>();
  const [one, two] = world.clusters;
  if (one === undefined || two === undefined) throw new TypeError('there are two clusters');
  for (const cluster of [one, two]) await installReader(cluster);
  const servers = `clusters: {${CALLER}: {server: '${one.url}', id: ${one.name}}, ${OTHER}: {server: '${two.url}', id: ${two.name}}}`;
  const { resources } = secretsOfTwo(`{discovery: secrets, ${servers}}`);
  const connections = new Map(
    (
      [
        [CALLER, one],
        [OTHER, two],
      ] as const
    ).map(([link, { url, ca, token }]) => [link, { baseUrl: url, ca, token: () => Promise.resolve(token) }]),
  );
  const kinds = kindsOf(MESH_KINDS);
  const options = { connections, callTimeoutMs: 10_000 };
  const clusters = createClusters({ ...options, kinds, looksAtNoted: true });
  const walk = await createWalk(kinds, { rules: MESH_RULES, runs: MESH_RUNS, sections: { mesh: {} } }, () =>
    Promise.resolve({ clusters, secrets: createSecrets(options) }),
  );
  const only = async (): Promise<Answered> => await world.call('nodeapp3', 'nodeapp2');

  const before = await until(only, (answered) => answered.join() === '503');
  if (before !== undefined) wrong.set('discovered', `without remote secrets nodeapp2 answers: ${before.join()}`);
  await carryOut(walk, await walk.push(1, resources));
  const found = await until(only, (answered) => answered.length === 1 && answered[0] !== '503');
  if (found !== undefined) wrong.set('discovered', `nodeapp2 answers ${found.join()}`);

  // Another token, under calls.
  const token = (await clusters.list(OTHER, meshSecret.id, {}, NEVER)).find(({ ref }) => ref.name === TOKEN_SECRET);
  if (token !== undefined) await clusters.remove(token, NEVER);
  const ended = new AbortController();
  const lost: string[] = [];
  let asked = 0;
  const calls = (async () => {
    while (!ended.signal.aborted) {
      const answered = await only();
      asked += 1;
      if (answered.join() !== `${TWO} nodeapp2`) lost.push(answered.join());
    }
  })();
  await carryOut(walk, await walk.push(3, resources));
  // The control plane takes what changed within a second.
  await wait(3_000);
  ended.abort();
  await calls;
  if (lost.length > 0) wrong.set('renewed', `of ${asked} rounds of calls ${lost.length} met: ${lost.join('; ')}`);

  const remote = (await clusters.list(CALLER, meshSecret.id, {}, NEVER)).find(({ ref }) => ref.name !== TOKEN_SECRET);
  if (remote !== undefined) await clusters.remove(remote, NEVER);
  const left = await until(only, (answered) => answered.join() === '503');
  if (left !== undefined) wrong.set('forgotten', `nodeapp2 answers ${left.join()}`);
  return wrong;
}

/** As Istio does where it is installed. */
async function installReader(cluster: Access): Promise<void> {
  const system = '/api/v1/namespaces/istio-system';
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const [apiVersion, name] = ['rbac.authorization.k8s.io/v1', 'istio-reader-clusterrole-istio-system'];
  await apply(cluster, `${system}/serviceaccounts/${READER}`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: READER, namespace: 'istio-system' },
  });
  await apply(cluster, `${rbac}/clusterroles/${name}`, {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name },
    rules: READER_RULES,
  });
  await apply(cluster, `${rbac}/clusterrolebindings/${name}`, {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name: READER, namespace: 'istio-system' }],
  });
}

/** The worker waits for tokens that controllers issue while it is away. */
async function carryOut(walk: Walk, { task, revision }: Planned): Promise<void> {
  for (let left = 30; left > 0; left -= 1) {
    const ended = await walk.run(task);
    if (ended === 'finished') return;
    if (ended !== 'waiting') throw new TypeError(`the run ${ended}: ${JSON.stringify(revision.diagnostics)}`);
    await wait(500);
    walk.rig.clock.advance(60_000);
  }
  throw new TypeError('no token was issued');
}

/** @returns what is seen when time is up; undefined as soon as it is as it should be. */
async function until(
  see: () => Promise<Answered>,
  isSo: (answered: Answered) => boolean,
): Promise<Answered | undefined> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await see();
    if (isSo(seen)) return undefined;
    if (Date.now() > deadline) return seen;
    await wait(300);
  }
}
