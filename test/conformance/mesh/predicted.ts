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
import type { Served } from '../../../lib/features/mesh/verdict/served.ts';
import { type MeshVerdict, meshVerdict } from '../../../lib/features/mesh/verdict/verdict.ts';
import { clusterIn, type MeshWorld } from '../../../lib/features/mesh/world/mesh-world.ts';
import { filesOf, type Link, NAMESPACE, PORT, SERVICES, type Story, WORKLOADS } from './stories.ts';

/** Who answers a call, `CLUSTER WORKLOAD` each, sorted; a status where nobody does; or that the name is unknown. */
export type Answered = readonly string[];

/** Of which workload to which Service. */
export interface Called {
  readonly cluster: Link;
  readonly workload: string;
  readonly service: string;
  readonly answered: Answered;
}

export const UNKNOWN_NAME: Answered = ['no such name'];
export const NOBODY: Answered = ['503'];

export function predicted(story: Story): readonly Called[] {
  const { git, stubs } = inGit(story);
  const discovers = (story.discovers ?? (() => true)) as MeshWorld['discovers'];
  const world: MeshWorld = { ...withStubs(git, stubs), discovers };
  return callers(story).map(({ cluster, workload, service }) => {
    const own = [...(clusterIn(world, cluster)?.workloads.values() ?? [])].flat();
    const caller = own.find(({ name }) => name === workload);
    if (caller === undefined) throw new TypeError(`${workload} of ${cluster} is not in Git`);
    const verdict = meshVerdict(world, { cluster, caller, to: { namespace: NAMESPACE, name: service }, port: PORT });
    if (verdict.name === 'nothing') return { cluster, workload, service, answered: UNKNOWN_NAME };
    return { cluster, workload, service, answered: answersOf(verdict) };
  });
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

/** What is tried again elsewhere shows only where nobody answers. */
function answersOf({ served, deadEnds }: MeshVerdict): Answered {
  const of = (outcome: Served['outcome']): readonly Served[] =>
    served.filter((one) => one.outcome === outcome && one.pods > 0);
  const by = [
    ...of('answered').map((one) => `${one.cluster} ${one.workload.split('/')[1]}`),
    ...of('forbidden').map(() => '403'),
    ...(deadEnds > 0 ? NOBODY : []),
    ...of('refused').flatMap(({ isTriedAgain }) => (isTriedAgain === true ? [] : NOBODY)),
  ];
  return by.length === 0 ? NOBODY : [...new Set(by)].sort();
}

/** Every workload with pods calls every Service. */
export function callers({ atZero = [] }: Story): readonly Omit<Called, 'answered'>[] {
  return WORKLOADS.filter(({ name }) => !atZero.includes(name)).flatMap(({ cluster, name }) =>
    SERVICES.map((service) => ({ cluster, workload: name, service })),
  );
}
