// What one object of a run's journal holds: an entry, or several that came while the one before was being written.
// Folded, the entries are the state of the run.
import type { JournalEntry, RunResult } from '../../execute/index.ts';
import { documentKind } from '../document/document.ts';
import { evidence } from './evidence.ts';
import {
  anyOf,
  count,
  digest,
  flag,
  listOf,
  literal,
  mapOf,
  name,
  nothing,
  object,
  oneOf,
  optional,
  text,
  time,
} from '../document/shape.ts';
import { desiredResource, failure } from '../document/values.ts';

type Entry<T extends JournalEntry['type']> = Extract<JournalEntry, { type: T }>;

export const runResult = oneOf<RunResult>('succeeded', 'blocked', 'conflict', 'superseded', 'rolled-back');

const health = mapOf(mapOf(count));

const entry = anyOf(
  object<Entry<'started'>>({
    type: literal('started'),
    at: time,
    plan: digest,
    desired: digest,
    seq: count,
    commit: name,
    holder: name,
    approval: optional(object<NonNullable<Entry<'started'>['approval']>>({ by: name, at: time })),
    lost: optional(listOf(text)),
    evidence: optional(listOf(evidence)),
  }),
  object<Entry<'resumed'>>({ type: literal('resumed'), at: time, holder: name }),
  object<Entry<'attempt'>>({ type: literal('attempt'), at: time, step: name, attempt: count }),
  object<Entry<'done'>>({
    type: literal('done'),
    at: time,
    step: name,
    wrote: flag,
    applied: optional(anyOf(desiredResource, nothing)),
    note: optional(text),
    health: optional(health),
  }),
  object<Entry<'waiting'>>({
    type: literal('waiting'),
    at: time,
    step: name,
    until: time,
    reason: text,
    alarms: optional(count),
  }),
  object<Entry<'failed'>>({ type: literal('failed'), at: time, step: name, failure, until: optional(time) }),
  object<Entry<'finished'>>({ type: literal('finished'), at: time, result: runResult, message: text }),
);

const DIGITS = 6;

/** Entries that are written together, in their order. */
export interface EntryGroup {
  readonly type: 'several';
  readonly entries: readonly JournalEntry[];
}

export type JournalObject = JournalEntry | EntryGroup;

/** Created once. `number`: see `entryNumber`. */
export const journalEntries = documentKind<JournalObject, [fleet: string, unit: string, runId: string, number: string]>(
  {
    name: 'run-entry',
    bucket: 'state',
    collection: 'runs',
    writers: ['worker'],
    shape: anyOf(entry, object<EntryGroup>({ type: literal('several'), entries: listOf(entry) })),
  },
);

/** What an object holds. */
export function entriesIn(object: JournalObject): readonly JournalEntry[] {
  return object.type === 'several' ? object.entries : [object];
}

/** The number of an object, from 0, so that names sort as numbers do. */
export function entryNumber(number: number): string {
  return String(number).padStart(DIGITS, '0');
}
