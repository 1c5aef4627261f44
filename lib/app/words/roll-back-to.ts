// `rollback`: a person takes a unit back to what an earlier run reached.
import { RangelightError } from '../../core/index.ts';
import { foldJournal } from '../../execute/index.ts';
import type { Store } from '../../ports/index.ts';
import { type Act, appliedStates, heads, journalEntries, type PersonsPin, pins } from '../../state/index.ts';
import type { ApprovalWorld } from './approvals.ts';
import { recordAct } from './audit.ts';
import { readJournal } from '../records/run-journal.ts';

interface ReachedRun {
  readonly runId: string;
  readonly desired: string;
}

export interface RollbackOrder extends Act, Pick<PersonsPin, 'now' | 'asked'> {
  /**
   * The run; undefined: the last one that succeeded with something else than what stands now. Where the head is rolled
   * back already it stays at the same: said again, it never goes forward.
   */
  readonly to?: string | undefined;
}

/**
 * Pins a unit to what a run reached, and has it planned again. Nothing begins before somebody has said yes to that
 * plan, unless the order says `now` and it meets no gate. Fails with `not-found` when there is no such run.
 */
export async function rollBackTo(
  { store, clock, publisher }: ApprovalWorld,
  fleet: string,
  unit: string,
  { to, now, asked, by, reason }: RollbackOrder,
  signal: AbortSignal,
): Promise<PersonsPin> {
  const head = (await heads.at(fleet).read(store, signal))?.value;
  const applied = (await appliedStates.at(fleet, unit).read(store, signal))?.value;
  if (head === undefined || applied === undefined) throw missing(`nothing of ${unit} was ever applied`);
  const before = await pinAt(store, fleet, unit, head.commit, signal);
  const current = before?.bad ?? applied.desired;
  const run =
    before !== undefined && to === undefined
      ? { runId: before.goodRun, desired: before.good }
      : await findRun(store, fleet, unit, to, current, signal);
  const at = clock.now();
  const pin = {
    unit,
    by,
    commit: head.commit,
    bad: current,
    good: run.desired,
    goodRun: run.runId,
    reason,
    at,
    ...(now === undefined ? {} : { now }),
    ...(asked === undefined ? {} : { asked }),
  };
  await recordAct(store, fleet, { by, reason, at, action: 'roll-back', subject: `${unit} to ${run.runId}` }, signal);
  await pins.at(fleet, unit).update(store, () => pin, signal);
  const { repository } = head;
  await publisher.publishRevision({ type: 'facts', repository, delivery: `rollback-${fleet}-${unit}-${at}` }, signal);
  return pin;
}

/** Of a person, at this commit of the branch. One that is damaged is replaced. */
async function pinAt(
  store: Store,
  fleet: string,
  unit: string,
  commit: string,
  signal: AbortSignal,
): Promise<PersonsPin | undefined> {
  const reading = await pins.at(fleet, unit).look(store, signal);
  const pin = 'found' in reading ? reading.found?.value : undefined;
  return pin?.commit === commit ? pin : undefined;
}

async function findRun(
  store: Store,
  fleet: string,
  unit: string,
  to: string | undefined,
  current: string,
  signal: AbortSignal,
): Promise<ReachedRun> {
  const found = await journalEntries.keys(store, [fleet, unit], signal);
  const runs = new Set(found.flatMap(([, , runId]) => runId ?? []));
  // Run ids begin with the revision's number: the last is the latest.
  for (const runId of [...runs].sort().reverse()) {
    if (to !== undefined && runId !== to) continue;
    const entries = await readJournal(store, { fleet, unit, runId }, signal);
    if (entries === undefined && to !== undefined) throw missing(`the journal of the run ${to} of ${unit} is damaged`);
    const started = entries?.find((entry) => entry.type === 'started');
    if (entries === undefined || started === undefined) continue;
    if (foldJournal(entries).finished?.result !== 'succeeded') continue;
    if (to !== undefined || started.desired !== current) return { runId, desired: started.desired };
  }
  throw missing(
    to === undefined ? `no earlier run of ${unit} reached anything else` : `no run ${to} of ${unit} succeeded`,
  );
}

function missing(message: string): RangelightError {
  return new RangelightError('not-found', 'state', message);
}
