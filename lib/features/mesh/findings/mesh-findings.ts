// What is wrong with the calls of a mesh, each cause once: where a rule or a Service breaks several calls, it is told
// at its own line with the first of them.
import type { Diagnostic } from '../../../core/index.ts';
import type { JudgedCall } from '../calls/judged-calls.ts';
import { diagnostic } from '../codes/index.ts';
import { callWords, othersToo } from './call-words.ts';

export function meshFindings(calls: readonly JudgedCall[]): readonly Diagnostic[] {
  const found = new Map<string, { readonly first: Diagnostic; others: number }>();
  for (const { call, verdict } of calls) {
    for (const { code, words, place } of verdict.reasons) {
      // Trust is a matter of two clusters, and is told of them: distrust.ts.
      if (code === undefined || code === 'mesh-trust') continue;
      const where = place ?? call.place;
      const key = `${code} ${words} ${where?.file}:${where?.line}`;
      const told = found.get(key);
      if (told === undefined)
        found.set(key, { first: diagnostic(code, `${callWords(call)}: ${words}`, where), others: 0 });
      else told.others += 1;
    }
  }
  return [...found.values()].map(({ first, others }) => ({
    ...first,
    message: `${first.message}${othersToo(others)}`,
  }));
}
