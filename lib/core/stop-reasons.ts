// The closed list of reasons for which something stops, or is not as the branch wants it: who notices it, how people
// hear of it, how long it may last before they do, and what they do then. The code that notices and tells is derived
// from it, and so is the test that brings each of them about. docs/reference/stops.md prints it.
import type { StopRow } from './stop-reasons/row.ts';
import { SEEN_BY_SWEEPS } from './stop-reasons/seen-by-sweeps.ts';
import { TOLD_TOGETHER } from './stop-reasons/told-together.ts';

export type { StopIssue, StopRow } from './stop-reasons/row.ts';

export const STOP_REASONS = { ...SEEN_BY_SWEEPS, ...TOLD_TOGETHER } as const;

export type StopReason = keyof typeof STOP_REASONS;

/** In the order of the table. */
export const ALL_STOP_REASONS = Object.keys(STOP_REASONS) as readonly StopReason[];

export function stopRow(reason: StopReason): StopRow {
  return STOP_REASONS[reason];
}
