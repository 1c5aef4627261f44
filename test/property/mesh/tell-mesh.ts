// One made-up mesh: what is predicted of each call from Git, beside what the proxies of the emulated mesh send requests
// to.
import { FEATURES } from '../../../functions/wiring/features.ts';
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createKubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { createMesh, ISTIO_DEFINITIONS } from '../../../infra/emulators/mesh/index.ts';
import { askDirectory } from '../../../lib/app/offline/index.ts';
import type { CompileInput } from '../../../lib/compile/index.ts';
import type { JsonObject } from '../../../lib/core/index.ts';
import { callGraph } from '../../../lib/features/mesh/calls/call-graph.ts';
import { meshInGit } from '../../../lib/features/mesh/git/mesh-in-git.ts';
import { meshSection } from '../../../lib/features/mesh/section.ts';
import { compileStubs } from '../../../lib/features/mesh/stubs/compile-stubs.ts';
import { stubsFor, withStubs } from '../../../lib/features/mesh/stubs/stubs-for.ts';
import { meshVerdict } from '../../../lib/features/mesh/verdict/verdict.ts';
import { selects } from '../../../lib/features/mesh/world/labels.ts';
import { clusterIn } from '../../../lib/features/mesh/world/mesh-world.ts';
import { isClusterRef } from '../../../lib/model/index.ts';
import { madeUpMesh, type MadeUpMesh, sliceOf, type Standing } from './made-up-mesh.ts';

export interface ToldMesh {
  readonly calls: number;
  readonly differences: readonly string[];
  /** What calls came to, as seen. */
  readonly kinds: ReadonlySet<string>;
}

/** By which pods, `CLUSTER WORKLOAD` for each, sorted; or why by none. */
type Seen = readonly string[] | 'no-such-service' | 'no-such-port';
/** Git has no workload of the name in any cluster: nobody may answer. */
type Told = Seen | 'not-in-git';

export function tellMesh(seed: number): Promise<ToldMesh> {
  return tellMade(madeUpMesh(seed), seed);
}

export async function tellMade(made: MadeUpMesh, seed: number): Promise<ToldMesh> {
  const { tell, stubs } = predictor(made);
  const clock = scaledClock(1);
  const clusters = new Map(
    await Promise.all(made.links.map(async (link) => [idOf(link), await apiOf(made, stubs, link)] as const)),
  );
  const mesh = createMesh({ clusters, fabric: createFabric(), clock, random: seededRandom(seed) });
  await mesh.start();
  try {
    const differences: string[] = [];
    const kinds = new Set<string>();
    let calls = 0;
    for (const { cluster, workload } of made.callers) {
      if (mesh.sidecarOf(idOf(cluster), workload) === undefined)
        differences.push(`${workload} of ${cluster} has no proxy`);
      for (const { key, port } of made.called) {
        calls += 1;
        const reach = mesh.reach(idOf(cluster), key, port);
        const seen: Seen =
          typeof reach === 'string' ? reach : reach.pods.map((pod) => podName(made, pod.address)).toSorted();
        const told = tell(cluster, workload, key, port);
        kinds.add(typeof seen === 'string' ? seen : `${new Set(seen.map((one) => one.split(' ')[0])).size} clusters`);
        const isSame =
          told === 'not-in-git'
            ? seen.length === 0 || typeof seen === 'string'
            : JSON.stringify(told) === JSON.stringify(seen);
        if (!isSame)
          differences.push(
            `seed ${seed}: ${workload} of ${cluster} calls ${key}:${port}: predicted ${JSON.stringify(told)}, seen ${JSON.stringify(seen)}`,
          );
      }
    }
    return { calls, differences, kinds };
  } finally {
    mesh.close();
  }
}

interface Predictor {
  readonly tell: (cluster: string, workload: string, key: string, port: number) => Told;
  /** Services that Rangelight makes. */
  readonly stubs: readonly { readonly cluster: string; readonly body: JsonObject }[];
}

