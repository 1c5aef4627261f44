// The calls of a mesh, each with what becomes of it. What a commit can cost is bounded: so many calls, and so many
// groups of pods that they meet together.
import type { MeshInGit } from '../git/mesh-in-git.ts';
import type { MeshSection } from '../section.ts';
import { type Stub, stubsFor, withStubs } from '../stubs/stubs-for.ts';
import { type MeshVerdict, meshVerdict } from '../verdict/verdict.ts';
import { type CallGraph, callGraph } from './call-graph.ts';
import type { KnownCall } from './known-call.ts';

export interface JudgedCall {
  readonly call: KnownCall;
  readonly verdict: MeshVerdict;
}

export interface JudgedCalls extends Pick<CallGraph, 'unknown' | 'isWhole'> {
  readonly judged: readonly JudgedCall[];
  /** Services that are made for them, and that the verdicts count on. */
  readonly stubs: readonly Stub[];
}

/** A call of a Service in three clusters meets three. */
const MOST_SERVED = 20_000;

export function judgedCalls(world: MeshInGit, section: MeshSection): JudgedCalls {
  const { calls, unknown, isWhole } = callGraph(world, section);
  const stubs = stubsFor(world, section, calls);
  const served = withStubs(world, stubs);
  const judged: JudgedCall[] = [];
  let met = 0;
  for (const call of calls) {
    if (met > MOST_SERVED) break;
    const verdict = meshVerdict(served, call);
    met += verdict.served.length;
    judged.push({ call, verdict });
  }
  return { judged, stubs, unknown, isWhole: isWhole && judged.length === calls.length };
}
