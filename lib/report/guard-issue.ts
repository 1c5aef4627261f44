// Why nothing is written for a fleet, as one issue: what that holds back, what goes on, and what a person can do; closed when the
// way is free. May import: nothing.
import { list } from './blocks.ts';
import { fit, LIMIT } from './budget.ts';
import { clip, code, text, visible } from './escape.ts';
import { marker } from './marker.ts';

const MOST_REASONS = 20;
const SENTENCE_LENGTH = 600;

export interface GuardReason {
  readonly message: string;
  /** What a person can do. */
  readonly hint?: string;
}

/** The body is undefined when the way is free: the issue is to be closed. */
export function guardIssue(
  reasons: readonly GuardReason[],
  fleet: string,
): { readonly marker: string; readonly title: string; readonly body: string | undefined } {
  const base = { marker: marker('guard', [fleet]), title: visible(`Nothing is written for ${fleet}`) };
  if (reasons.length === 0) return { ...base, body: undefined };
  const sentence = (one: string): string => text(clip(one, SENTENCE_LENGTH));
  const hints = [...new Set(reasons.flatMap(({ hint }) => hint ?? []))];
  const body = fit(
    [
      [
        `No change is made for ${code(fleet)}, neither what is merged nor what drifts:\n\n${list(
          reasons.map(({ message }) => sentence(message)),
          MOST_REASONS,
        )}`,
      ],
      [
        'What stands goes on serving, and Rangelight goes on reading: plans and drift are shown, the endpoints of groups that it keeps itself are brought up to date, and a run that had begun comes to its end.',
      ],
      ...hints.map((hint): readonly [string] => [`**To do:** ${sentence(hint)}`]),
      ['This issue closes when the way is free; what waits is made then.'],
    ],
    LIMIT,
  );
  return { ...base, body };
}
