// A plan in one line: the title of its check run. Plain text.
import type { Diagnostic } from '../../core/index.ts';
import type { ClusterLink, Impact } from '../../model/index.ts';
import type { Plan, Revision } from '../../plan/index.ts';
import { countWords, gateWords, IMPACT_WORDS, plural } from '../changes/change-words.ts';
import { clip, visible } from '../markdown/escape.ts';
import { openGates } from '../changes/open-gates.ts';
import { type Telling, toldOf } from '../part.ts';
import { WITHHELD_TITLE } from './withheld.ts';

/** GitHub shows about this much of a title. */
const TITLE_LENGTH = 140;

/** e.g. `+2 ~5 −0 · VIP stays · no traffic impact`. */
export function headline(
  telling: Pick<Telling, 'codes' | 'parts'>,
  revision: Revision,
  plans: readonly Plan[],
): string {
  return clip(visible(words(telling, revision, plans)), TITLE_LENGTH);
}

function words(telling: Pick<Telling, 'codes' | 'parts'>, revision: Revision, plans: readonly Plan[]): string {
  const errors = revision.diagnostics.filter((finding) => finding.severity === 'error');
  if (revision.verdict === 'blocked') return `blocked: ${blockedBy(errors)}`;
  if (revision.withheld !== undefined) {
    const valid = errors.length === 0 ? 'the files are valid' : plural(errors.length, 'error');
    return `${valid} · ${WITHHELD_TITLE[revision.withheld.why]}`;
  }
  const parts = changeParts(telling, revision, plans);
  const gates = gateWords(telling.codes, revision.units.flatMap(openGates));
  if (errors.length > 0) parts.unshift(plural(errors.length, 'error'));
  if (gates !== '') parts.unshift(`needs approval: ${gates}`);
  if (revision.units.some((unit) => unit.overtaken !== undefined)) parts.unshift('not the plan that was approved');
  parts.unshift(...rolledBackParts(revision));
  if (revision.policyUnknown) parts.unshift('the policy in force is not known');
  else if (revision.verdict === 'observe-only') parts.push('observe only');
  const refusing = refusingClusters(revision);
  if (refusing.length > 0) parts.push(`refused by ${refusing.join(', ')}`);
  if (revision.units.some((unit) => unit.partial)) parts.push('partly unknown');
  return parts.join(' · ');
}

/** Clusters that refuse the credential of the planner, sorted. */
export function refusingClusters({ units }: Pick<Revision, 'units'>): readonly ClusterLink[] {
  const parts = units.flatMap(({ unknown }) => unknown);
  const found = parts.flatMap((part) => (part.part === 'cluster' && part.refused === true ? [part.cluster] : []));
  return [...new Set(found)].sort();
}

/** What is there, and what is yet to go back. */
export function rolledBackParts({ units }: Revision): readonly string[] {
  const back = units.filter(({ rolledBack }) => rolledBack !== undefined);
  const names = (isThere: boolean): string =>
    back
      .filter(({ plan }) => (plan === null) === isThere)
      .map(({ unit }) => unit)
      .join(', ');
  const [there, going] = [names(true), names(false)];
  return [...(there === '' ? [] : [`rolled back: ${there}`]), ...(going === '' ? [] : [`goes back: ${going}`])];
}

function blockedBy(errors: readonly Diagnostic[]): string {
  const [first, ...others] = errors;
  if (first === undefined) return 'nothing may be applied';
  return first.message + (others.length === 0 ? '' : ` (and ${plural(others.length, 'more error')})`);
}

function changeParts(telling: Pick<Telling, 'codes' | 'parts'>, revision: Revision, plans: readonly Plan[]): string[] {
  const changing = revision.units.filter((unit) => unit.plan !== null);
  if (changing.length === 0) return ['nothing to do'];
  const counts = countWords(changing.map((unit) => unit.counts));
  const told = toldOf(telling, revision, plans).headline();
  return [counts, ...told, IMPACT_WORDS[worst(changing.map((unit) => unit.impact))]];
}

function worst(impacts: readonly Impact[]): Impact {
  for (const impact of ['certain', 'possible'] as const) if (impacts.includes(impact)) return impact;
  return 'none';
}
