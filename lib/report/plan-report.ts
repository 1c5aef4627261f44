// A revision's plan on GitHub: the check run, and the one comment of its pull request. May import: core, model, plan.
import { hasErrors } from '../core/index.ts';
import type { Plan, Revision } from '../plan/index.ts';
import { annotationsOf } from './annotations.ts';
import { fit, LIMIT, type Section } from './budget.ts';
import { buttonsOf } from './buttons.ts';
import { changeSections } from './change-tables.ts';
import type { CheckRun } from './check-run.ts';
import { code, text } from './escape.ts';
import { diagnosticSections, findingsBesideUnknown, riskSections, unknownSections } from './findings.ts';
import { headline } from './headline.ts';
import { lightOf } from './light.ts';
import { marker } from './marker.ts';
import { openGates } from './open-gates.ts';
import { outlookSections } from './outlook.ts';
import { plansOf } from './plans-of.ts';

/** @param plans by digest; those of the revision's units are used. */
export function planCheck(revision: Revision, plans: ReadonlyMap<string, Plan>): CheckRun {
  const own = plansOf(revision, plans);
  return {
    name: 'rangelight/plan',
    commit: revision.commit,
    status: 'completed',
    conclusion: fails(revision) ? 'failure' : 'success',
    title: headline(revision, own),
    summary: fit(sectionsOf(revision, own), LIMIT),
    annotations: annotationsOf(revision, own),
    actions: buttonsOf(revision),
  };
}

/** @param plans by digest. The comment is found again by its marker. */
export function planComment(
  revision: Revision,
  plans: ReadonlyMap<string, Plan>,
): { readonly marker: string; readonly body: string } {
  const own = plansOf(revision, plans);
  const title = `## Rangelight plan for ${code(revision.fleet)} at ${code(revision.commit.slice(0, 12))}`;
  const head: Section = [`${title}\n\n${lightOf(revision)} **${text(headline(revision, own))}**`];
  return { marker: marker('plan', [revision.fleet]), body: fit([head, ...sectionsOf(revision, own)], LIMIT) };
}

/** A gate on the branch itself is the apply check's matter: there is nothing left to hold back from a merge. */
function fails(revision: Revision): boolean {
  if (revision.verdict === 'blocked' || hasErrors(revision.diagnostics)) return true;
  return revision.origin.type === 'pull-request' && revision.units.some((unit) => openGates(unit).length > 0);
}

function sectionsOf(revision: Revision, plans: readonly Plan[]): readonly Section[] {
  return [
    ...riskSections(revision, plans),
    ...diagnosticSections(findingsBesideUnknown(revision)),
    ...unknownSections(revision),
    // Before the tables, which are what a huge plan has to leave out.
    ...outlookSections(revision),
    ...plans.flatMap((plan) => changeSections(plan, revision)),
  ];
}
