// Calls that end because two clusters do not trust each other. What the two differ in is one cause, whichever of them
// calls and whatever is called: it is told once, with the first call that it ends.
import type { Diagnostic } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import type { JudgedCall } from '../calls/judged-calls.ts';
import type { KnownCall } from '../calls/known-call.ts';
import { diagnostic } from '../codes/index.ts';
import type { MeshReason } from '../verdict/reason.ts';
import { type Distrust, distrust } from '../verdict/trust.ts';
import { clusterIn, type MeshWorld } from '../world/mesh-world.ts';
import { callWords, othersToo } from './call-words.ts';

interface Ended {
  readonly first: KnownCall;
  readonly reason: MeshReason;
  readonly calls: Set<KnownCall>;
}

/** What two clusters differ in, and the calls that it ends. */
export type EndedCalls = ReadonlyMap<string, Ended>;

export function endedCalls(world: MeshWorld, judged: readonly JudgedCall[]): EndedCalls {
  const found = new Map<string, Ended>();
  for (const { call, verdict } of judged) {
    for (const { cluster, reasons } of verdict.served) {
      const reason = reasons.find(({ code }) => code === 'mesh-trust');
      const [own, other] = [clusterIn(world, call.cluster), clusterIn(world, cluster)];
      const why = own === undefined || other === undefined ? undefined : distrust(own, other);
      if (reason === undefined || why === undefined) continue;
      const key = differenceOf(why.what, call.cluster, cluster);
      const told = found.get(key);
      if (told === undefined) found.set(key, { first: call, reason, calls: new Set([call]) });
      else told.calls.add(call);
    }
  }
  return found;
}

/** The same for both directions. */
export function differenceOf(what: Distrust['what'], one: ClusterLink, other: ClusterLink): string {
  return [what, ...[one, other].sort()].join(' ');
}

export function distrustFindings(ended: EndedCalls): readonly Diagnostic[] {
  return [...ended.values()].map(({ first, reason, calls }) => {
    const message = `${callWords(first)}: ${reason.words}${othersToo(calls.size - 1)}`;
    return diagnostic('mesh-trust', message, reason.place ?? first.place);
  });
}
