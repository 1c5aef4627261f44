// The clusters that people have drained, as the backend services that stand say it.
import { derivedMark, type ObservedState } from '../../../model/index.ts';
import type { Override } from '../../../plan/index.ts';
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
