// Whether the project has room for a whole revision, told before the merge. Pure.
import { type Diagnostic, diagnostic } from '../../core/index.ts';
import type { Change } from '../../diff/index.ts';
import { type Fleet, placeInFleet } from '../../fleet/index.ts';
import type { Kinds, Quotas } from '../../model/index.ts';
import { type Gate, quotaNeed, type Shortage, shortages } from '../../plan/index.ts';

export interface QuotaCheck {
  readonly diagnostics: readonly Diagnostic[];
  /** The gates of a unit: one for each short quota that it needs something of. */
  gatesOf(changes: readonly Change[]): readonly Gate[];
}

/**
 * @param changes of all units of the revision: they share the quotas.
 * @param quotas undefined when they cannot be read.
 */
export function checkQuotas(
  kinds: Kinds,
  fleet: Fleet,
  changes: readonly Change[],
  quotas: Quotas | undefined,
): QuotaCheck {
  const need = quotaNeed(kinds, fleet.project, changes);
  if (quotas === undefined) {
    const message = `the quotas of ${fleet.project} cannot be read: whether there is room is not known`;
    const unread = diagnostic('quotas-unreadable', message, placeInFleet(fleet, ['project']));
    return { diagnostics: need.size === 0 ? [] : [unread], gatesOf: () => [] };
  }
  const short = shortages(need, quotas);
  return {
    diagnostics: short.map((one) =>
      diagnostic(
        'quota-short',
        `${fleet.project}: ${wordsOf(one)}`,
        placeInFleet(fleet, ['project']),
        'Raise the quota, or change less.',
      ),
    ),
    gatesOf(changes) {
      const own = quotaNeed(kinds, fleet.project, changes);
      return short
        .filter(({ metric }) => own.has(metric))
        .map((one) => ({ code: 'quota-short', isFinal: true, message: `this revision ${wordsOf(one)}` }));
    },
  };
}

function wordsOf({ metric, need, left }: Shortage): string {
  return `needs ${need} ${metric}, ${left} left`;
}
