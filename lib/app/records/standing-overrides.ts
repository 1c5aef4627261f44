// People's words on what stands, as they are told: one line for each word, whatever it stands on.
import { compareText } from '../../core/index.ts';
import type { Override } from '../../plan/index.ts';
import type { StandingOverride } from '../../state/index.ts';

/** Sorted by cluster and time. */
export function standingOverrides(overrides: readonly Override[]): readonly StandingOverride[] {
  const alike = Map.groupBy(overrides, ({ of, by, until, reason, ending }) =>
    JSON.stringify([of, by, until, reason, ending?.share ?? null]),
  );
  return [...alike.values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const { of, by, until, reason, ending } = first;
      const share = ending === undefined ? {} : { share: ending.share };
      return [{ of, by, until, reason, count: others.length + 1, ...share }];
    })
    .sort((a, b) => compareText(a.of, b.of) || a.until - b.until);
}
