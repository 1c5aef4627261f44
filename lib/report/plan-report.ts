// A fleet's plan on GitHub: its part of the commit's check run, and of the one comment of a pull request. May import: core, model, plan.
import { hasErrors } from '../core/index.ts';
import { isProposal, type Plan, type Revision } from '../plan/index.ts';
import { annotationsOf } from './annotations.ts';
import { fit, LIMIT, type Section } from './budget.ts';
import { buttonsOf } from './buttons.ts';
import { changeSections } from './change-tables.ts';
import type { CheckRun } from './check-run.ts';
import { code, text } from './escape.ts';
import { diagnosticSections, findingsBesideUnknown, riskSections, unknownSections } from './findings.ts';
import { headline } from './headline.ts';
import { lightOf } from './light.ts';
import { openGates } from './open-gates.ts';
import { outlookSections } from './outlook.ts';
import { overtakenSections } from './overtaken.ts';
import { plansOf } from './plans-of.ts';

/** @param plans by digest; those of the revision's units are used, and those that were approved in their place. */
export function planCheck(revision: Revision, plans: ReadonlyMap<string, Plan>): CheckRun {
  const own = plansOf(revision, plans);
  return {
    name: 'rangelight/plan',
    commit: revision.occasion.commit,
    status: 'completed',
    conclusion: conclusionOf(revision),
    title: headline(revision, own),
    summary: fit(sectionsOf(revision, own, plans), LIMIT),
    annotations: annotationsOf(revision, own),
    actions: buttonsOf([revision]),
  };
}

/** Whole Markdown, in the order in which it is to be read. @param plans by digest. */
export function planSections(revision: Revision, plans: ReadonlyMap<string, Plan>): readonly Section[] {
  const own = plansOf(revision, plans);
  const title = `## Rangelight plan for ${code(revision.fleet)} at ${code(revision.occasion.commit.slice(0, 12))}`;
  const head: Section = [`${title}\n\n${lightOf(revision)} **${text(headline(revision, own))}**`];
  return [head, ...sectionsOf(revision, own, plans)];
}

/** A gate on the branch itself is the apply check's matter: there is nothing left to hold back from a merge. */
function conclusionOf(revision: Revision): NonNullable<CheckRun['conclusion']> {
  if (revision.verdict === 'blocked' || hasErrors(revision.diagnostics)) return 'failure';
  // A merge must not slip past gates that nobody has looked for; a new fleet has nothing yet that they could save.
  if (revision.withheld?.why === 'fork' || revision.withheld?.why === 'no-right') return 'action_required';
  if (revision.withheld !== undefined) return 'neutral';
  const isGated = isProposal(revision.occasion) && revision.units.some((unit) => openGates(unit).length > 0);
  return isGated ? 'failure' : 'success';
}

function sectionsOf(revision: Revision, plans: readonly Plan[], known: ReadonlyMap<string, Plan>): readonly Section[] {
  return [
    ...overtakenSections(revision.units, known),
    ...riskSections(revision, plans),
    ...diagnosticSections(findingsBesideUnknown(revision)),
    ...unknownSections(revision),
    // Before the tables, which are what a huge plan has to leave out.
    ...outlookSections(revision),
    ...plans.flatMap((plan) => changeSections(plan, revision)),
  ];
}
