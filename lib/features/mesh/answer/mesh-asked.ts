// Whether one workload's calls of another will be answered, by the files of a commit: the question that somebody has
// who makes one.
import type { CompileInput } from '../../../compile/index.ts';
import { RangelightError } from '../../../core/index.ts';
import { didYouMean } from '../../../manifest/index.ts';
import type { ClusterLink, DesiredResource } from '../../../model/index.ts';
import { callGraph, isInMesh } from '../calls/call-graph.ts';
import { hostIn } from '../calls/hosts-in-text.ts';
import { meshInGit, type MeshInGit } from '../git/mesh-in-git.ts';
import { meshSection } from '../section.ts';
import { stubsFor, withStubs } from '../stubs/stubs-for.ts';
import { type MeshVerdict, meshVerdict } from '../verdict/verdict.ts';
import { hostOf } from '../world/host.ts';
import type { ServiceName } from '../world/mesh-world.ts';

export interface MeshAsked {
  /** `namespace/workload`. */
  readonly from: string;
  /** A URL, or a host with a port or without. */
  readonly to: string;
  /** Of the caller; undefined: every one that has it. */
  readonly cluster: ClusterLink | undefined;
}

export interface MeshAnswer {
  readonly from: string;
  readonly to: string;
  /** By cluster of the caller. */
  readonly verdicts: readonly (MeshVerdict & { readonly cluster: ClusterLink })[];
}

/**
 * The question, for a tree that is compiled.
 * Fails with `invalid` for a fleet without a mesh, and for a workload, cluster or host that is not in it.
 */
export function meshAsked(
  asked: MeshAsked,
): (resources: readonly DesiredResource[], assumed: boolean, input: CompileInput | undefined) => MeshAnswer {
  return (_resources, _assumed, input) => {
    if (input === undefined) return { from: asked.from, to: asked.to, verdicts: [] };
    const section = meshSection(input.fleet);
    if (section === undefined) throw invalid('the fleet file has no section spec.mesh, so that there is no mesh');
    const world = meshInGit(input, section);
    return answered(asked, withStubs(world, stubsFor(world, section, callGraph(world, section).calls)));
  };
}

function answered({ from, to, cluster }: MeshAsked, world: MeshInGit): MeshAnswer {
  const links = world.clusters.map(({ link }) => link);
  if (cluster !== undefined && !links.includes(cluster))
    throw invalid(`${cluster} is no cluster of the mesh${hint(cluster, links)}`);
  const [namespace = '', name = ''] = from.split('/');
  const callers = world.clusters
    .filter(({ link }) => cluster === undefined || link === cluster)
    .flatMap(({ link, workloads }) =>
      (workloads.get(namespace) ?? []).filter((one) => one.name === name).map((caller) => ({ link, caller })),
    );
  if (callers.length === 0) {
    const all = world.clusters.flatMap(({ workloads }) =>
      [...workloads.values()].flat().map((one) => `${one.namespace}/${one.name}`),
    );
    const where = cluster ?? 'any cluster of the mesh';
    throw invalid(`no workload ${from} lies in the folder of ${where}${hint(from, all)}`);
  }
  const target = targetOf(to, namespace, world);
  return {
    from,
    to,
    verdicts: callers.map(({ link, caller }) => ({
      cluster: link,
      ...meshVerdict(world, { cluster: link, caller, to: target.service, port: target.port }),
    })),
  };
}

function targetOf(
  to: string,
  namespace: string,
  world: MeshInGit,
): { readonly service: ServiceName; readonly port: number | undefined } {
  const target = hostIn(to);
  const host = hostOf(target.host, namespace, (name) => isInMesh(world, name));
  if (host.type !== 'service') throw invalid(`${to} is no Service of the mesh`);
  return { service: host.service, port: target.port };
}

function hint(word: string, words: readonly string[]): string {
  const near = didYouMean(word, words);
  return near === undefined ? '' : `. ${near}`;
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'question', message);
}
