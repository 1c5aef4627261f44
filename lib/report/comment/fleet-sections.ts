// A fleet's part of the comment and of the check run, in the order in which it is read: only what is folded away
// differs.
import { awaitsItsWord, type Plan, type Revision } from '../../plan/index.ts';
import { applyCommand, approvalFences } from '../changes/approve-words.ts';
import { fence } from '../markdown/blocks.ts';
import type { Section } from '../markdown/budget.ts';
import { escaped } from '../markdown/escape.ts';
import type { FleetPlan } from '../plan-check/fleet-plan.ts';
import { knownWords } from '../plan-check/known-findings.ts';
import { awaitingApply, openGates } from '../changes/open-gates.ts';
import { type Concern, type Told, toldOf, type Telling } from '../part.ts';
import { plansOf } from '../plan-check/plans-of.ts';
import { changedSections } from './change-lines.ts';
import { concernsOf } from './concerns.ts';
import { titleOf } from './title.ts';
import { verdictWords } from './verdict.ts';

const MOST_CONCERNS = 6;
const MOST_WARNINGS = 3;

/** What is told of a fleet beside what is told everywhere. */
interface Around {
  /** Whether its name and what counts most stand above it. */
  readonly hasHeading: boolean;
  /** Where what is too much for it stands. */
  readonly more: string;
  /** What is folded away. */
  readonly rest: (telling: Telling, revision: Revision, plans: readonly Plan[], told: Told) => readonly Section[];
}

/** The heading with its verdict and what is gravest comes first, in one piece. */
export function fleetSections(
  telling: Telling,
  { revision, plans, known }: FleetPlan,
  { hasHeading, more, rest }: Around,
): readonly Section[] {
  const own = plansOf(revision, plans);
  const told = toldOf(telling, revision, own);
  const concerns = concernsOf(telling, revision, own, told);
  const grave = concerns.filter(({ weight }) => weight !== 'warning');
  const warnings = concerns.filter(({ weight }) => weight === 'warning');
  const heading = hasHeading ? [`### ${escaped(titleOf(telling.codes, revision, told, concerns))}`] : [];
  const head = [...heading, verdictWords(revision, concerns)];
  return [
    [head, [...head, ...concernLines(grave, 1, more)], [...head, ...concernLines(grave, MOST_CONCERNS, more)]]
      .slice(grave.length === 0 ? 0 : 1)
      .map((lines) => lines.join('\n')),
    ...changedSections(telling.kinds, revision, told),
    ...(warnings.length === 0 ? [] : [['', concernLines(warnings, MOST_WARNINGS, more).join('\n')]]),
    ...approveSections(revision),
    ...(known === undefined ? [] : [[knownWords(known)]]),
    ...rest(telling, revision, own, told),
  ];
}

function concernLines(concerns: readonly Concern[], most: number, where: string): readonly string[] {
  const more = concerns.length > most ? [`- … and ${concerns.length - most} more, ${where}`] : [];
  return [...concerns.slice(0, most).map(({ words }) => `- ${words}`), ...more];
}

/** The very comment, in a block that GitHub gives a button to copy. */
function approveSections(revision: Revision): readonly Section[] {
  const { fleet, units, verdict } = revision;
  if (verdict !== 'needs-approval') return [];
  const gated = units.filter((unit) => openGates(unit).length > 0);
  const back = units.filter(awaitsItsWord);
  const free = awaitingApply(revision).map(({ unit }) => unit);
  const fences = [
    ...approvalFences([...gated, ...back]),
    ...(free.length === 0 ? [] : [fence('', [applyCommand(fleet, free)])]),
  ];
  if (fences.length === 0) return [];
  const what =
    gated.length + back.length === 0
      ? 'To apply it'
      : fences.length === 1
        ? 'To approve exactly this plan'
        : free.length === 0
          ? 'To approve these plans'
          : 'To approve what has a gate, and to apply the rest';
  return [[`${what}:\n\n${fences.join('\n\n')}`]];
}
