// A fleet's plan in the commit's check run: what the comment of a pull request says first, in the same order, and
// folded away all that it leaves out.
import { hasErrors } from '../../core/index.ts';
import { type Codes, isProposal, type Plan, type PlanEnvelope, type Revision } from '../../plan/index.ts';
import { annotationsOf } from './annotations.ts';
import { DIGEST_LENGTH } from '../changes/approve-words.ts';
import { folded, table } from '../markdown/blocks.ts';
import { fit, LIMIT, type Section } from '../markdown/budget.ts';
import { buttonsOf } from './buttons.ts';
import { changeSections } from '../changes/change-tables.ts';
import { countWords, gatesIn, plural } from '../changes/change-words.ts';
import type { CheckRun } from '../../ports/index.ts';
import { fleetSections, restSummary } from '../comment/index.ts';
import { clip, code, escaped } from '../markdown/escape.ts';
import { diagnosticSections, findingsBesideUnknown, gateSections } from './findings.ts';
import type { FleetPlan } from './fleet-plan.ts';
import { headline, refusingClusters } from './headline.ts';
import { openGates } from '../changes/open-gates.ts';
import { overtakenSections } from '../changes/overtaken.ts';
import { plansOf } from './plans-of.ts';
import { rolledBackSentence } from './rolled-back.ts';
import type { Telling, Told } from '../part.ts';

const MOST_UNITS = 100;
const NAME_LENGTH = 60;
/** Gates and findings: more than the part that is read first tells in full. */
const FEW = 2;
/** UTF-8 bytes of what is folded away: of many fleets each has less. */
const REST_SIZES = [4_000, 16_000, 54_000];

export function planCheck(telling: Telling, fleet: FleetPlan): CheckRun {
  const { revision, plans } = fleet;
  const own = plansOf(revision, plans);
  return {
    name: 'rangelight/plan',
    commit: revision.occasion.commit,
    status: 'completed',
    conclusion: conclusionOf(revision),
    title: headline(telling, revision, own),
    summary: fit(planSections(telling, fleet, false), LIMIT),
    annotations: annotationsOf(telling, revision, own),
    actions: buttonsOf([revision]),
  };
}

/** Whole Markdown, in the order in which it is to be read. @param hasHeading where several fleets are told together. */
export function planSections(telling: Telling, fleet: FleetPlan, hasHeading: boolean): readonly Section[] {
  const { revision, plans } = fleet;
  // On a proposal it is a finding.
  const back = (isProposal(revision.occasion) ? [] : revision.units).flatMap(({ unit, rolledBack, plan }) =>
    rolledBack === undefined ? [] : [[rolledBackSentence(revision.fleet, unit, rolledBack, plan === null)]],
  );
  const [head = [], ...others] = fleetSections(telling, fleet, {
    hasHeading,
    more: 'folded away below',
    rest: restSections,
  });
  return [head, ...overtakenSections(telling.kinds, revision.units, plans), ...back, ...others];
}

/** A gate on the branch itself is the apply check's matter: there is nothing left to hold back from a merge. */
function conclusionOf(revision: Revision): NonNullable<CheckRun['conclusion']> {
  if (revision.verdict === 'blocked' || hasErrors(revision.diagnostics)) return 'failure';
  // A merge must not slip past gates that nobody has looked for; a new fleet has nothing yet that they could save.
  if (revision.withheld?.why === 'fork' || revision.withheld?.why === 'no-right') return 'action_required';
  if (revision.withheld !== undefined) return 'neutral';
  const isGated = isProposal(revision.occasion) && revision.units.some((unit) => openGates(unit).length > 0);
  if (isGated) return 'failure';
  // What could not be seen nobody has planned: that is no success. What could be must not wait for it either.
  const isPartial = revision.units.some(({ partial }) => partial);
  return isPartial || refusingClusters(revision).length > 0 ? 'neutral' : 'success';
}

function restSections(
  { kinds, codes }: Telling,
  revision: Revision,
  plans: readonly Plan[],
  told: Told,
): readonly Section[] {
  const findings = findingsBesideUnknown(revision);
  const notes = findings.filter(({ severity }) => severity === 'info');
  const shown = findings.length - notes.length > FEW ? findings : notes;
  const inner = [
    ...(revision.units.flatMap(openGates).length > FEW ? gateSections(revision.units) : []),
    ...diagnosticSections(shown),
    ...unitSections(codes, revision.units),
    ...plans.flatMap((plan) => changeSections(kinds, told, plan, revision)),
  ];
  if (inner.length === 0) return [];
  const summary = plans.length === 0 ? plural(shown.length, 'finding') : restSummary(kinds, revision, plans);
  const wordings = REST_SIZES.map((bytes) => folded(summary, fit(inner, bytes)));
  return [[`▸ ${summary}`, ...new Set(wordings)]];
}

function unitSections(registry: Codes, units: readonly PlanEnvelope[]): readonly Section[] {
  const changing = units.filter(({ plan }) => plan !== null);
  if (changing.length === 0) return [];
  const rows = changing.map((unit) => [
    code(unit.unit),
    countWords([unit.counts]).replaceAll(' ', '&nbsp;'),
    approvalCell(registry, unit),
    code(unit.plan?.slice(0, DIGEST_LENGTH) ?? ''),
  ]);
  return [[plural(changing.length, 'plan'), table(['Unit', 'Changes', 'Needs approval', 'Plan'], rows, MOST_UNITS)]];
}

function approvalCell(registry: Codes, unit: PlanEnvelope): string {
  if (unit.approvedBy !== undefined) return `approved by ${escaped(clip(unit.approvedBy, NAME_LENGTH))}`;
  const codes = new Set(unit.gates.map((gate) => gate.code));
  return codes.size === 0
    ? '–'
    : gatesIn(registry, codes)
        .map((gate) => code(gate))
        .join('<br>');
}
