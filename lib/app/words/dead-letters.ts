// Messages that nobody could handle after many tries: kept with what is known of them, told in one issue, and planned
// again on a person's word.
import { ALL_STOP_REASONS, type JsonObject, objectAt, RangelightError, valueAt } from '../../core/index.ts';
import type { Publisher, ReportMessage, RevisionHint, Store } from '../../ports/index.ts';
import { type Act, type DeadLetter, deadLetters, heads } from '../../state/index.ts';
import type { ApprovalWorld } from './approvals.ts';
import { ALL_FLEETS, recordAct } from './audit.ts';
import { homeOf } from '../records/known-fleets.ts';

/** Keeps a letter and has it told. Can be repeated. */
export async function keepDeadLetter(
  world: { readonly store: Store; readonly publisher: Publisher },
  letter: DeadLetter,
  signal: AbortSignal,
): Promise<void> {
  await deadLetters.at(letter.id).create(world.store, letter, signal);
  // A report of dead letters that is one itself would tell itself for ever.
  if (valueAt(letter.data, 'type') === 'dead-letters') return;
  await world.publisher.publishReport({ type: 'dead-letters' }, signal);
}

/** Oldest first. */
export async function readDeadLetters(store: Store, signal: AbortSignal): Promise<readonly DeadLetter[]> {
  const { found } = await deadLetters.list(store, [], signal);
  return found.map(({ value }) => value).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
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
    await again(store, publisher, letter, signal);
    await deadLetters.at(id).drop(store, signal);
  }
  if (chosen.length > 0) await publisher.publishReport({ type: 'dead-letters' }, signal);
  return chosen;
}

/** Each is a hint where to look, so that an old one does no harm: what it asks for is looked up afresh. */
async function again(store: Store, publisher: Publisher, { id, data }: DeadLetter, signal: AbortSignal): Promise<void> {
  const fields = objectAt(data);
  const report = reportIn(fields);
  if (report !== undefined) return publisher.publishReport(report, signal);
  for (const repository of await repositoriesOf(store, fields, signal))
    await publisher.publishRevision(hintIn({ repository, delivery: `replay-${id}` }, fields), signal);
}

/** The one that it names; of a task, where its fleet lives; of what cannot be understood, every one. */
async function repositoriesOf(
  store: Store,
  { repository, fleet }: JsonObject,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (typeof repository === 'string') return [repository];
  const home = typeof fleet === 'string' ? await homeOf(store, fleet, signal) : undefined;
  if (home !== undefined) return [home];
  const known = (await heads.list(store, [], signal)).found.map(({ value }) => value.repository);
  return [...new Set(known)].sort();
}

/** What a hint of each type is nothing without. */
const HINTS: Readonly<Record<RevisionHint['type'], readonly (keyof RevisionHint)[]>> = {
  push: [],
  'pull-request': ['pullRequest'],
  'merge-group': ['branch'],
  rerequest: ['commit'],
  facts: [],
  poll: [],
};

/** All that the delivery carried, under a name of its own. A task is planned again. */
function hintIn(about: Pick<RevisionHint, 'repository' | 'delivery'>, data: JsonObject): RevisionHint {
  const { type: named, branch, before, after, forced, pullRequest, commit, putsBack } = data;
  const type = (Object.keys(HINTS) as RevisionHint['type'][]).find((one) => one === named);
  if (type === undefined || !HINTS[type].every((member) => member in data)) return { type: 'facts', ...about };
  return {
    type,
    ...about,
    ...(typeof branch === 'string' ? { branch } : {}),
    ...(typeof before === 'string' ? { before } : {}),
    ...(typeof after === 'string' ? { after } : {}),
    ...(typeof forced === 'boolean' ? { forced } : {}),
    ...(typeof pullRequest === 'number' ? { pullRequest } : {}),
    ...(typeof commit === 'string' ? { commit } : {}),
    ...(typeof putsBack === 'boolean' ? { putsBack } : {}),
  };
}

function reportIn(data: JsonObject): ReportMessage | undefined {
  const { type, repository, fleet, commit, unit, runId, pullRequest, head, comment, issue, body, signature, reason } =
    data;
  if (type === 'drift' && typeof fleet === 'string' && typeof unit === 'string') return { type, fleet, unit };
  if (type === 'state' && typeof fleet === 'string') return { type, fleet };
  const stop = ALL_STOP_REASONS.find((one) => one === reason);
  if (type === 'stop' && typeof fleet === 'string' && stop !== undefined) return { type, fleet, reason: stop };
  if (type === 'run' && typeof fleet === 'string' && typeof commit === 'string' && typeof unit === 'string')
    return typeof runId === 'string' && data['plan'] === undefined ? { type, fleet, commit, unit, runId } : undefined;
  if (typeof repository !== 'string') return undefined;
  if (type === 'branch') return { type, repository };
  if (type === 'revision' && typeof commit === 'string')
    return { type, repository, commit, ...(typeof pullRequest === 'number' ? { pullRequest } : {}) };
  if (type === 'closed' && typeof pullRequest === 'number' && typeof head === 'string')
    return { type, repository, pullRequest, head };
  if (type === 'comment' && typeof comment === 'number' && typeof issue === 'number')
    return { type, repository, comment, issue };
  if (type === 'press' && typeof body === 'string' && typeof signature === 'string')
    return { type, repository, body, signature };
  return undefined;
}
