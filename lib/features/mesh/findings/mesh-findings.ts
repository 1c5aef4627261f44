// What is wrong with the calls of a mesh, each cause once: where a rule or a Service breaks several calls, it is told
// at its own line with the first of them.
import type { Diagnostic } from '../../../core/index.ts';
import type { JudgedCall } from '../calls/judged-calls.ts';
import type { KnownCall } from '../calls/known-call.ts';
import { diagnostic } from '../codes/index.ts';

export function meshFindings(calls: readonly JudgedCall[]): readonly Diagnostic[] {
  const found = new Map<string, { readonly first: Diagnostic; others: number }>();
  for (const { call, verdict } of calls) {
    for (const { code, words, place } of verdict.reasons) {
      if (code === undefined) continue;
      const where = place ?? call.place;
      const key = `${code} ${words} ${where?.file}:${where?.line}`;
      const told = found.get(key);
      if (told === undefined)
        found.set(key, { first: diagnostic(code, `${callWords(call)}: ${words}`, where), others: 0 });
      else told.others += 1;
    }
  }
  return [...found.values()].map(({ first, others }) => {
    const more = others === 1 ? '1 more call' : `${others} more calls`;
    return others === 0 ? first : { ...first, message: `${first.message} (so it is with ${more})` };
  });
}

function callWords({ cluster, caller, to, port }: KnownCall): string {
  const target = port === undefined ? `${to.namespace}/${to.name}` : `${to.namespace}/${to.name}:${port}`;
  return `${caller.kind} ${caller.namespace}/${caller.name} of ${cluster} calls ${target}`;
}
