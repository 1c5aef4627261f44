// What the merge would do with a plan, in one sentence.
import { hasErrors } from '../../core/index.ts';
import { awaitsItsWord, isProposal, releaseOf, type Revision } from '../../plan/index.ts';
import { confirmPolicyWords } from '../changes/approve-words.ts';
import { plural } from '../changes/change-words.ts';
import { clip, escaped } from '../markdown/escape.ts';
import { lightOf } from '../plan-check/light.ts';
import { awaitingApply, openGates } from '../changes/open-gates.ts';
import { withheldWords } from '../plan-check/withheld.ts';
import type { Concern } from '../part.ts';

const NAMES_LENGTH = 100;

/** Markdown, with its light: red also where requests will fail although nothing holds the plan. */
export function verdictWords(revision: Revision, concerns: readonly Concern[]): string {
  const light = lightOf(revision);
  const isGrave = concerns.some(({ weight }) => weight === 'outage' || weight === 'loss');
  return `${isGrave && light !== '⛔' ? '🔴' : light} ${words(revision)}`;
}

function words(revision: Revision): string {
  const { verdict, units, occasion, fleet } = revision;
  const when = isProposal(occasion) ? 'after the merge' : 'now';
  const held = hasErrors(revision.diagnostics)
    ? ' What has an error stays as it is, and so does what refers to it.'
    : '';
  switch (verdict) {
    case 'blocked':
      return '**Nothing is applied** until the errors are mended.';
    case 'not-compared':
      return revision.withheld === undefined ? '' : withheldWords(revision.withheld, occasion.commit);
    case 'observe-only':
      return revision.policyUnknown
        ? `**Nothing is applied**: ${confirmPolicyWords(fleet)}`
        : 'Shown only: the policy in force says `apply: never`.';
    case 'nothing-to-do':
      return units.some(({ rolledBack }) => rolledBack !== undefined)
        ? `Nothing to do: ${isProposal(occasion) ? 'what is rolled back stays as it is' : 'what serves is what it was rolled back to'}.`
        : held !== ''
          ? `**Nothing is applied.**${held}`
          : units.some(({ partial }) => partial)
            ? `Nothing changes of what is known now; the rest is planned when it can be read.${held}`
            : `Nothing to do: what stands is as the manifests say.${held}`;
    case 'ready':
      return held === ''
        ? `Applied ${when}.${approvalOf(units) || ' No approval needed.'}`
        : `**Only a part is applied** ${when}.${approvalOf(units)}${held}`;
    case 'needs-approval': {
      const gates = units.flatMap(openGates);
      if (gates.length === 0 && units.some(awaitsItsWord))
        return '**Nothing begins** before somebody says yes to this plan.';
      if (gates.length === 0)
        return `Waits ${when} for a maintainer's comment: the policy in force says \`apply: manual\`.${approvalOf(units)}${held}`;
      const isHopeless = units.every(
        (unit) => openGates(unit).length === 0 || releaseOf('merge', unit, true) === 'not-approvable',
      );
      const isBack = units.every((unit) => openGates(unit).length === 0 || unit.rolledBack?.by !== undefined);
      const who = isBack ? 'somebody other than who asked for it' : 'somebody other than the author';
      const what = isHopeless
        ? 'and no approval helps: something else has to change first'
        : `until the change is taken back or ${who} approves it`;
      const rest =
        awaitingApply(revision).length === 0
          ? ''
          : " The rest waits for a maintainer's comment: the policy in force says `apply: manual`.";
      return `**Held ${when}** ${what} (${plural(gates.length, 'gate')}).${rest}${approvalOf(units)}${held}`;
    }
  }
}

function approvalOf(units: Revision['units']): string {
  const by = new Set(units.flatMap(({ approvedBy }) => approvedBy ?? []));
  return by.size === 0 ? '' : ` Approved by ${escaped(clip([...by].join(', '), NAMES_LENGTH))}.`;
}
