// `rollback`: a person takes a unit back to what an earlier run reached. May import: core, execute, model, ports.
import { RangelightError } from '../core/index.ts';
import { foldJournal } from '../execute/index.ts';
import type { AppliedState } from '../model/index.ts';
import type { StateStore } from '../ports/index.ts';
import type { ApprovalWorld } from './approvals.ts';
import { type Act, recordAct } from './audit.ts';
import type { Head } from './documents.ts';
import { type Pin, putPin } from './pins.ts';
import { readJournal } from './run-journal.ts';
import { keys } from './state-keys.ts';

interface ReachedRun {
  readonly runId: string;
  readonly desired: string;
}

/**
 * Pins a unit to what a run reached, and has it planned again.
 * @param to the run; undefined: the last one that succeeded with something else than what stands now.
 * Fails with `not-found` when there is no such run.
 */
export async function rollBackTo(
  { store, clock, publisher }: ApprovalWorld,
  fleet: string,
  unit: string,
  to: string | undefined,
  { by, reason }: Act,
  signal: AbortSignal,
): Promise<Pin> {
  const head = (await store.read<Head>(keys.head(fleet), signal))?.value;
  const applied = (await store.read<AppliedState>(keys.applied(fleet, unit), signal))?.value;
  if (head === undefined || applied === undefined) throw missing(`nothing of ${unit} was ever applied`);
  const run = await findRun(store, fleet, unit, to, applied.desired, signal);
  const at = clock.now();
  const why = `${by}: ${reason}`;
  const pin = {
    unit,
    commit: head.commit,
    bad: applied.desired,
    good: run.desired,
    goodRun: run.runId,
    reason: why,
    at,
  };
  await recordAct(store, fleet, { by, reason, at, action: 'roll-back', subject: `${unit} to ${run.runId}` }, signal);
  await putPin(store, fleet, pin, signal);
  await publisher.publishRevision({ type: 'facts', delivery: `rollback-${fleet}-${unit}-${at}` }, signal);
  return pin;
}

async function findRun(
  store: StateStore,
  fleet: string,
  unit: string,
  to: string | undefined,
  current: string,
  signal: AbortSignal,
): Promise<ReachedRun> {
  const prefix = keys.allRuns(fleet, unit);
  const runs = new Set((await store.list(prefix, signal)).map((key) => key.slice(prefix.length).split('/')[0] ?? ''));
  // Run ids begin with the revision's number: the last is the latest.
  for (const runId of [...runs].sort().reverse()) {
    if (to !== undefined && runId !== to) continue;
    const entries = await readJournal(store, fleet, unit, runId, signal);
    const started = entries.find((entry) => entry.type === 'started');
    if (started === undefined || foldJournal(entries).finished?.result !== 'succeeded') continue;
    if (to !== undefined || started.desired !== current) return { runId, desired: started.desired };
  }
  throw missing(
    to === undefined ? `no earlier run of ${unit} reached anything else` : `no run ${to} of ${unit} succeeded`,
  );
}

function missing(message: string): RangelightError {
  return new RangelightError('not-found', 'state', message);
}
