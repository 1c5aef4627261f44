// Messages that nobody could handle after many tries: kept with what is known of them, told in one issue, and planned again
// on a person's word. May import: core, ports.
import pLimit from 'p-limit';
import { type Json, objectAt, RangelightError, valueAt } from '../core/index.ts';
import type { Publisher, ReportMessage, RevisionHint, StateStore } from '../ports/index.ts';
import type { ApprovalWorld } from './approvals.ts';
import { type Act, ALL_FLEETS, recordAct } from './audit.ts';
import { createOnce } from './create-once.ts';
import { keys } from './state-keys.ts';

export interface DeadLetter {
  /** Of the message in the dead-letter topic. */
  readonly id: string;
  /** Subscription that gave it up. */
  readonly from: string;
  /** How often it was delivered. */
  readonly attempts: number;
  /** As far as it is JSON, else its text. */
  readonly data: Json;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const CONCURRENCY = 8;

/** Keeps a letter and has it told. Can be repeated. */
export async function keepDeadLetter(
  world: { readonly store: StateStore; readonly publisher: Publisher },
  letter: DeadLetter,
  signal: AbortSignal,
): Promise<void> {
  await createOnce(world.store, keys.deadLetter(letter.id), letter, signal);
  // A report of dead letters that is one itself would tell itself for ever.
  if (valueAt(letter.data, 'type') === 'dead-letters') return;
  await world.publisher.publishReport({ type: 'dead-letters' }, signal);
}

/** Oldest first. */
export async function readDeadLetters(store: StateStore, signal: AbortSignal): Promise<readonly DeadLetter[]> {
  const limit = pLimit(CONCURRENCY);
  const found = await store.list(keys.deadLetters, signal);
  const read = await Promise.all(found.map((key) => limit(() => store.read<DeadLetter>(key, signal))));
  const letters = read.flatMap((one) => (one === undefined ? [] : [one.value]));
  return letters.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/**
 * Has what the letters were about planned or told again, and forgets them.
 * @param ids undefined: all of them.
 * Fails with `not-found` for an id that is not there.
 */
export async function replayDeadLetters(
  { store, clock, publisher }: ApprovalWorld,
  ids: readonly string[] | undefined,
  { by, reason }: Act,
  signal: AbortSignal,
): Promise<readonly DeadLetter[]> {
  const letters = await readDeadLetters(store, signal);
  const stray = ids?.find((id) => !letters.some((letter) => letter.id === id));
  if (stray !== undefined) throw new RangelightError('not-found', 'state', `there is no dead letter ${stray}`);
  const chosen = letters.filter(({ id }) => ids === undefined || ids.includes(id));
  for (const letter of chosen) {
    const { id } = letter;
    // Letters are no fleet's: who cannot be understood may not say whose he is.
    await recordAct(store, ALL_FLEETS, { by, reason, at: clock.now(), action: 'replay', subject: id }, signal);
    await again(publisher, letter, signal);
    const key = keys.deadLetter(id);
    const stored = await store.read<DeadLetter>(key, signal);
    if (stored !== undefined) await store.remove(key, stored.generation, signal);
  }
  if (chosen.length > 0) await publisher.publishReport({ type: 'dead-letters' }, signal);
  return chosen;
}

/** Never the message itself: what it asks for is looked up afresh, so that an old one does no harm. */
async function again(publisher: Publisher, letter: DeadLetter, signal: AbortSignal): Promise<void> {
  const report = reportIn(letter.data);
  if (report === undefined) await publisher.publishRevision(hintIn(letter), signal);
  else await publisher.publishReport(report, signal);
}

function hintIn({ id, data }: DeadLetter): RevisionHint {
  const delivery = `replay-${id}`;
  const { type, pullRequest, branch } = objectAt(data);
  if (type === 'merge-group' && typeof branch === 'string') return { type, delivery, branch };
  return type === 'pull-request' && typeof pullRequest === 'number'
    ? { type: 'pull-request', delivery, pullRequest }
    : { type: 'facts', delivery };
}

function reportIn(data: Json): ReportMessage | undefined {
  const { type, fleet, commit, unit, pullRequest } = objectAt(data);
  if (type === 'drift' && typeof fleet === 'string' && typeof unit === 'string') return { type, fleet, unit };
  if ((type !== 'revision' && type !== 'run') || typeof commit !== 'string') return undefined;
  return { type: 'revision', commit, ...(typeof pullRequest === 'number' ? { pullRequest } : {}) };
}
