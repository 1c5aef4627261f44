// What people keep as it is, in words for whoever reads a plan: no plan takes that back.
import { type Diagnostic, diagnostic } from '../../core/index.ts';
import type { Override } from '../../plan/index.ts';
import { standingOverrides } from '../records/standing-overrides.ts';

/** One for each word, whatever it stands on. */
export function overrideWords(overrides: readonly Override[]): readonly Diagnostic[] {
  return standingOverrides(overrides).map(({ of, by, until, reason, count, share }) => {
    const where = `${count} backend service${count === 1 ? '' : 's'}`;
    const back = share === undefined ? '' : ` It has ${share * 100} % of its requests back.`;
    const time = new Date(until)
      .toISOString()
      .replace('T', ' ')
      .replace(/:\d\d\.\d+Z$/, ' UTC');
    return diagnostic(
      'cluster-drained',
      `${of} gets no requests in ${where} until ${time}, by ${by}: ${reason}.${back}`,
    );
  });
}
