// A run as its journal tells it: what it carried out, who let it through, when it began and how it ended.
import type { JournalEntry } from '../../execute/index.ts';
import type { Store } from '../../ports/index.ts';
import type { RunLine } from '../../report/index.ts';
import { journalEntries } from '../../state/index.ts';
import { readJournal } from '../records/run-journal.ts';

export type RunName = Pick<RunLine, 'fleet' | 'unit' | 'runId'>;

export interface KnownRun {
  readonly line: RunLine;
  /** None where the journal is damaged. */
  readonly entries: readonly JournalEntry[];
}

/** Every run of a fleet that has a journal, of the newest revision first. One list, nothing is read. */
export async function runNames(store: Store, fleet: string, signal: AbortSignal): Promise<readonly RunName[]> {
  const names = new Map<string, RunName>();
  for (const [, unit = '', runId = ''] of await journalEntries.keys(store, [fleet], signal))
    names.set(`${unit}/${runId}`, { fleet, unit, runId });
  return [...names.values()].sort((a, b) => order(b, a));
}

/** A run's name begins with the number of its revision. */
function order(a: RunName, b: RunName): number {
  if (a.runId !== b.runId) return a.runId < b.runId ? -1 : 1;
  return a.unit < b.unit ? -1 : 1;
}

export async function readKnownRun(store: Store, name: RunName, signal: AbortSignal): Promise<KnownRun> {
  const entries = await readJournal(store, name, signal);
  if (entries === undefined) return { line: { ...name, result: 'damaged' }, entries: [] };
  return { line: lineOf(name, entries), entries };
}

function lineOf(name: RunName, entries: readonly JournalEntry[]): RunLine {
  const started = entries.find((entry) => entry.type === 'started');
  const finished = entries.findLast((entry) => entry.type === 'finished');
  const began =
    started === undefined
      ? {}
      : {
          began: started.at,
          commit: started.commit,
          plan: started.plan,
          ...(started.approval === undefined ? {} : { approvedBy: started.approval.by }),
          ...(started.evidence === undefined ? {} : { evidence: started.evidence }),
        };
  const ended =
    finished === undefined
      ? { result: 'open' as const }
      : {
          ended: finished.at,
          result: finished.result,
          ...(finished.message === '' ? {} : { message: finished.message }),
        };
  return { ...name, ...began, ...ended };
}
