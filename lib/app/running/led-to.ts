// When runs last led requests to something that they were not led to before, by their journals. An edge that lags may
// come upon that change long after a later one has led them away again, when nobody asks for it there any more.
import pLimit from 'p-limit';
import type { JournalEntry } from '../../execute/index.ts';
import type { RefKey } from '../../model/index.ts';
import type { Plan, Rules } from '../../plan/index.ts';
import { journalEntries, plans, type Retirements } from '../../state/index.ts';
import { readJournal } from '../records/run-journal.ts';
import type { World } from '../world.ts';

/** Milliseconds since the epoch. */
export type LedAt = ReadonlyMap<RefKey, number>;

const CONCURRENCY = 8;
const NOTHING: LedAt = new Map();

/**
 * Of what has stood for as long as it has to, and not for twice as long: when the runs of those two times led requests
 * to it. A run whose journal or plan is gone tells nothing.
 */
export async function ledLately(
  { store, rules }: Pick<World, 'store' | 'rules'>,
  { fleet, unit }: { readonly fleet: string; readonly unit: string },
  items: Retirements['items'],
  { at, retireAfterMs }: { readonly at: number; readonly retireAfterMs: number },
  signal: AbortSignal,
): Promise<LedAt> {
  const from = at - 2 * retireAfterMs;
  const isAsked = Object.values(items).some(({ since }) => since + retireAfterMs <= at && since > from);
  if (!isAsked) return NOTHING;
  const names = new Set((await journalEntries.keys(store, [fleet, unit], signal)).map(([, , runId = '']) => runId));
  const limit = pLimit(CONCURRENCY);
  const led = new Map<RefKey, number>();
  // A run's name begins with the number of its revision: the newest first.
  for (const [, runs] of [...Map.groupBy(names, revisionOf)].sort(([a], [b]) => (a < b ? 1 : -1))) {
    const ended = await Promise.all(
      runs.map((runId) => limit(() => endedSince(store, { fleet, unit, runId }, from, signal))),
    );
    if (ended.every((run) => run === 'before')) break;
    for (const run of ended) {
      if (run === 'before' || run === undefined) continue;
      const { plan, entries, endedAt } = run;
      for (const key of ledTo(rules, plan, entries)) led.set(key, Math.max(endedAt, led.get(key) ?? endedAt));
    }
  }
  return led;
}

const revisionOf = (runId: string): string => runId.split('-')[0] ?? '';

interface EndedLately {
  readonly plan: Plan;
  readonly entries: readonly JournalEntry[];
  /** No earlier than its writes, milliseconds since the epoch. */
  readonly endedAt: number;
}

/** `before`: it ended at that time or earlier; undefined: it has not ended, or is not known. */
async function endedSince(
  store: World['store'],
  run: { readonly fleet: string; readonly unit: string; readonly runId: string },
  from: number,
  signal: AbortSignal,
): Promise<EndedLately | 'before' | undefined> {
  const entries = await readJournal(store, run, signal);
  const started = entries?.find((entry) => entry.type === 'started');
  const finished = entries?.findLast((entry) => entry.type === 'finished');
  if (entries === undefined || started === undefined || finished === undefined) return undefined;
  if (finished.at <= from) return 'before';
  const reading = await plans.at(run.fleet, started.plan).look(store, signal);
  const plan = 'found' in reading ? reading.found?.value : undefined;
  return plan && { plan, entries, endedAt: finished.at };
}

/** What the changes that a run began with lead requests to. */
function ledTo(rules: Rules, plan: Plan, entries: readonly JournalEntry[]): readonly RefKey[] {
  const begun = new Set(entries.flatMap((entry) => (entry.type === 'attempt' ? entry.step : [])));
  const touched = new Set(
    plan.steps.flatMap(({ id, action }) => (begun.has(id) && action.type === 'apply' ? action.key : [])),
  );
  return plan.changes
    .filter(({ key }) => touched.has(key))
    .flatMap((change): readonly RefKey[] => [...(rules.of(change.ref.kind).leads?.(change) ?? [])]);
}
