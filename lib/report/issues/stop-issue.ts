// What stops of a fleet for one reason, as one issue: what that holds back, since when, and who does what; closed when
// it is over.
import { type StopReason, stopRow, timeWords } from '../../core/index.ts';
import { table } from '../markdown/blocks.ts';
import { fit, LIMIT } from '../markdown/budget.ts';
import { clip, code, escaped, visible } from '../markdown/escape.ts';
import type { Issue } from './issue.ts';
import { marker } from '../markdown/marker.ts';

const MOST_ROWS = 50;
const SUBJECT_LENGTH = 200;
const WHY_LENGTH = 500;

export interface StopView {
  readonly reason: StopReason;
  /** A unit, a cluster, a kind of resource, or the fleet. */
  readonly subject: string;
  readonly why: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** @param stops of this reason; none: the issue is to be closed. */
export function stopIssue(reason: StopReason, stops: readonly StopView[], fleet: string): Issue {
  const { title, holds, nextStep } = stopRow(reason);
  const base = { marker: marker('stop', [fleet, reason]), title: visible(`${fleet}: ${title}`) };
  if (stops.length === 0) return { ...base, body: undefined };
  const rows = stops.map(({ subject, why, since }) => [
    code(clip(subject, SUBJECT_LENGTH)),
    timeWords(since),
    escaped(clip(why, WHY_LENGTH)),
  ]);
  const sections = [
    [holds],
    [table(['What', 'Since', 'Why'], rows, MOST_ROWS)],
    [`**To do:** ${nextStep}`],
    ['This issue closes by itself when it is over.'],
  ];
  return { ...base, body: fit(sections, LIMIT) };
}
