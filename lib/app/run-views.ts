// Where the runs of a revision stand: finds the run of each unit, folds its journal, and digests both for a report.
// May import: core, execute, model, plan, ports, report.
import pLimit from 'p-limit';
import { type JsonObject, textAt } from '../core/index.ts';
import { foldJournal, type JournalEntry, nextSteps, type RunState } from '../execute/index.ts';
import { type AppliedState, type ObjectKey } from '../model/index.ts';
import type { Plan, PlanEnvelope, Revision } from '../plan/index.ts';
import type { StateStore } from '../ports/index.ts';
import type { RunStage, RunView, Vip } from '../report/index.ts';
import type { Head, Open } from './documents.ts';
import { readJournal } from './run-journal.ts';
import { keys } from './state-keys.ts';

const CONCURRENCY = 8;

/** A run that somebody told us of; used where neither an open nor an applied record of the revision says more. */
export interface RunHint {
  readonly unit: string;
  readonly runId: string;
}

/** Views of all units that have a plan or a run, in the revision's order. */
export async function readRunViews(
  store: StateStore,
  revision: Revision,
  hint: RunHint | undefined,
  signal: AbortSignal,
): Promise<readonly RunView[]> {
  const head = await store.read<Head>(keys.head(revision.fleet), signal);
  const newer = revision.origin.type === 'head' && head !== undefined && head.value.seq > revision.origin.seq;
  const limit = pLimit(CONCURRENCY);
  const views = await Promise.all(
    revision.units.map((envelope) =>
      limit(async () => {
        const open = (await store.read<Open>(keys.open(revision.fleet, envelope.unit), signal))?.value;
        const runId = await findRun(store, revision, envelope, open, hint, signal);
        const view =
          runId === undefined
            ? await viewWithoutRun(store, revision.fleet, envelope, newer, signal)
            : await viewOfRun(store, revision.fleet, envelope, { runId, open }, signal);
        return view && withStandingVips(view, await readApplied(store, revision.fleet, envelope.unit, signal));
      }),
    ),
  );
  return views.filter((view) => view !== undefined);
}

async function findRun(
  store: StateStore,
  { fleet, commit }: Revision,
  { unit, plan, desired }: PlanEnvelope,
  open: Open | undefined,
  hint: RunHint | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (open?.commit === commit) return open.runId;
  const applied = await readApplied(store, fleet, unit, signal);
  if (applied?.commit === commit) {
    // A run of a plan that was made again since says nothing, unless it brought what the revision wants.
    const isOfThisPlan = plan === null || applied.plan === plan;
    if (isOfThisPlan || (applied.desired === desired && applied.result === 'succeeded')) return applied.runId;
    return undefined;
  }
  return hint?.unit === unit ? hint.runId : undefined;
}

async function readApplied(
  store: StateStore,
  fleet: string,
  unit: string,
  signal: AbortSignal,
): Promise<AppliedState | undefined> {
  return (await store.read<AppliedState>(keys.applied(fleet, unit), signal))?.value;
}

/** A run that left the addresses alone still serves on them. */
function withStandingVips(view: RunView, applied: AppliedState | undefined): RunView {
  const vips = new Map(view.vips.map((vip) => [vip.ingress, vip]));
  for (const [key, ip] of Object.entries(applied?.addresses ?? {})) {
    for (const ingress of ingressesOf(applied?.resources[key]?.owners ?? [])) {
      if (!vips.has(ingress)) vips.set(ingress, { ip, ingress });
    }
  }
  return { ...view, vips: [...vips.values()].sort((a, b) => (a.ingress < b.ingress ? -1 : 1)) };
}

function ingressesOf(owners: readonly ObjectKey[]): readonly string[] {
  return owners.flatMap((owner) => /^MultiClusterIngress\/(.+)$/.exec(owner)?.[1] ?? []);
}

