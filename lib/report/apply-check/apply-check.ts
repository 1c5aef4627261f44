// What became of a merged revision: one check run per fleet, in progress until every unit has come to an end.
import { timeWords } from '../../core/index.ts';
import { commandLine } from '../../commands/index.ts';
import {
  type Codes,
  isByItself,
  type Plan,
  type PlanEnvelope,
  type Revision,
  whyRolledBack,
} from '../../plan/index.ts';
import {
  applyCommand,
  approvalWords,
  confirmPolicyWords,
  DIGEST_LENGTH,
  resumeCommand,
  unfreezeCommand,
} from '../changes/approve-words.ts';
import { list, table } from '../markdown/blocks.ts';
import { fit, LIMIT, type Section } from '../markdown/budget.ts';
import { gateWords, plural } from '../changes/change-words.ts';
import type { CheckRun } from '../../ports/index.ts';
import { clip, code, escaped, visible } from '../markdown/escape.ts';
import { failureItems } from './failure-items.ts';
import { gateSections } from '../plan-check/findings.ts';
import { type BehindView, heldByErrors, heldUnread, hindranceOf, refusedBy } from './hindrance.ts';
import { headline, refusingClusters } from '../plan-check/headline.ts';
import { overtakenSections } from '../changes/overtaken.ts';
import { lineText, lineWords, type Output, type Telling } from '../part.ts';
import { leftStandingWords } from '../changes/retiring-words.ts';
import type { RunView } from './run-view.ts';
import { frozenWhy, stateOf } from './state-of-unit.ts';
import { checkOf, UNIT_STATES, type UnitState } from './unit-state.ts';

const MOST_UNITS = 200;
const MOST_FAILURES = 40;
const MESSAGE_LENGTH = 300;
const TITLE_LENGTH = 140;

interface UnitReport {
  readonly envelope: PlanEnvelope;
  readonly run: RunView | undefined;
  readonly state: UnitState;
}

/**
 * @param runs at most one per plan; also of units that the revision leaves as they are.
 * @param plans by digest: of units that stop although another plan was approved for them, and those plans.
 * @param behind config clusters that lack something of it, sorted.
 */
export function applyCheck(
  telling: Telling,
  revision: Revision,
  runs: readonly RunView[],
  plans: ReadonlyMap<string, Plan> = new Map(),
  behind: readonly BehindView[] = [],
): CheckRun {
  const base = {
    name: `rangelight/apply (${visible(revision.fleet)})`,
    commit: revision.occasion.commit,
    annotations: [],
  };
  const standstill = standstillOf(revision);
  if (standstill !== undefined) {
    const { conclusion, why } = standstill;
    const summary = `Nothing is applied: ${why}\n\nThe check rangelight/plan shows the plan.`;
    return { ...base, status: 'completed', conclusion, title: headline(telling, revision, []), summary };
  }
  const units = revision.units.map((envelope) => {
    const run = runs.find(({ unit, plan }) => unit === envelope.unit && (plan ?? envelope.plan) === envelope.plan);
    return { envelope, run, state: stateOf(revision, envelope, run) };
  });
  const title = clip(visible(titleOf(telling.codes, units)), TITLE_LENGTH);
  const stopped = units.filter(({ state }) => state === 'gated' || state === 'manual').map(({ envelope }) => envelope);
  const sections = [...overtakenSections(telling.kinds, stopped, plans), ...sectionsOf(units, revision.fleet)];
  const ofUnits = { ...checkOf(units.map(({ state }) => state)), title };
  const hindrance =
    hindranceOf(behind, ofUnits) ??
    heldByErrors(revision.diagnostics, ofUnits) ??
    refusedBy(refusingClusters(revision), ofUnits) ??
    heldUnread(revision.units, ofUnits);
  if (hindrance === undefined) return { ...base, ...ofUnits, summary: fit(sections, LIMIT) };
  const { sections: why, ...shown } = hindrance;
  const hindered = { ...shown, title: clip(visible(shown.title), TITLE_LENGTH) };
  return { ...base, ...hindered, summary: fit([...why, ...sections], LIMIT) };
}

interface Standstill {
  readonly conclusion: NonNullable<CheckRun['conclusion']>;
  /** Markdown. */
  readonly why: string;
}

