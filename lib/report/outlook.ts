// What happens next with a plan, and which plans an approval would be for. May import: core, plan.
import { hasErrors } from '../core/index.ts';
import { isProposal, type PlanEnvelope, type Revision } from '../plan/index.ts';
import { applyCommand, approvalWords, confirmPolicyWords, DIGEST_LENGTH } from './approve-words.ts';
import { fence, table } from './blocks.ts';
import type { Section } from './budget.ts';
import { countWords, plural } from './change-words.ts';
import { clip, code, text } from './escape.ts';
import { openGates } from './open-gates.ts';
import { rolledBackSentence } from './rolled-back.ts';
import { withheldWords } from './withheld.ts';

const MOST_UNITS = 100;
const NAME_LENGTH = 60;

export function outlookSections(revision: Revision): readonly Section[] {
  const changing = revision.units.filter((unit) => unit.plan !== null);
  const isPlanned = revision.verdict !== 'blocked' && revision.verdict !== 'not-compared';
  const held = hasErrors(revision.diagnostics) && isPlanned;
  const sections: Section[] = [[`**What happens next.** ${nextWords(revision)}`]];
  if (held) sections.push(['What has an error, and every load balancer that refers to it, stays as it is.']);
  // On a proposal it is a finding.
  for (const { unit, rolledBack } of isProposal(revision.occasion) ? [] : revision.units) {
    if (rolledBack === undefined) continue;
    sections.push([rolledBackSentence(revision.fleet, unit, rolledBack)]);
  }
  if (changing.length === 0) return sections;
  const rows = changing.map((unit) => [
    code(unit.unit),
    countWords([unit.counts]).replaceAll(' ', '&nbsp;'),
    approvalCell(unit),
    code(unit.plan?.slice(0, DIGEST_LENGTH) ?? ''),
  ]);
  const digests = table(['Unit', 'Changes', 'Needs approval', 'Plan'], rows, MOST_UNITS);
  sections.push([plural(changing.length, 'plan'), digests]);
  return sections;
}

function approvalCell(unit: PlanEnvelope): string {
  if (unit.approvedBy !== undefined) return `approved by ${text(clip(unit.approvedBy, NAME_LENGTH))}`;
  return unit.gates.length === 0 ? '–' : plural(unit.gates.length, 'gate');
}

function nextWords(revision: Revision): string {
  const gated = revision.units.filter((unit) => openGates(unit).length > 0);
  const merged = !isProposal(revision.occasion);
  switch (revision.verdict) {
    case 'blocked':
      return 'Nothing of this revision is applied until the errors are mended.';
    case 'nothing-to-do':
      if (revision.units.some((unit) => unit.rolledBack !== undefined))
        return 'Nothing: what serves is what it was rolled back to.';
      return isWhole(revision)
        ? 'Nothing: the load balancers and both config clusters are as the manifests say.'
        : 'Nothing: what is known and can be used of the manifests stands already.';
    case 'not-compared':
      return revision.withheld === undefined ? '' : withheldWords(revision.withheld, revision.occasion.commit);
    case 'observe-only':
      if (revision.policyUnknown)
        return merged
          ? `Nothing yet: ${confirmPolicyWords(revision.fleet)}`
          : 'Nothing, not after the merge either, until somebody confirms the policy of the branch: the state does not say which one is in force.';
      return 'Nothing: the policy in force says `apply: never`, so that this is only shown.';
    case 'ready':
      return `${isWhole(revision) ? 'It' : 'What is known and has no error'} is applied ${merged ? 'now' : 'after the merge'}.`;
    case 'needs-approval':
      return gated.length > 0 ? approvalWords(gated) : manualWords(revision, merged);
  }
}

function isWhole({ diagnostics, units }: Revision): boolean {
  return !hasErrors(diagnostics) && !units.some((unit) => unit.partial);
}

function manualWords({ fleet, units }: Revision, merged: boolean): string {
  const waiting = units.filter(({ plan, approvedBy }) => plan !== null && approvedBy === undefined);
  const when = merged ? 'it waits' : 'after the merge it waits';
  const names = waiting.map(({ unit }) => unit);
  return `The policy in force says ${code('apply: manual')}: ${when} for a maintainer's comment:\n\n${fence('', [applyCommand(fleet, names)])}`;
}
