// What came of a person's act, in one sentence each: on the command line and in answers to comments. Plain text.
import { awaitsItsWord, type Gate, isByItself, releaseOf, whyRolledBack } from '../../plan/index.ts';
import type { Approval, Freeze, Pause, PersonsPin } from '../../state/index.ts';
import type { AppliedHead } from './apply-head.ts';
import { freezeWords } from './freezes.ts';
import type { Ended } from './go-on.ts';
import { pauseWords } from './pauses.ts';

export function pausedWords(fleet: string, pause: Pause): string {
  return `${pause.unit ?? fleet} is ${pauseWords(pause)}`;
}

export function resumedWords(fleet: string, unit: string | undefined, ended: Ended): string {
  return ended === 'pause'
    ? `${unit ?? fleet} goes on`
    : `${unit ?? fleet} is not rolled back any more: what the branch asks for is planned again`;
}

export function frozenWords(fleet: string, freeze: Freeze): string {
  return `${fleet} is ${freezeWords(freeze)}`;
}

export function unfrozenWords(fleet: string): string {
  return `${fleet} is not frozen any more: what was released begins within minutes`;
}

/**
 * @param call how a person says `approve` where it is read.
 * @param resumes how he says `resume` of a unit.
 */
export function appliedWords(
  { commit, approved, gated, rolledBack: back, isPolicyConfirmed }: AppliedHead,
  call: string,
  resumes: (unit: string) => string,
): readonly string[] {
  const said = [
    ...(isPolicyConfirmed ? [`the policy of ${commit} is in force: it is planned again by it`] : []),
    ...approved.map(({ unit, plan, waits }) =>
      waits === undefined
        ? `${unit}: begins as planned (${plan})`
        : `${unit}: released as planned (${plan}), and does not begin: ${waits}`,
    ),
    ...gated.map(({ unit, plan, gates }) => {
      const codes = gates.map(({ code }) => code).join(', ');
      return isApprovable(gates)
        ? `${unit}: waits for an approval of exactly its plan (${codes}): ${call} approve ${plan}`
        : `${unit}: waits, and no approval helps: something else has to change first (${codes})`;
    }),
    ...back.flatMap((envelope) => {
      const { unit, rolledBack, plan } = envelope;
      if (rolledBack === undefined) return [];
      if (awaitsItsWord(envelope))
        return `${unit}: its rollback to run ${rolledBack.to} ${whyRolledBack(rolledBack)} waits for an approval of its plan: ${call} approve ${plan}. To take it back: ${resumes(unit)}`;
      const { to } = rolledBack;
      const [why, next] = isByItself(rolledBack)
        ? [`because a run made it worse: ${rolledBack.reason}`, 'push a commit that asks for something else']
        : [whyRolledBack(rolledBack), resumes(unit)];
      return `${unit}: is rolled back to run ${to} ${why}; what the branch asks for there is not applied. To go on: ${next}`;
    }),
  ];
  return said.length === 0 ? ['nothing to apply'] : said;
}

function isApprovable(gates: readonly Gate[]): boolean {
  return releaseOf('merge', { gates }, true) !== 'not-approvable';
}

export function approvedWords({ unit, plan }: Approval): string {
  return `${unit}: the plan ${plan} is approved`;
}

export function followedWords(branch: string, commit: string): string {
  return `${commit} is taken as the head of ${branch}, as long as the branch is there`;
}

export function rolledBackWords({ unit, goodRun, now }: PersonsPin): string {
  const begins =
    now === true
      ? 'it begins as soon as it is planned, unless it meets a gate'
      : 'nothing begins before somebody approves its plan';
  return `${unit} is to go back to run ${goodRun}: ${begins}. What the branch asks for there does not begin meanwhile; resume of the unit ends the rollback`;
}
