// Where the runs of a revision stand: finds the run of each unit, folds its journal, and digests both for a report.
import pLimit from 'p-limit';
import { foldJournal, type JournalEntry, nextSteps, type RunState } from '../../execute/index.ts';
import type { AppliedState } from '../../model/index.ts';
import { isProposal, type Plan, type PlanEnvelope, type Revision } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { type Output, type RunStage, type RunView, stepWords, type Telling } from '../../report/index.ts';
import { appliedStates, type OpenRun } from '../../state/index.ts';
import type { StandingFreeze } from '../words/freezes.ts';
import { usableHead } from '../records/known-fleets.ts';
import { openRunsOf } from '../records/open-run.ts';
import { planAt } from '../records/plan-at.ts';
import { readJournal } from '../records/run-journal.ts';
import { envelopesOf } from '../records/unit-plans.ts';
import type { ReporterBase } from '../world.ts';

const CONCURRENCY = 8;

/**
 * Views of runs that have ended, of each store: nothing comes to their journals any more, and every report of a
 * revision tells of all its units.
 */
const ENDED = new WeakMap<Store, Map<string, RunView>>();
/** A view is a kilobyte or less. */
const MOST_ENDED = 5_000;

type Parts = Telling['parts'];
type Shown = Pick<ReporterBase, 'store' | 'parts'>;

/** A run that somebody told us of; used where neither an open nor an applied record of the revision says more. */
export interface RunHint {
  readonly unit: string;
  readonly runId: string;
}

/** Views of all plans, and of units without one that have a run, in the revision's order. */
export async function readRunViews(
  { store, parts }: Shown,
  revision: Revision,
  hint: RunHint | undefined,
  signal: AbortSignal,
): Promise<readonly RunView[]> {
  const head = await usableHead(store, revision.fleet, signal);
  const newer = !isProposal(revision.occasion) && head !== undefined && head.seq > (revision.seq ?? 0);
  const limit = pLimit(CONCURRENCY);
  const views = await Promise.all(
    revision.units.map((envelope) =>
      limit(async () => {
        const runs = await openRunsOf(store, revision.fleet, envelope.unit, signal);
        const open = openRunFor(revision, envelope, runs);
        const applied = await readApplied(store, revision.fleet, envelope.unit, signal);
        const runId = open?.runId ?? endedRun(revision, envelope, applied, hint);
        const view =
          (runId === undefined
            ? undefined
            : await viewOfRun({ store, parts }, revision.fleet, envelope, { runId, open }, signal)) ??
          (await viewWithoutRun(store, revision.fleet, envelope, { newer, applied, runId }, signal));
        const shown = view && withStanding(parts, view, applied);
        return shown && envelope.plan !== null ? { ...shown, plan: envelope.plan } : shown;
      }),
    ),
  );
  return views.filter((view) => view !== undefined);
}

/** As they are shown in a freeze: what no worker has begun waits for its end. */
export function inFreeze(views: readonly RunView[], freeze: StandingFreeze | undefined): readonly RunView[] {
  if (freeze === undefined) return views;
  return views.map((view) =>
    view.stage.type === 'queued' ? { ...view, stage: { type: 'queued', frozen: freeze.why } } : view,
  );
}

/**
 * One of its plan, also of an older commit; or else, once in a unit, one of a plan that the revision does not have, as
 * a repair.
 */
function openRunFor(revision: Revision, { unit, plan }: PlanEnvelope, runs: readonly OpenRun[]): OpenRun | undefined {
  const own = runs.find((run) => run.plan === plan);
  const planned = envelopesOf(revision, unit);
  if (own !== undefined || planned[0]?.plan !== plan) return own;
  const { commit } = revision.occasion;
  return runs.find((run) => run.commit === commit && planned.every((one) => one.plan !== run.plan));
}

function endedRun(
  { occasion: { commit } }: Revision,
  { unit, plan, desired, gates }: PlanEnvelope,
  applied: AppliedState | undefined,
  hint: RunHint | undefined,
): string | undefined {
  const beside = plan === null ? undefined : applied?.beside?.[plan];
  // One that gave way to another towards the same, as when a commit is planned twice at once, tells less than that.
  const gaveWay = beside?.result === 'superseded' && applied?.desired === desired;
  if (beside?.desired === desired && applied?.plan !== plan && !gaveWay) return beside.runId;
  if (applied?.commit === commit) {
    // A run of a plan that was made again since says nothing, unless it brought what the revision wants. What has a
    // gate was lost after that.
    const isOfThisPlan = plan === null || applied.plan === plan;
    // What is left of one that needs a person is not another plan.
    const isLast = (applied.result === 'succeeded' && gates.length === 0) || applied.result === 'blocked';
    if (isOfThisPlan || (applied.desired === desired && isLast)) return applied.runId;
    return undefined;
  }
  return hint?.unit === unit ? hint.runId : undefined;
}

async function readApplied(
  store: Store,
  fleet: string,
  unit: string,
  signal: AbortSignal,
): Promise<AppliedState | undefined> {
  const reading = await appliedStates.at(fleet, unit).look(store, signal);
  return 'found' in reading ? reading.found?.value : undefined;
}

/** What people wait to hear of a unit that no run of the revision concerns: an earlier one brought it. */
export async function outputsStanding(
  { store, parts }: Shown,
  fleet: string,
  unit: string,
  signal: AbortSignal,
): Promise<readonly Output[]> {
  return sorted(standingOf(parts, await readApplied(store, fleet, unit, signal)));
}

