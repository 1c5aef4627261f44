// The heading of a fleet in the comment: what counts most of it, in one line.
import { gateWords, plural } from '../changes/change-words.ts';
import { clip, visible } from '../markdown/escape.ts';
import { rolledBackParts } from '../plan-check/headline.ts';
import { openGates } from '../changes/open-gates.ts';
import { WITHHELD_TITLE } from '../plan-check/withheld.ts';
import type { Codes, Revision } from '../../plan/index.ts';
import type { Concern, Told } from '../part.ts';

const TITLE_LENGTH = 120;
const MOST_PARTS = 3;

/** Plain text. */
export function titleOf(codes: Codes, revision: Revision, told: Told, concerns: readonly Concern[]): string {
  const changes = revision.units.some(({ plan }) => plan !== null);
  const parts = [
    ...troubles(codes, revision, concerns),
    ...clusterParts(revision),
    ...(changes ? whatChanges(revision, told) : []),
  ];
  if (parts.length === 0 && revision.verdict === 'nothing-to-do') parts.push('nothing to do');
  const last = changes ? told.headline() : [];
  return clip(visible([revision.fleet, ...parts.slice(0, MOST_PARTS), ...last].join(' · ')), TITLE_LENGTH);
}

function troubles(codes: Codes, revision: Revision, concerns: readonly Concern[]): readonly string[] {
  const errors = revision.diagnostics.filter(({ severity }) => severity === 'error').length;
  const gates = gateWords(codes, revision.units.flatMap(openGates));
  return [
    ...(revision.verdict === 'blocked' ? ['blocked'] : []),
    ...(revision.policyUnknown ? ['the policy in force is not known'] : []),
    ...(revision.withheld === undefined ? [] : [WITHHELD_TITLE[revision.withheld.why]]),
    ...(errors === 0 ? [] : [plural(errors, 'error')]),
    ...(revision.units.some(({ overtaken }) => overtaken !== undefined) ? ['not the plan that was approved'] : []),
    ...rolledBackParts(revision),
    ...(gates === '' ? [] : [gates]),
    ...new Set(concerns.flatMap(({ title }) => title ?? [])),
  ];
}

/** As the features tell it, the gravest first. */
function whatChanges(revision: Revision, told: Told): readonly string[] {
  const parts = told.title();
  const edits = revision.units.flatMap((unit) => unit.edits ?? []);
  if (parts.length > 0 || edits.length === 0 || revision.units.some((unit) => openGates(unit).length > 0)) return parts;
  return [`${plural(edits.length, 'object')} changed`];
}

function clusterParts({ fleetEdits = [] }: Revision): readonly string[] {
  const members = fleetEdits.filter(({ path }) => path.length === 2 && path[0] === 'clusters');
  const [come, gone] = [
    members.filter(({ after }) => after !== undefined),
    members.filter(({ before }) => before !== undefined),
  ];
  return [
    ...(gone.length === 0 ? [] : [`${plural(gone.length, 'cluster')} ${gone.length === 1 ? 'leaves' : 'leave'}`]),
    ...(come.length === 0 ? [] : [`${plural(come.length, 'cluster')} added`]),
  ];
}
