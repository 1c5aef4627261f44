// What of the state somebody may still read: everything that can be reached from the documents that functions begin
// with.
import pLimit from 'p-limit';
import type { JournalEntry } from '../../execute/index.ts';
import type { Revision } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import {
  appliedStates,
  approvals,
  desiredStates,
  finishedRevisions,
  heads,
  entriesIn,
  journalEntries,
  mergedPulls,
  openPulls,
  openRuns,
  pins,
  revisions,
  rollbacks,
  runsIn,
  shownRollbacks,
} from '../../state/index.ts';

const CONCURRENCY = 8;

export interface References {
  /** Commits whose revisions and records count, of branches, pull requests and runs. */
  readonly commits: Set<string>;
  /** Names of runs. */
  readonly runs: Set<string>;
  /** Digests. */
  readonly plans: Set<string>;
  readonly desired: Set<string>;
  readonly facts: Set<string>;
}

interface OfRun {
  readonly commit: string;
  readonly desired: string;
  readonly runId: string;
  readonly plan?: string;
}

/** Reads everything that documents begin with. What is damaged refers to nothing that could be known. */
export async function rootsIn(store: Store, signal: AbortSignal): Promise<References> {
  const found: References = {
    commits: new Set(),
    runs: new Set(),
    plans: new Set(),
    desired: new Set(),
    facts: new Set(),
  };
  const add = ({ commit, desired, runId, plan }: OfRun): void => {
    found.commits.add(commit);
    found.desired.add(desired);
    found.runs.add(runId);
    if (plan !== undefined) found.plans.add(plan);
  };
  for (const { value } of (await heads.list(store, [], signal)).found) found.commits.add(value.commit);
  for (const { value } of (await finishedRevisions.list(store, [], signal)).found) found.commits.add(value.commit);
  for (const { value } of (await openPulls.list(store, [], signal)).found)
    for (const commit of [value.head, ...value.superseded.map((one) => one.commit)]) found.commits.add(commit);
  for (const { value } of (await mergedPulls.list(store, [], signal)).found)
    for (const commit of [value.head, value.commit]) found.commits.add(commit);
  for (const { value } of (await openRuns.list(store, [], signal)).found) for (const run of runsIn(value)) add(run);
  for (const { value } of (await appliedStates.list(store, [], signal)).found) {
    add(value);
    if (value.good !== undefined) add(value.good);
    for (const [plan, ended] of Object.entries(value.beside ?? {})) add({ ...ended, plan });
  }
  for (const kind of [pins, rollbacks])
    for (const { value } of (await kind.list(store, [], signal)).found) {
      add({ commit: value.commit, desired: value.good, runId: value.goodRun });
      found.desired.add(value.bad);
    }
  for (const { value } of (await shownRollbacks.list(store, [], signal)).found) found.runs.add(value.to);
  for (const { value } of (await approvals.list(store, [], signal)).found) found.plans.add(value.plan);
  for (const [fleet = '', commit = '', occasion = ''] of await revisions.keys(store, [], signal)) {
    if (!found.commits.has(commit)) continue;
    const reading = await revisions.at(fleet, commit, occasion).look(store, signal);
    if ('found' in reading && reading.found !== undefined) addRevision(found, reading.found.value);
  }
  return found;
}

/** What a revision that stays refers to. */
export function addRevision(found: References, { facts, units }: Revision): void {
  found.facts.add(facts);
  for (const { plan, desired, meanwhile, overtaken, rolledBack } of units) {
    for (const digest of [plan, overtaken?.plan]) if (typeof digest === 'string') found.plans.add(digest);
    for (const digest of [desired, meanwhile]) if (digest !== undefined) found.desired.add(digest);
    if (rolledBack !== undefined) found.runs.add(rolledBack.to);
  }
}

/** What a desired state that stays is kept as a variant of. */
export async function addBase(
  store: Store,
  found: References,
  [fleet, digest]: readonly [string, string],
  signal: AbortSignal,
): Promise<void> {
  const reading = await desiredStates.at(fleet, digest).look(store, signal);
  const base = 'found' in reading ? reading.found?.value.base : undefined;
  if (base !== undefined) found.desired.add(base.desired);
}

/** That of every state that something refers to. */
export async function addBases(store: Store, found: References, signal: AbortSignal): Promise<void> {
  const limit = pLimit(CONCURRENCY);
  const keys = await desiredStates.keys(store, [], signal);
  const meant = keys.filter(([, digest = '']) => found.desired.has(digest));
  await Promise.all(
    meant.map(([fleet = '', digest = '']) => limit(() => addBase(store, found, [fleet, digest], signal))),
  );
}

/** What the journal of a run that stays refers to: what it carried out, and what it reached, to be gone back to. */
export async function addRun(
  store: Store,
  found: References,
  [fleet, unit, runId]: readonly [string, string, string],
  signal: AbortSignal,
): Promise<void> {
  const { found: entries } = await journalEntries.list(store, [fleet, unit, runId], signal);
  const isStart = (entry: JournalEntry): entry is Extract<JournalEntry, { type: 'started' }> =>
    entry.type === 'started';
  for (const { plan, desired } of entries.flatMap(({ value }) => entriesIn(value)).filter(isStart)) {
    found.plans.add(plan);
    found.desired.add(desired);
  }
}
