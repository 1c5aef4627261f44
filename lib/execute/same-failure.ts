// Whether a run failed as the one before it did: what meets the same answer twice will not go away by itself.
import type { Failure } from '../core/index.ts';
import type { JournalEntry } from './journal.ts';

/**
 * The first failure that both runs ended with, at the same step. Numbers in messages (times, fingerprints) may differ.
 */
export function sameFailure(before: readonly JournalEntry[], now: readonly JournalEntry[]): Failure | undefined {
  const known = new Set(lastFailures(before).map(([step, failure]) => told(step, failure)));
  return lastFailures(now).find(([step, failure]) => known.has(told(step, failure)))?.[1];
}

/** Of the steps that were given up. */
function lastFailures(entries: readonly JournalEntry[]): readonly (readonly [step: string, failure: Failure])[] {
  return entries.flatMap((entry) =>
    entry.type === 'failed' && entry.until === undefined ? [[entry.step, entry.failure] as const] : [],
  );
}

function told(step: string, { code, system, message }: Failure): string {
  return JSON.stringify([step, code, system, message.replace(/[0-9a-f]{8,}|\d+/gi, '#')]);
}
