// What is looked up of a mesh, and what a reviewer is shown of its calls: the door for planner and command line. In:
// the manifests of a commit, and what was shown of the branch's head. Out: a verdict for each call that is known.
import type { FeatureLooks } from '../../../live/index.ts';
import { type JudgedCall, judgedCalls } from '../calls/judged-calls.ts';
import { meshInGit } from '../git/mesh-in-git.ts';
import { effectWords } from '../answer/effect-words.ts';
import { type CallOutlook, keptCalls, readCalls } from '../outlook.ts';
import { MESH, meshSection } from '../section.ts';
import { controlPlanes } from './control-planes.ts';
import { meshFacts } from './mesh-facts.ts';
import { movingFindings } from './moving-findings.ts';

/** More are counted. A commit may have any number of workloads, and a revision is one document. */
const MOST_CALLS = 500;
const GRAVEST_FIRST: readonly CallOutlook['state'][] = ['fails', 'degraded', 'unknown', 'ok'];

export const MESH_LOOKS: FeatureLooks = {
  facts: async (given, signal) => {
    const [planes, meshes] = await Promise.all([controlPlanes(given, signal), meshFacts(given, signal)]);
    return { ...planes, ...meshes };
  },
  checks: (units, _look, { input }) => Promise.resolve(movingFindings(units, input)),
  outlook: (_units, _look, { input, before }) => {
    const section = meshSection(input.fleet);
    if (section === undefined) return Promise.resolve(undefined);
    const world = meshInGit(input, section);
    const head = readCalls(before?.[MESH]);
    const known = new Map(head?.calls.map((call) => [callId(call), call]));
    const { judged, stubs } = judgedCalls(world, section);
    const stubbed = new Set(stubs.map(({ cluster, name }) => `${cluster} ${name.namespace}/${name.name}`));
    const calls = judged.map((one) => callOutlook(one, known, stubbed));
    const counts = { ok: 0, degraded: 0, fails: 0, unknown: 0 };
    for (const { state } of calls) counts[state] += 1;
    const rank = (call: CallOutlook): number =>
      GRAVEST_FIRST.indexOf(call.state) + (hasChanged(call) ? 0 : GRAVEST_FIRST.length);
    const shown = calls.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_CALLS);
    return Promise.resolve({ [MESH]: keptCalls({ calls: shown, counts, isCompared: head !== undefined }) });
  },
};

function hasChanged({ was, state, before }: CallOutlook): boolean {
  return before !== undefined || (was !== undefined && was !== state);
}

function callId({ caller, cluster, target }: Pick<CallOutlook, 'caller' | 'cluster' | 'target'>): string {
  return `${cluster} ${caller} ${target}`;
}

function callOutlook(
  { call, verdict }: JudgedCall,
  known: ReadonlyMap<string, CallOutlook>,
  stubbed: ReadonlySet<string>,
): CallOutlook {
  const { state, served, reasons } = verdict;
  const one = {
    caller: `${call.caller.kind} ${call.caller.namespace}/${call.caller.name}`,
    cluster: call.cluster,
    target: `${call.to.namespace}/${call.to.name}${call.port === undefined ? '' : `:${call.port}`}`,
  };
  const before = known.get(callId(one));
  const was = before?.state;
  const isStubbed = stubbed.has(`${call.cluster} ${call.to.namespace}/${call.to.name}`);
  const answering = served.filter(({ outcome }) => outcome === 'answered').map(({ cluster }) => cluster);
  const now = { by: [...new Set(answering)], effect: effectWords(verdict) };
  const isOther = before !== undefined && before.by.length > 0 && !isSame(before, now);
  return {
    ...one,
    state,
    ...(was === undefined ? {} : { was }),
    ...now,
    ...(isOther ? { before: { by: before.by, effect: before.effect } } : {}),
    why: state === 'ok' ? '' : (reasons[0]?.words ?? ''),
    ...(isStubbed ? { byStub: before?.byStub === undefined ? ('from-now' as const) : ('as-before' as const) } : {}),
  };
}

function isSame(a: Pick<CallOutlook, 'by' | 'effect'>, b: Pick<CallOutlook, 'by' | 'effect'>): boolean {
  return a.by.join() === b.by.join() && a.effect === b.effect;
}
