// What is wrong with the calls of a mesh, each cause once, with the first call: where a rule or a Service breaks
// several calls, it is told at its own line; what is in no file, as a Service that is missing, at that of the first
// call.
import type { Diagnostic, SourceRef } from '../../../core/index.ts';
import type { JudgedCall } from '../calls/judged-calls.ts';
import type { KnownCall } from '../calls/known-call.ts';
import { diagnostic, type MeshCode } from '../codes/index.ts';
import type { MeshReason } from '../verdict/reason.ts';
import { callWords, othersToo } from './call-words.ts';
import { placeKey } from './place-key.ts';

/** Of a Service each port is a cause by itself; all of them are told at its ports. */
const OF_PORTS: readonly MeshCode[] = ['mesh-port-missing', 'mesh-port-names-differ', 'mesh-headless-port'];

interface Cause {
  readonly call: KnownCall;
  readonly reason: MeshReason;
  readonly place: SourceRef | undefined;
  readonly calls: Set<KnownCall>;
}

export function meshFindings(judged: readonly JudgedCall[]): readonly Diagnostic[] {
  const found = causesOf(judged);
  const missing = new Set(found.flatMap((one) => (one.reason.code === 'mesh-port-missing' ? [portOf(one)] : [])));
  return found.flatMap((one): readonly Diagnostic[] => {
    const { call, reason, place, calls } = one;
    const { code, words, next } = reason;
    // A port that is missing is missing for callers of other clusters too.
    if (code === undefined || (code === 'mesh-port-names-differ' && missing.has(portOf(one)))) return [];
    return [diagnostic(code, `${callWords(call)}: ${words}${othersToo(calls.size - 1)}`, place, next)];
  });
}

function causesOf(judged: readonly JudgedCall[]): readonly Cause[] {
  const ofCalls = new Set(judged.map(({ call }) => placeKey(call.place)));
  const found = new Map<string, Cause>();
  for (const { call, verdict } of judged) {
    for (const reason of verdict.reasons) {
      const { code, words, place } = reason;
      // Trust is a matter of two clusters, and is told of them: distrust.ts.
      if (code === undefined || code === 'mesh-trust') continue;
      const cause = place === undefined || ofCalls.has(placeKey(place)) ? words : placeKey(place);
      const key = `${code} ${OF_PORTS.includes(code) ? call.port : ''} ${cause}`;
      const told = found.get(key);
      if (told === undefined) found.set(key, { call, reason, place: place ?? call.place, calls: new Set([call]) });
      else told.calls.add(call);
    }
  }
  return [...found.values()];
}

/** The port of a Service, where a cluster has the Service. */
function portOf({ call: { to, port }, place }: Cause): string {
  return `${to.namespace}/${to.name}:${port} ${placeKey(place)}`;
}
