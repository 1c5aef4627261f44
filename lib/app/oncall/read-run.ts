// One run, step by step: what was called, what failed and why, what it waits for, and who carried it on.
import { RangelightError } from '../../core/index.ts';
import { foldJournal, type JournalEntry } from '../../execute/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { type RunDetail, type StepLine, stepWords } from '../../report/index.ts';
import { planAt } from '../records/plan-at.ts';
import { changeLine } from './change-line.ts';
import { readKnownRun, runNames } from './run-line.ts';

/**
 * @param runId the whole name of the run, or what only its name begins with.
 * Fails with `not-found` where no run has the name, with `invalid` where several begin so.
 */
export async function readRun(store: Store, fleet: string, runId: string, signal: AbortSignal): Promise<RunDetail> {
  const names = (await runNames(store, fleet, signal)).filter((name) => name.runId.startsWith(runId));
  const [name, ...others] = names.some((one) => one.runId === runId)
    ? names.filter((one) => one.runId === runId)
    : names;
  if (name === undefined)
    throw new RangelightError('not-found', 'state', `no run of ${fleet} is called ${runId}: see rangelight runs`);
  if (others.length > 0) {
    const all = [name, ...others].map((one) => `${one.runId} of ${one.unit}`).join(', ');
    throw new RangelightError('invalid', 'state', `several runs of ${fleet} begin with ${runId}: ${all}`);
  }
  const { line, entries } = await readKnownRun(store, name, signal);
  const plan = line.plan === undefined ? undefined : await planAt(store, fleet, line.plan, signal);
  return {
    ...line,
    changes: plan?.changes.map(changeLine) ?? [],
    steps: plan === undefined ? [] : stepLines(plan, entries),
    workers: entries.flatMap((entry) => ('holder' in entry ? [{ holder: entry.holder, at: entry.at }] : [])),
  };
}

function stepLines({ steps }: Plan, entries: readonly JournalEntry[]): readonly StepLine[] {
  const states = foldJournal(entries).steps;
  const byStep = Map.groupBy(entries, (entry) => ('step' in entry ? entry.step : ''));
  return steps.map((step): StepLine => {
    const state = states.get(step.id);
    if (state === undefined) return { step: stepWords(step), status: 'not-begun', calls: 0 };
    const { status, wait } = state;
    return {
      step: stepWords(step),
      status,
      ...toldBy(byStep.get(step.id) ?? []),
      ...(status === 'waiting' && wait !== undefined ? { waitsFor: wait.reason, until: wait.until } : {}),
    };
  });
}

function toldBy(entries: readonly JournalEntry[]): Omit<StepLine, 'step' | 'status'> {
  const done = entries.findLast((entry) => entry.type === 'done');
  const failed = entries.findLast((entry) => entry.type === 'failed');
  const [first, last] = [entries[0], entries.at(-1)];
  return {
    calls: entries.filter(({ type }) => type === 'attempt').length,
    ...(first === undefined ? {} : { began: first.at }),
    ...(last === undefined ? {} : { last: last.at }),
    ...(done === undefined ? {} : { wrote: done.wrote }),
    ...(done?.note === undefined ? {} : { note: done.note }),
    ...(failed === undefined ? {} : { failure: failed.failure }),
  };
}
