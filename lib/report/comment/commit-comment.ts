// The comment of a pull request, over all of its fleets: those with trouble first. May import: core, model, plan, report.
import type { Revision } from '../../plan/index.ts';
import { behindWords } from '../behind.ts';
import { fit, type Section } from '../budget.ts';
import { clip, code, text } from '../escape.ts';
import { diagnosticSections } from '../findings.ts';
import type { CommitPlans } from '../fleet-plan.ts';
import { lightOf } from '../light.ts';
import { marker } from '../marker.ts';
import { unmergedWords } from '../unmerged.ts';
import { fleetSections } from './fleet-sections.ts';

/** UTF-8 bytes. Whoever wants more reads the check run. */
export const COMMENT_LIMIT = 8_000;

const SHA_LENGTH = 12;
const LIGHTS = ['⛔', '🔴', '🟡', '🟢', '⚪'];

/** The comment is found again by its marker. */
export function commitComment(plans: CommitPlans): { readonly marker: string; readonly body: string } {
  const moved = plans.behind === undefined ? [] : [[behindWords(plans.behind)]];
  return { marker: marker('plan', ['pull-request']), body: fit([...moved, ...sectionsOf(plans)], COMMENT_LIMIT) };
}

function sectionsOf({ commit, fleets, coming, unreadable, diagnostics, unmerged }: CommitPlans): readonly Section[] {
  if (unmerged !== undefined) return [[unmergedWords(unmerged)]];
  const gravestFirst = [...fleets].sort((a, b) => gravity(a.revision) - gravity(b.revision));
  const damaged = unreadable.map(
    (fleet): Section => [
      `### ${text(fleet)} · the plan is damaged\n⛔ What this changes there is not known. Re-run the check \`rangelight/plan\`, and it is planned again.`,
    ],
  );
  const later =
    coming.length === 0 ? [] : [[`Still to come: ${coming.map((fleet) => code(clip(fleet, 100))).join(', ')}`]];
  const all = [...diagnosticSections(diagnostics), ...damaged, ...gravestFirst.flatMap(fleetSections), ...later];
  if (all.length > 0) return all;
  return [[`Nothing to plan here: ${code(commit.slice(0, SHA_LENGTH))} holds no \`rangelight.yaml\`.`]];
}

function gravity(revision: Revision): number {
  return LIGHTS.indexOf(lightOf(revision));
}
