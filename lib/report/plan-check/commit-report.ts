// Everything that is planned of one commit, in one check run: branches are protected by its name, and two fleets must
// not take turns in it.
import { canonicalJson, type Diagnostic } from '../../core/index.ts';
import { findingAnnotations, MOST_ANNOTATIONS } from './annotations.ts';
import { fit, LIMIT, type Section } from '../markdown/budget.ts';
import { buttonsOf, PLAN } from './buttons.ts';
import { plural } from '../changes/change-words.ts';
import type { CheckRun } from '../../ports/index.ts';
import { clip, code, escaped, visible } from '../markdown/escape.ts';
import { diagnosticSections } from './findings.ts';
import type { CommitPlans } from './fleet-plan.ts';
import { withoutKnown } from './known-findings.ts';
import { onHead } from './on-head.ts';
import { planCheck, planSections } from './plan-report.ts';
import { UNMERGED_TITLE, unmergedWords } from './unmerged.ts';
import type { Telling } from '../part.ts';

type Conclusion = NonNullable<CheckRun['conclusion']>;

const TITLE_LENGTH = 140;
const SHA_LENGTH = 12;
const NOTHING = 'nothing to plan here';
/** What weighs most decides. */
const ORDER: readonly Conclusion[] = ['failure', 'action_required', 'success', 'neutral'];

export function commitCheck(telling: Telling, all: CommitPlans): CheckRun {
  const plans = { ...all, fleets: all.fleets.map(withoutKnown) };
  const { commit, coming, unreadable, supersededBy } = plans;
  const base = { name: 'rangelight/plan', commit };
  const { unmerged, changed } = plans;
  const checks = plans.fleets
    .map((fleet) => planCheck(telling, fleet))
    .map((check) => ({ ...check, annotations: onHead(check.annotations, changed) }));
  const annotations = annotationsOf(plans, checks);
  if (supersededBy !== undefined) {
    const by = supersededBy.slice(0, SHA_LENGTH);
    const summary = `A forced push put ${code(by)} in the place of this commit: what counts is the plan of that one.`;
    // With the annotations that it has: they cannot be taken back, and a run with others would be another run.
    return { ...base, ...completed('neutral'), title: `superseded by ${by}`, summary, annotations };
  }
  if (unmerged !== undefined) {
    const summary = fit(sectionsOf(telling, plans), LIMIT);
    return { ...base, ...completed('neutral'), title: UNMERGED_TITLE[unmerged], summary, annotations, actions: [PLAN] };
  }
  const [only, ...others] = checks;
  const isOnly = others.length + coming.length + unreadable.length + plans.diagnostics.length === 0;
  if (only !== undefined && isOnly) return only;
  const content = { ...base, title: titleOf(plans, checks), summary: fit(sectionsOf(telling, plans), LIMIT) };
  // None before all are there, for the same reason.
  if (coming.length > 0) return { ...content, status: 'in_progress', annotations: [] };
  const actions = buttonsOf(plans.fleets.map(({ revision }) => revision));
  return { ...content, ...completed(conclusionOf(plans, checks)), annotations, actions };
}

function annotationsOf({ diagnostics, changed }: CommitPlans, checks: readonly CheckRun[]): CheckRun['annotations'] {
  const all = [
    ...onHead(findingAnnotations(diagnostics), changed),
    ...checks.flatMap(({ annotations }) => annotations),
  ];
  return [...new Map(all.map((one) => [canonicalJson(one), one])).values()].slice(0, MOST_ANNOTATIONS);
}

function completed(conclusion: Conclusion): Pick<CheckRun, 'status' | 'conclusion'> {
  return { status: 'completed', conclusion };
}

function conclusionOf({ unreadable, diagnostics }: CommitPlans, checks: readonly CheckRun[]): Conclusion {
  const all = new Set(checks.map(({ conclusion }) => conclusion));
  if (unreadable.length > 0 || diagnostics.some(({ severity }) => severity === 'error')) return 'failure';
  return ORDER.find((one) => all.has(one)) ?? 'success';
}

function titleOf({ fleets, coming, unreadable, diagnostics }: CommitPlans, checks: readonly CheckRun[]): string {
  const named = checks.map(({ conclusion = 'success', title }, index) => ({
    weight: ORDER.indexOf(conclusion),
    words: `${fleets[index]?.revision.fleet}: ${title}`,
  }));
  const parts = [
    ...(diagnostics.length === 0 ? [] : [troubleOf(diagnostics)]),
    ...unreadable.map((fleet) => `${fleet}: the plan is damaged`),
    ...named.sort((a, b) => a.weight - b.weight).map(({ words }) => words),
    ...(coming.length === 0 ? [] : [`still to come: ${coming.join(', ')}`]),
  ];
  return clip(visible(parts.length === 0 ? NOTHING : parts.join(' | ')), TITLE_LENGTH);
}

function troubleOf(diagnostics: readonly Diagnostic[]): string {
  const codes = new Set(diagnostics.map(({ code }) => code));
  if (codes.has('commit-too-large')) return 'the commit is too large to be read';
  return codes.has('commit-unreadable') ? 'the commit cannot be read' : 'a fleet file cannot be used';
}

function sectionsOf(
  telling: Telling,
  { commit, fleets, coming, unreadable, diagnostics, unmerged }: CommitPlans,
): readonly Section[] {
  if (unmerged !== undefined) return [[unmergedWords(unmerged)]];
  const sections: Section[] = [];
  if (fleets.length + coming.length + unreadable.length + diagnostics.length === 0) {
    const at = code(commit.slice(0, SHA_LENGTH));
    sections.push([`**${NOTHING}**: ${at} holds no ${code('rangelight.yaml')}, and no fleet had one before.`]);
  }
  sections.push(...diagnosticSections(diagnostics));
  for (const fleet of fleets) sections.push(...planSections(telling, fleet, true));
  for (const fleet of unreadable)
    sections.push([
      `**${escaped(fleet)}: the plan is damaged.** What this commit changes there is not known: the document of the state that said so cannot be read. Re-run this check, and it is planned again.`,
    ]);
  if (coming.length > 0)
    sections.push([`${plural(coming.length, 'fleet')} still to come: ${coming.map(code).join(', ')}`]);
  return sections;
}
