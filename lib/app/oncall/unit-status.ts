// Where one plan of a unit stands, since when, and what a person can do about it.
import { foldJournal } from '../../execute/index.ts';
import { type PlanEnvelope, releaseOf, type Revision, whyRolledBack } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { DIGEST_LENGTH, type RunView, type UnitState, type UnitStatus } from '../../report/index.ts';
import { pauses, revisions, WHOLE_FLEET } from '../../state/index.ts';
import { readJournal } from '../records/run-journal.ts';
import { activePause, type PauseWorld, pauseWords } from '../words/pauses.ts';

export interface PlanStanding {
  readonly revision: Revision;
  readonly envelope: PlanEnvelope;
  readonly view: RunView | undefined;
  readonly state: UnitState;
}

export async function unitStatus(world: PauseWorld, standing: PlanStanding, signal: AbortSignal): Promise<UnitStatus> {
  const { revision, envelope, view, state } = standing;
  const since = await sinceWhen(world.store, standing, signal);
  // One that holds the whole fleet is told of the fleet; one that stopped a run, of the run.
  const pause = state === 'paused' ? undefined : await activePause(world, revision.fleet, envelope.unit, signal);
  const why = whyOf(standing);
  const command = commandOf(standing);
  return {
    unit: envelope.unit,
    ...(envelope.plan === null ? {} : { plan: envelope.plan }),
    state,
    ...(since === undefined ? {} : { since }),
    ...(view?.runId === undefined ? {} : { runId: view.runId }),
    ...(view === undefined ? {} : { steps: view.steps }),
    ...(why === undefined ? {} : { why }),
    ...(pause?.unit === undefined ? {} : { pause: pauseWords(pause) }),
    ...(view?.stage.type === 'waiting' ? { until: view.stage.until } : {}),
    ...(command === undefined ? {} : { command }),
    failures: view?.failures ?? [],
  };
}

/** A run's journal says it, or else the time at which it was planned so. */
async function sinceWhen(
  store: Store,
  { revision, envelope, view, state }: PlanStanding,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { fleet } = revision;
  const { unit } = envelope;
  if (state === 'rolled-back' && envelope.rolledBack !== undefined) return envelope.rolledBack.at;
  if (view?.stage.type === 'paused') {
    const reading = await pauses.at(fleet, view.stage.unit ?? WHOLE_FLEET).look(store, signal);
    return 'found' in reading ? reading.found?.value.since : undefined;
  }
  if (view?.runId === undefined) return plannedAt(store, revision, signal);
  const entries = (await readJournal(store, { fleet, unit, runId: view.runId }, signal)) ?? [];
  if (view.stage.type === 'ended') return entries.findLast(({ type }) => type === 'finished')?.at;
  if (view.stage.type === 'waiting') {
    const waits = [...foldJournal(entries).steps.values()].filter(({ status }) => status === 'waiting');
    const begun = waits.flatMap(({ since }) => since ?? []);
    if (begun.length > 0) return Math.min(...begun);
  }
  return entries.find(({ type }) => type === 'started')?.at;
}

async function plannedAt(store: Store, revision: Revision, signal: AbortSignal): Promise<number | undefined> {
  const place = revisions.at(revision.fleet, revision.occasion.commit, 'head');
  const reading = await place.look(store, signal);
  const generation = 'found' in reading ? reading.found?.generation : undefined;
  return generation === undefined ? undefined : place.writtenAt(store, generation, signal);
}

/** Part of a sentence; undefined where the state says it all. */
function whyOf({ envelope, view, state }: PlanStanding): string | undefined {
  if (state === 'gated') return envelope.gates.map(({ message }) => message).join('; ');
  if (state === 'rolled-back' && envelope.rolledBack !== undefined) return whyRolledBack(envelope.rolledBack);
  switch (view?.stage.type) {
    case 'waiting':
    case 'paused':
      return view.stage.reason;
    case 'queued':
      return view.stage.frozen;
    case 'ended':
      return state === 'succeeded' || state === 'done' ? undefined : view.stage.message;
    case 'running':
    case undefined:
      return undefined;
  }
}

function commandOf({ revision, envelope, view, state }: PlanStanding): string | undefined {
  const fleet = revision.fleet;
  const { unit, plan } = envelope;
  const approve = `rangelight approve ${(plan ?? '').slice(0, DIGEST_LENGTH)} --fleet ${fleet} --reason '…'`;
  switch (state) {
    case 'gated':
      return releaseOf('merge', envelope, true) === 'not-approvable' ? undefined : approve;
    case 'asked':
      return approve;
    case 'manual':
      return `rangelight apply ${unit} --fleet ${fleet} --reason '…'`;
    case 'frozen':
      return `rangelight unfreeze --fleet ${fleet} --reason '…'`;
    case 'paused': {
      const paused = view?.stage.type === 'paused' && view.stage.unit !== undefined ? ` ${unit}` : '';
      return `rangelight resume${paused} --fleet ${fleet} --reason '…'`;
    }
    case 'failed':
      return view?.runId === undefined ? undefined : `rangelight run ${view.runId} --fleet ${fleet}`;
    case 'done':
    case 'queued':
    case 'running':
    case 'waiting':
    case 'replanned':
    case 'succeeded':
    case 'superseded':
    case 'rolled-back':
      return undefined;
  }
}