/** Undefined unless no unit of the revision is applied, whatever its plan. */
function standstillOf({ verdict, policyUnknown, fleet }: Revision): Standstill | undefined {
  if (verdict === 'blocked') return { conclusion: 'failure', why: 'errors block this revision.' };
  if (policyUnknown) return { conclusion: 'action_required', why: confirmPolicyWords(fleet) };
  if (verdict === 'observe-only') return { conclusion: 'neutral', why: 'the policy in force says `apply: never`.' };
  return undefined;
}

/** Trouble first, then progress, then what people wait for: a VIP. */
function titleOf(codes: Codes, units: readonly UnitReport[]): string {
  const of = (state: UnitState): readonly UnitReport[] => units.filter((unit) => unit.state === state);
  const namesOf = (state: UnitState): string =>
    of(state)
      .map((unit) => unit.envelope.unit)
      .join(', ');
  const steps = { done: 0, total: 0 };
  for (const { run, state } of units) {
    if (run === undefined || state === 'done') continue;
    steps.done += run.steps.done;
    steps.total += run.steps.total;
  }
  const failed = of('failed').length === 0 ? [] : [`failed: ${namesOf('failed')}`];
  const reasons = of('failed').flatMap((unit) => (unit.run?.stage.type === 'ended' ? [unit.run.stage.message] : []));
  const progress = `${steps.done}/${steps.total} steps`;
  if (of('running').length > 0) return [progress, ...failed].join(' · ');
  if (of('replanned').length > 0) return [progress, `planned again: ${namesOf('replanned')}`, ...failed].join(' · ');
  const paused = of('paused').flatMap((unit) => (unit.run?.stage.type === 'paused' ? [unit.run.stage.reason] : []))[0];
  if (paused !== undefined) return [progress, paused, ...failed].join(' · ');
  const frozen = of('frozen').map(({ run }) => frozenWhy(run))[0];
  if (frozen !== undefined) return [progress, frozen, ...failed].join(' · ');
  const first = of('waiting')
    .flatMap((unit) => (unit.run?.stage.type === 'waiting' ? [unit.run.stage] : []))
    .sort((a, b) => a.until - b.until)[0];
  if (first !== undefined) {
    return [progress, `waits until ${timeWords(first.until)}: ${first.reason}`, ...failed].join(' · ');
  }
  const back = of('rolled-back')
    .flatMap(({ envelope }) => envelope.rolledBack ?? [])
    .map(whyRolledBack);
  if (back.length > 0) return [`rolled back: ${namesOf('rolled-back')}`, ...failed, ...back].join(' · ');
  if (failed.length > 0) return [...failed, ...reasons].join(' · ');
  const isOvertaken = [...of('gated'), ...of('manual')].some(({ envelope }) => envelope.overtaken !== undefined);
  const other = isOvertaken ? ['not the plan that was approved'] : [];
  const gates = gateWords(
    codes,
    of('gated').flatMap((unit) => unit.envelope.gates),
  );
  const rest = of('succeeded').length === 0 ? [] : ['the rest is applied'];
  if (gates !== '') return [...other, `needs approval: ${gates}`, ...rest].join(' · ');
  if (of('asked').length > 0) return `the rollback of ${namesOf('asked')} waits for an approval of its plan`;
  if (of('manual').length > 0) return [...other, 'waits for a maintainer: the policy says apply: manual'].join(' · ');
  if (of('queued').length > 0) return `queued: ${plural(of('queued').length, 'unit')}`;
  if (of('superseded').length > 0) return 'superseded by a newer revision';
  const outputs = outputsOf(units);
  if (outputs.length > 0) return outputs.map(({ line }) => lineText(line)).join(', ');
  return of('succeeded').length === 0 ? 'nothing to do' : `applied: ${progress}`;
}

/** Only of units that came to a good end: before that, nothing serves yet. */
function outputsOf(units: readonly UnitReport[]): readonly Output[] {
  return units.flatMap(({ run, state }) => (state === 'succeeded' || state === 'done' ? (run?.outputs ?? []) : []));
}