function standingOf(parts: Parts, applied: AppliedState | undefined): readonly Output[] {
  return applied === undefined ? [] : parts.flatMap(({ stands }) => stands?.(applied) ?? []);
}

/** A run that left something alone leaves it standing. */
function withStanding(parts: Parts, view: RunView, applied: AppliedState | undefined): RunView {
  const standing = standingOf(parts, applied);
  const outputs = new Map([...standing, ...view.outputs].map((output) => [`${output.what} ${output.of}`, output]));
  return { ...view, outputs: sorted([...outputs.values()]) };
}

function sorted(outputs: readonly Output[]): readonly Output[] {
  return [...outputs].sort((a, b) => (a.of < b.of ? -1 : 1));
}

/** Undefined when its journal or its plan cannot be read. */
async function viewOfRun(
  { store, parts }: Shown,
  fleet: string,
  { unit, plan: planned }: PlanEnvelope,
  { runId, open }: { readonly runId: string; readonly open: OpenRun | undefined },
  signal: AbortSignal,
): Promise<RunView | undefined> {
  const ended = ENDED.get(store) ?? new Map<string, RunView>();
  ENDED.set(store, ended);
  const name = JSON.stringify([fleet, unit, runId]);
  // One that is open has begun anew, if it ever ended.
  const known = open === undefined ? ended.get(name) : undefined;
  if (known !== undefined) return known;
  const entries = await readJournal(store, { fleet, unit, runId }, signal);
  if (entries === undefined) return undefined;
  const started = entries.find((entry) => entry.type === 'started');
  const digest = started?.plan ?? planned;
  const plan = digest === null ? undefined : await planAt(store, fleet, digest, signal);
  const view = plan === undefined ? undefined : runView(parts, { unit, runId }, plan, entries);
  if (view?.stage.type === 'ended') keep(ended, name, view);
  if (view === undefined || open?.runId !== runId || open.paused === undefined || view.stage.type === 'ended')
    return view;
  // No step waits for it, so that the journal does not tell.
  const { unit: paused } = open.paused;
  return { ...view, stage: { type: 'paused', ...(paused === undefined ? {} : { unit: paused }), reason: open.reason } };
}

/** The oldest one gives way. */
function keep(ended: Map<string, RunView>, name: string, view: RunView): void {
  const [oldest] = ended.keys();
  if (ended.size >= MOST_ENDED && oldest !== undefined) ended.delete(oldest);
  ended.set(name, view);
}

async function viewWithoutRun(
  store: Store,
  fleet: string,
  { unit, plan: digest }: PlanEnvelope,
  { newer, applied, runId }: WithoutRun,
  signal: AbortSignal,
): Promise<RunView | undefined> {
  if (digest === null) return undefined;
  const plan = await planAt(store, fleet, digest, signal);
  const steps = { done: 0, total: plan?.steps.length ?? 0 };
  return { unit, stage: stageWithout({ newer, applied, runId }), steps, wrote: 0, outputs: [], failures: [] };
}

interface WithoutRun {
  /** Whether the revision is not the head any more. */
  readonly newer: boolean;
  readonly applied: AppliedState | undefined;
  /** Of a run that nothing else is known of. */
  readonly runId: string | undefined;
}

function stageWithout({ newer, applied, runId }: WithoutRun): RunStage {
  if (applied !== undefined && applied.runId === runId)
    return { type: 'ended', result: applied.result, message: 'its journal or its plan is lost or damaged' };
  if (newer) return { type: 'ended', result: 'superseded', message: 'a newer revision takes over' };
  return { type: 'queued' };
}

/** Digests one run: its plan and its journal. */
export function runView(
  parts: Parts,
  { unit, runId }: { readonly unit: string; readonly runId: string },
  plan: Plan,
  entries: readonly JournalEntry[],
): RunView {
  const state = foldJournal(entries);
  const done = plan.steps.filter((step) => state.steps.get(step.id)?.status === 'done').length;
  const wrote = entries.filter((entry) => entry.type === 'done' && entry.wrote).length;
  const failures = entries.flatMap((entry) =>
    entry.type === 'failed' && entry.until === undefined
      ? [{ step: nameOfStep(plan, entry.step), failure: entry.failure }]
      : [],
  );
  return {
    unit,
    runId,
    stage: stageOf(plan, state),
    steps: { done, total: plan.steps.length },
    wrote,
    outputs: outputsOf(parts, plan, entries),
    failures,
  };
}

function nameOfStep({ steps }: Plan, id: string): string {
  const step = steps.find((one) => one.id === id);
  return step === undefined ? id : stepWords(step);
}

function stageOf(plan: Plan, state: RunState): RunStage {
  if (state.finished !== undefined) return { type: 'ended', ...state.finished };
  // At time 0 every wait still lies ahead: what waits then is what keeps the run from going on.
  const next = nextSteps(plan, state, 0);
  return next.type === 'wait' ? { type: 'waiting', until: next.until, reason: next.reason } : { type: 'running' };
}

function outputsOf(parts: Parts, plan: Plan, entries: readonly JournalEntry[]): readonly Output[] {
  const notes = new Map(
    entries.flatMap((entry) => (entry.type === 'done' && entry.note ? [[entry.step, entry.note]] : [])),
  );
  return sorted(parts.flatMap(({ made }) => made?.(plan, notes) ?? []));
}
