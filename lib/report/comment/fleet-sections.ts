// A fleet's part of the comment, in the order in which it is read. May import: core, model, plan, report.
import type { Revision } from '../../plan/index.ts';
import { applyCommand, approvalFences } from '../approve-words.ts';
import { fence } from '../blocks.ts';
import type { Section } from '../budget.ts';
import { text } from '../escape.ts';
import type { FleetPlan } from '../fleet-plan.ts';
import { openGates } from '../open-gates.ts';
import { envelopeOf, plansOf } from '../plans-of.ts';
import { changeSections } from './change-lines.ts';
import { type Concern, concernsOf } from './concerns.ts';
import { restSection } from './rest.ts';
import { routedBy } from './route-groups.ts';
import { titleOf } from './title.ts';
import { verdictWords } from './verdict.ts';

const MOST_CONCERNS = 6;
const MOST_WARNINGS = 3;

/** The heading with its verdict and what is gravest comes first, in one piece. */
export function fleetSections({ revision, plans }: FleetPlan): readonly Section[] {
  const own = plansOf(revision, plans);
  const routed = own.map((plan) => routedBy(plan, envelopeOf(revision, plan)));
  const groups = routed.flatMap((one) => one.groups);
  const unchanged = routed.reduce((sum, one) => sum + one.unchanged, 0);
  const concerns = concernsOf(revision, own, groups);
  const grave = concerns.filter(({ weight }) => weight !== 'warning');
  const warnings = concerns.filter(({ weight }) => weight === 'warning');
  const head = [`### ${text(titleOf(revision, own, concerns, groups))}`, verdictWords(revision, concerns)];
  return [
    [head, [...head, ...concernLines(grave, 1)], [...head, ...concernLines(grave, MOST_CONCERNS)]]
      .slice(grave.length === 0 ? 0 : 1)
      .map((lines) => lines.join('\n')),
    ...changeSections(revision, groups, unchanged),
    ...(warnings.length === 0 ? [] : [['', concernLines(warnings, MOST_WARNINGS).join('\n')]]),
    ...approveSections(revision),
    ...(own.length === 0 ? [] : [restSection(revision, own)]),
  ];
}

function concernLines(concerns: readonly Concern[], most: number): readonly string[] {
  const more =
    concerns.length > most ? [`- … and ${concerns.length - most} more in the check \`rangelight/plan\``] : [];
  return [...concerns.slice(0, most).map(({ words }) => `- ${words}`), ...more];
}

/** The very comment, in a block that GitHub gives a button to copy. */
function approveSections({ fleet, units, verdict }: Revision): readonly Section[] {
  if (verdict !== 'needs-approval') return [];
  const gated = units.filter((unit) => openGates(unit).length > 0);
  const waiting = units.filter(({ plan, approvedBy }) => plan !== null && approvedBy === undefined);
  const fences =
    gated.length > 0
      ? approvalFences(gated)
      : [
          fence('', [
            applyCommand(
              fleet,
              waiting.map(({ unit }) => unit),
            ),
          ]),
        ];
  if (fences.length === 0) return [];
  const what =
    gated.length === 0
      ? 'To apply it'
      : fences.length === 1
        ? 'To approve exactly this plan'
        : 'To approve these plans';
  return [[`${what}:\n\n${fences.join('\n\n')}`]];
}
