// The comment of a pull request, over all of its fleets: those with trouble first.
import type { Revision } from '../../plan/index.ts';
import { behindWords } from '../plan-check/behind.ts';
import { fit, type Section } from '../markdown/budget.ts';
import { clip, code, escaped } from '../markdown/escape.ts';
import { diagnosticSections } from '../plan-check/findings.ts';
import type { CommitPlans } from '../plan-check/fleet-plan.ts';
import { withoutKnown } from '../plan-check/known-findings.ts';
import { lightOf } from '../plan-check/light.ts';
import { marker } from '../markdown/marker.ts';
import { unmergedWords } from '../plan-check/unmerged.ts';
import { fleetSections } from './fleet-sections.ts';
import { restSections } from './rest.ts';
import type { Telling } from '../part.ts';

/** UTF-8 bytes. Whoever wants more reads the check run. */
export const COMMENT_LIMIT = 8_000;

const NAME_LENGTH = 100;
export const IN_COMMENT = {
  hasHeading: true,
  more: 'all of them in the check `rangelight/plan`',
  rest: restSections,
} as const;
const LIGHTS = ['⛔', '🔴', '🟡', '🟢', '⚪'];

/** What the one comment on a pull request is found again by. */
export const COMMENT_MARKER = marker('plan', ['pull-request']);

export interface Comment {
  /** By which it is found again. */
  readonly marker: string;
  readonly body: string;
  /** Whether it is worth a comment of its own; else one that is there is kept true. */
  readonly isNews: boolean;
}

export function commitComment(telling: Telling, plans: CommitPlans): Comment {
  const { fleets, coming, unreadable, diagnostics, unmerged, changed, behind } = plans;
  const isAbout = fleets.length + coming.length + unreadable.length + diagnostics.length > 0;
  // A pull request that changes no file of a fleet gets no comment, whatever waits or has drifted on the
  // branch. What is not known of a merge is said where something was said before.
  const isNews = unmerged === undefined && isAbout && (changed === undefined || Object.keys(changed).length > 0);
  const moved = behind === undefined || !isNews ? [] : [[behindWords(behind)]];
  const told = { ...plans, fleets: fleets.map(withoutKnown), isNews };
  const body = fit([...moved, ...sectionsOf(telling, told)], COMMENT_LIMIT);
  return { marker: COMMENT_MARKER, body, isNews };
}

function sectionsOf(
  telling: Telling,
  { fleets, coming, unreadable, diagnostics, unmerged, isNews }: CommitPlans & { readonly isNews: boolean },
): readonly Section[] {
  if (unmerged !== undefined) return [[unmergedWords(unmerged)]];
  if (!isNews) return [['Nothing that a fleet reads is changed here.']];
  const gravestFirst = [...fleets].sort((a, b) => gravity(a.revision) - gravity(b.revision));
  const damaged = unreadable.map(
    (fleet): Section => [
      `### ${escaped(fleet)} · the plan is damaged\n⛔ What this changes there is not known. Re-run the check \`rangelight/plan\`, and it is planned again.`,
    ],
  );
  const later =
    coming.length === 0 ? [] : [[`Still to come: ${coming.map((fleet) => code(clip(fleet, NAME_LENGTH))).join(', ')}`]];
  // Of several fleets, those with nothing to tell take one line together.
  const quiet = fleets.length > 1 ? gravestFirst.filter(({ revision }) => isQuiet(revision)) : [];
  const names = quiet.map(({ revision }) => code(clip(revision.fleet, NAME_LENGTH)));
  const told = gravestFirst.filter((one) => !quiet.includes(one));
  const rest = quiet.length === 0 ? [] : [[`Nothing to do in ${names.join(', ')}.`]];
  return [
    ...diagnosticSections(diagnostics),
    ...damaged,
    ...told.flatMap((fleet) => fleetSections(telling, fleet, IN_COMMENT)),
    ...rest,
    ...later,
  ];
}

function isQuiet({ verdict, diagnostics, units }: Revision): boolean {
  return verdict === 'nothing-to-do' && diagnostics.length === 0 && !units.some(({ partial }) => partial);
}

function gravity(revision: Revision): number {
  return LIGHTS.indexOf(lightOf(revision));
}