async function viewOfRun(
  store: StateStore,
  fleet: string,
  { unit, plan: planned }: PlanEnvelope,
  { runId, open }: { readonly runId: string; readonly open: Open | undefined },
  signal: AbortSignal,
): Promise<RunView | undefined> {
  const entries = await readJournal(store, fleet, unit, runId, signal);
  const started = entries.find((entry) => entry.type === 'started');
  const digest = started?.plan ?? planned;
  const plan = digest === null ? undefined : (await store.read<Plan>(keys.plan(fleet, digest), signal))?.value;
  const view = plan === undefined ? undefined : runView(unit, runId, plan, entries);
  if (view === undefined || open?.runId !== runId || open.paused === undefined || view.stage.type === 'ended')
    return view;
  // No step waits for it, so that the journal does not tell.
  const { unit: paused } = open.paused;
  return { ...view, stage: { type: 'paused', ...(paused === undefined ? {} : { unit: paused }), reason: open.reason } };
}

async function viewWithoutRun(
  store: StateStore,
  fleet: string,
  { unit, plan: digest }: PlanEnvelope,
  newer: boolean,
  signal: AbortSignal,
): Promise<RunView | undefined> {
  if (digest === null) return undefined;
  const plan = (await store.read<Plan>(keys.plan(fleet, digest), signal))?.value;
  const steps = { done: 0, total: plan?.steps.length ?? 0 };
  const stage: RunStage = newer
    ? { type: 'ended', result: 'superseded', message: 'a newer revision takes over' }
    : { type: 'queued' };
  return { unit, stage, steps, wrote: 0, vips: [], failures: [] };
}

/** Digests one run: its plan and its journal. */
export function runView(unit: string, runId: string, plan: Plan, entries: readonly JournalEntry[]): RunView {
  const state = foldJournal(entries);
  const done = plan.steps.filter((step) => state.steps.get(step.id)?.status === 'done').length;
  const wrote = entries.filter((entry) => entry.type === 'done' && entry.wrote).length;
  const failures = entries.flatMap((entry) =>
    entry.type === 'failed' && entry.until === undefined ? [{ step: entry.step, failure: entry.failure }] : [],
  );
  return {
    unit,
    runId,
    stage: stageOf(plan, state),
    steps: { done, total: plan.steps.length },
    wrote,
    vips: vipsOf(plan, entries),
    failures,
  };
}

function stageOf(plan: Plan, state: RunState): RunStage {
  if (state.finished !== undefined) return { type: 'ended', ...state.finished };
  // At time 0 every wait still lies ahead: what waits then is what keeps the run from going on.
  const next = nextSteps(plan, state, 0);
  return next.type === 'wait' ? { type: 'waiting', until: next.until, reason: next.reason } : { type: 'running' };
}

/** The IPs that the run made or that its plan names, one per ingress; an address that neither touches stays unknown. */
function vipsOf(plan: Plan, entries: readonly JournalEntry[]): readonly Vip[] {
  const found = new Map<string, string>();
  const notes = new Map(
    entries.flatMap((entry) => (entry.type === 'done' && entry.note ? [[entry.step, entry.note]] : [])),
  );
  for (const change of plan.changes) {
    if (change.kind === 'delete') continue;
    const step = plan.steps.find((one) => one.action.type === 'apply' && one.action.key === change.key);
    const candidates = [
      change.ref.kind === 'address' ? notes.get(step?.id ?? '') : undefined,
      change.ref.kind === 'forwardingRule' ? ipIn(change.after, 'IPAddress') : undefined,
      change.ref.kind === 'multiClusterIngressStatus' ? ipIn(change.after, 'status', 'VIP') : undefined,
      // Seen, and not about to change.
      change.ref.kind === 'forwardingRule' && change.kind === 'update' ? ipIn(change.before, 'IPAddress') : undefined,
    ];
    const ip = candidates.find((candidate) => candidate !== undefined);
    if (ip === undefined) continue;
    for (const ingress of ingressesOf(change.owners)) if (!found.has(ingress)) found.set(ingress, ip);
  }
  return [...found].map(([ingress, ip]) => ({ ip, ingress })).sort((a, b) => (a.ingress < b.ingress ? -1 : 1));
}

/** A literal address; references are not what people type into a browser. */
function ipIn(body: JsonObject | undefined, ...path: readonly string[]): string | undefined {
  const text = textAt(body, ...path);
  return text !== undefined && /^[\d.]+$/.test(text) ? text : undefined;
}