/** Every call, from one reading of the files. */
function predictor(made: MadeUpMesh): Predictor {
  const given = { features: FEATURES, files: made.files, fleet: undefined, facts: undefined };
  const input: CompileInput | undefined = askDirectory(given, (_resources, _assumed, from) => from).answer;
  const section = input && meshSection(input.fleet);
  if (input === undefined || section === undefined) throw new TypeError('the fleet file is no good');
  const git = meshInGit(input, section);
  const stubs = stubsFor(git, section, callGraph(git, section).calls);
  const world = { ...withStubs(git, stubs), discovers: made.discovers };
  const compiled = [...compileStubs(input, stubs).resources.values()].flat();
  const ofStubs = compiled.flatMap(({ ref, body }) => (isClusterRef(ref) ? [{ cluster: ref.cluster, body }] : []));
  // Behind a Service of their cluster.
  const deployed = new Set(
    world.clusters.flatMap(({ workloads, services }) =>
      [...services].flatMap(([key, { namespace, selector }]) => {
        const own = workloads.get(namespace) ?? [];
        return selector !== undefined && own.some(({ labels }) => selects(selector, labels)) ? [key] : [];
      }),
    ),
  );
  const tell: Predictor['tell'] = (cluster, workload, key, port) => {
    const [namespace = '', name = ''] = key.split('/');
    const own = [...(clusterIn(world, cluster)?.workloads.values() ?? [])].flat();
    const caller = own.find((one) => `${one.namespace}/${one.name}` === workload);
    if (caller === undefined) throw new TypeError(`${workload} of ${cluster} is not in Git`);
    const verdict = meshVerdict(world, { cluster, caller, to: { namespace, name }, port });
    if (verdict.name === 'nothing') return 'no-such-service';
    if (!deployed.has(key)) return 'not-in-git';
    if (verdict.reasons.some(({ code }) => code === 'mesh-port-missing')) return 'no-such-port';
    const isAnswered = verdict.state === 'ok' || verdict.state === 'degraded';
    if (isAnswered !== verdict.served.some(({ pods }) => pods > 0)) return [`${verdict.state} and nobody serves`];
    return verdict.served
      .flatMap((one) => Array.from({ length: one.pods }, () => `${one.cluster} ${one.workload}`))
      .toSorted();
  };
  return { tell, stubs: ofStubs };
}

function podName({ pods }: MadeUpMesh, address: string): string {
  const pod = pods.find((one) => one.address === address);
  return pod === undefined ? address : `${pod.cluster} ${pod.workload}`;
}

/** As a key of a Secret may be written. */
function idOf(link: string): string {
  return link.replace('/', '_');
}

async function apiOf(made: MadeUpMesh, stubs: Predictor['stubs'], link: string) {
  const clock = scaledClock(1);
  const tokens = new Map([['token', 'admin' as const]]);
  const { handler } = createKubernetesEmulator({ name: link, clock, random: seededRandom(1), tokens });
  const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
  const post = async (path: string, body: object): Promise<void> => {
    const answer = await handler(
      new Request(`http://kubernetes${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
    );
    if (!answer.ok) throw new TypeError(`${path}: ${await answer.text()}`);
  };
  for (const definition of ISTIO_DEFINITIONS)
    await post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
  const objects = made.objects.get(link) ?? [];
  const isFirst = ({ path }: { readonly path: string }): boolean => path === '/api/v1/namespaces';
  for (const { path, body } of [...objects.filter(isFirst), ...objects.filter((one) => !isFirst(one))])
    await post(path, body);
  for (const { body } of stubs.filter(({ cluster }) => cluster === link)) {
    const service = { apiVersion: 'v1', kind: 'Service', ...body } as unknown as Standing;
    const { namespace = '', name } = service.metadata;
    await post(`/api/v1/namespaces/${namespace}/services`, service);
    const own = made.pods.filter((pod) => pod.cluster === link && pod.workload === `${namespace}/${name}`);
    const slice = sliceOf(
      service,
      own.map(({ address }) => address),
    );
    if (own.length > 0) await post(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, slice);
  }
  return { api: handler, token: 'token' };
}