function sectionsOf(units: readonly UnitReport[], fleet: string): readonly Section[] {
  const outputs = Map.groupBy(outputsOf(units), ({ what }) => what);
  const failures = units.flatMap(({ run, state }) =>
    run === undefined || state === 'succeeded' ? [] : failureItems(run),
  );
  const gated = units.filter(({ state }) => state === 'gated').map(({ envelope }) => envelope);
  const leftStanding = leftStandingWords(units.map(({ envelope }) => envelope));
  const several = new Set(
    units.flatMap(({ envelope: { unit } }, at) => (units[at - 1]?.envelope.unit === unit ? [unit] : [])),
  );
  const rows = units.map(({ envelope, run, state }) => [
    several.has(envelope.unit)
      ? `${code(envelope.unit)}, plan ${code(envelope.plan?.slice(0, DIGEST_LENGTH) ?? '')}`
      : code(envelope.unit),
    UNIT_STATES[state].words.replace(' ', '&nbsp;'),
    run === undefined ? '–' : `${run.steps.done}/${run.steps.total}`,
    run === undefined ? '–' : `${run.wrote}`,
    detailOf({ envelope, run, state }, fleet),
  ]);
  return [
    ...[...outputs].map(([what, all]) => [plural(all.length, what), list(wordsOf(all), MOST_UNITS)]),
    ...gateSections(gated),
    ...(gated.length === 0 ? [] : [[approvalWords(gated)]]),
    ...(failures.length === 0
      ? []
      : [[`🔴 **Failed**: ${plural(failures.length, 'step')}`, `🔴 **Failed**\n\n${list(failures, MOST_FAILURES)}`]]),
    ...(leftStanding === undefined ? [] : [[leftStanding]]),
    [
      plural(new Set(units.map(({ envelope }) => envelope.unit)).size, 'unit'),
      table(['Unit', 'State', 'Steps', 'Writes', 'Detail'], rows, MOST_UNITS),
    ],
  ];
}

const wordsOf = (all: readonly Output[]): readonly string[] => all.map(({ line }) => lineWords(line));

function detailOf({ envelope, run, state }: UnitReport, fleet: string): string {
  if (state === 'gated') return plural(envelope.gates.length, 'gate');
  if (state === 'asked') {
    const approve = code(commandLine({ verb: 'approve', digests: [envelope.plan?.slice(0, DIGEST_LENGTH) ?? ''] }));
    return `Nothing begins before somebody comments ${approve}. To take it back: ${code(resumeCommand(fleet, envelope.unit))}`;
  }
  if (state === 'rolled-back' && envelope.rolledBack !== undefined) {
    const why = escaped(clip(whyRolledBack(envelope.rolledBack), MESSAGE_LENGTH));
    const end = isByItself(envelope.rolledBack)
      ? ''
      : `, or somebody comments ${code(resumeCommand(fleet, envelope.unit))}`;
    return `${why}: back at run ${code(envelope.rolledBack.to)}, until the branch asks for something else${end}`;
  }
  if (state === 'manual')
    return `The policy in force says ${code('apply: manual')}: it waits for a maintainer's comment ${code(applyCommand(fleet, [envelope.unit]))}.`;
  if (run === undefined) return '–';
  const name = run.runId === undefined ? '' : `run ${code(run.runId)}`;
  if (state === 'frozen')
    return `${escaped(clip(frozenWhy(run) ?? '', MESSAGE_LENGTH))}. It begins by itself after that. An admin ends it with ${code(unfreezeCommand(fleet))}`;
  if (run.stage.type === 'paused') {
    const { reason, unit } = run.stage;
    const resume = code(resumeCommand(fleet, unit));
    return `${name}: ${escaped(clip(reason, MESSAGE_LENGTH))}. Nothing is written meanwhile. To go on: ${resume}`;
  }
  if (run.stage.type === 'waiting') {
    const { until, reason } = run.stage;
    return `${name}: waits until ${timeWords(until)}: ${escaped(clip(reason, MESSAGE_LENGTH))}`;
  }
  if (run.stage.type === 'ended' && state !== 'succeeded')
    return `${name}: ${escaped(clip(run.stage.message, MESSAGE_LENGTH))}`;
  return name === '' ? '–' : name;
}
