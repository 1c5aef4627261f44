// What is predicted from Git of each call of a story: by whom it is answered, or why by nobody.
import { FEATURES } from '../../../functions/wiring/features.ts';
import { askDirectory } from '../../../lib/app/offline/index.ts';
import type { CompileInput } from '../../../lib/compile/index.ts';
import type { JsonObject } from '../../../lib/core/index.ts';
import { callGraph } from '../../../lib/features/mesh/calls/call-graph.ts';
import { compileStubs } from '../../../lib/features/mesh/stubs/compile-stubs.ts';
import { stubsFor, withStubs } from '../../../lib/features/mesh/stubs/stubs-for.ts';
import { isClusterRef } from '../../../lib/model/index.ts';
import { meshInGit } from '../../../lib/features/mesh/git/mesh-in-git.ts';
import { meshSection } from '../../../lib/features/mesh/section.ts';
import { type MeshVerdict, meshVerdict } from '../../../lib/features/mesh/verdict/verdict.ts';
import { clusterIn, type MeshWorld } from '../../../lib/features/mesh/world/mesh-world.ts';
import { filesOf } from './story-files.ts';
import { type Link, NAMESPACE, PORT, SERVICES, type Story, WORKLOADS } from './story.ts';
import type { Answered, Called } from './called.ts';
import { metBy, sharesOf } from './met-by.ts';

export const UNKNOWN_NAME: Answered = ['no such name'];

export function predicted(story: Story): readonly Called[] {
  const { git, stubs } = inGit(story);
  const discovers = (story.discovers ?? (() => true)) as MeshWorld['discovers'];
  const world: MeshWorld = { ...withStubs(git, stubs), discovers };
  return callers(story).map(({ cluster, workload, service }) => {
    const own = [...(clusterIn(world, cluster)?.workloads.values() ?? [])].flat();
    const caller = own.find(({ name }) => name === workload);
    if (caller === undefined) throw new TypeError(`${workload} of ${cluster} is not in Git`);
    const call = { cluster, caller, to: { namespace: NAMESPACE, name: service }, port: PORT };
    const told = (gone: readonly string[]): MeshVerdict => meshVerdict(without(world, gone), call);
    const verdict = told([]);
    const place = { cluster, workload, service };
    if (verdict.name === 'nothing')
      return { ...place, answered: UNKNOWN_NAME, ...(story.isWeighed === true ? { shares: [100] } : {}) };
    const shares = story.isWeighed === true ? sharesOf(verdict) : undefined;
    if (shares === undefined) return { ...place, answered: metBy(story, told) };
    const answered = Object.keys(shares).sort();
    return { ...place, answered, shares: answered.map((one) => shares[one] ?? 0) };
  });
}

/** The same world, in which these workloads have no pods. */
function without(world: MeshWorld, gone: readonly string[]): MeshWorld {
  if (gone.length === 0) return world;
  const clusters = world.clusters.map((cluster) => {
    const workloads = [...cluster.workloads].map(
      ([namespace, all]) =>
        [namespace, all.map((one) => (gone.includes(one.name) ? { ...one, replicas: 0 } : one))] as const,
    );
    return { ...cluster, workloads: new Map(workloads) };
  });
  return { ...world, clusters };
}

/** The Services that Rangelight makes in a cluster. */
export function stubsIn(story: Story, link: Link): readonly JsonObject[] {
  const { input, stubs } = inGit(story);
  const made = [...compileStubs(input, stubs).resources.values()].flat();
  return made.flatMap(({ ref, body }) => (isClusterRef(ref) && ref.cluster === link ? [body] : []));
}

function inGit(story: Story) {
  const given = { features: FEATURES, files: filesOf(story), fleet: undefined, facts: undefined };
  const input: CompileInput | undefined = askDirectory(given, (_resources, _assumed, from) => from).answer;
  const section = input && meshSection(input.fleet);
  if (input === undefined || section === undefined) throw new TypeError('the fleet file is no good');
  const git = meshInGit(input, section);
  return { input, git, stubs: stubsFor(git, section, callGraph(git, section).calls) };
}

/** Every workload with pods calls every Service. */
export function callers({ atZero = [] }: Story): readonly Omit<Called, 'answered'>[] {
  return WORKLOADS.filter(({ name }) => !atZero.includes(name)).flatMap(({ cluster, name }) =>
    SERVICES.map((service) => ({ cluster, workload: name, service })),
  );
}
