// The clusters that people have drained, as the backend services that stand say it.
import { compareText, type Diagnostic, timeWords } from '../../../core/index.ts';
import { derivedMark, type ObservedState } from '../../../model/index.ts';
import type { Override } from '../../../plan/index.ts';
import { diagnostic } from '../codes/index.ts';
import { SHARE_MS } from '../drain/next-backends.ts';
import { backendServiceView } from '../views/index.ts';

/** One of each cluster in each backend service of ours, in the order in which they stand. */
export function drainsIn({ resources }: ObservedState): readonly Override[] {
  return [...resources].flatMap(([key, { ref, ours, body }]) => {
    if (!ours || ref.kind !== 'backendService') return [];
    const unit = derivedMark(body)?.unit ?? '';
    const found = new Map<string, Override>();
    for (const { mark } of backendServiceView(body).backends) {
      if (mark?.drain === undefined || found.has(mark.cluster)) continue;
      const { back, ...word } = mark.drain;
      const ending = back && { ending: { share: back.share, nextAt: back.since + SHARE_MS } };
      found.set(mark.cluster, { key, unit, of: mark.cluster, ...word, ...ending });
    }
    return [...found.values()];
  });
}

/** One finding for each word, in however many backend services it stands; sorted. */
export function drainsTold(observed: ObservedState): readonly Diagnostic[] {
  const alike = Map.groupBy(drainsIn(observed), ({ of, by, until, reason, ending }) =>
    JSON.stringify([of, by, until, reason, ending?.share ?? null]),
  );
  return [...alike.values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const { of, by, until, reason, ending } = first;
      const where = others.length === 0 ? '1 backend service' : `${others.length + 1} backend services`;
      const share = ending === undefined ? 'no requests' : `${ending.share * 100} % of its requests`;
      const message = `${of} gets ${share} in ${where} until ${timeWords(until)}, by ${by}: ${reason}`;
      const hint = `To keep it so after that, write it into the fleet file: traffic: {drained: {${of}: ${JSON.stringify(reason)}}}.`;
      return [diagnostic('cluster-drained', message, undefined, hint)];
    })
    .sort((a, b) => compareText(a.message, b.message));
}
