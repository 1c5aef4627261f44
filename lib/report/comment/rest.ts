// What few readers want, folded away: what becomes of which resources, the drawing. The fields are in the check run.
import type { Change } from '../../diff/index.ts';
import { isAspect, type Kinds } from '../../model/index.ts';
import type { Plan, PlanEnvelope, Revision } from '../../plan/index.ts';
import { DIGEST_LENGTH } from '../changes/approve-words.ts';
import { folded, list } from '../markdown/blocks.ts';
import { type ChangeGroup, groupsOf, type GroupOf } from '../changes/change-groups.ts';
import { kindsWords, objectWords, plural, sentence } from '../changes/change-words.ts';
import { clip, code } from '../markdown/escape.ts';
import type { Telling, Told } from '../part.ts';
import type { Section } from '../markdown/budget.ts';
import { retiringWords } from '../changes/retiring-words.ts';

const MOST_GROUPS = 12;
const MOST_PLANS = 3;
const NAME_LENGTH = 100;

/** From its summary alone to all of it. */
export function restSections(
  { kinds }: Pick<Telling, 'kinds'>,
  revision: Revision,
  plans: readonly Plan[],
  told: Pick<Told, 'drawings'>,
): readonly Section[] {
  if (plans.length === 0) return [];
  const summary = restSummary(kinds, revision, plans);
  const resources = list(groupLines(kinds, plans), MOST_GROUPS);
  const drawn = told.drawings();
  const where = 'Every field is in the check `rangelight/plan`, and `rangelight plan` prints it.';
  const later = retiringWords(revision.units, plans);
  const few = folded(summary, [resources, later, where].flat().join('\n\n'));
  const drawing = drawn.length !== 1 ? [] : [folded(summary, [resources, later, ...drawn, where].flat().join('\n\n'))];
  return [[`▸ ${summary}`, few, ...drawing]];
}

/** How much changes, and by which plans: what is read before it is unfolded. */
export function restSummary(kinds: Kinds, { units }: Revision, plans: readonly Plan[]): string {
  return `${countWords(plans.flatMap(({ changes }) => changes.filter((change) => isTold(kinds, change))))} · ${digestWords(units)}`;
}

function countWords(changes: readonly Change[]): string {
  const sum = (...kinds: readonly Change['kind'][]): number =>
    changes.filter(({ kind }) => kinds.includes(kind)).length;
  const said = [
    [sum('create'), 'created'],
    [sum('delete'), 'deleted'],
    [sum('update', 'adopt'), 'changed'],
    [sum('replace'), 'replaced'],
    [sum('abandon'), 'let go'],
  ] as const;
  return (
    said.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`])).join(', ') || 'nothing but status'
  );
}

function digestWords(units: readonly PlanEnvelope[]): string {
  const digests = units.flatMap(({ plan }) => (plan === null ? [] : [plan.slice(0, DIGEST_LENGTH)]));
  if (digests.length > MOST_PLANS) return plural(digests.length, 'plan');
  return `${digests.length === 1 ? 'plan' : 'plans'} ${digests.map((digest) => `<code>${digest}</code>`).join(', ')}`;
}

/** What happens to several groups alike is one line. */
function groupLines(kinds: Kinds, plans: readonly Plan[]): readonly string[] {
  const named = new Map<string, string[]>();
  for (const { changes, unit } of plans) {
    const alike = Map.groupBy(
      groupsOf(
        kinds,
        changes.filter((change) => isTold(kinds, change)),
      ),
      ({ changes: own }) => kindsWords(kinds, own),
    );
    for (const [words, groups] of alike)
      named.set(words, [...(named.get(words) ?? []), ...together(groups).map((of) => groupWords(of, unit))]);
  }
  return [...named].map(([words, [first = '', ...others]]) => {
    const more = others.length === 0 ? '' : others.length === 1 ? ` and ${others[0]}` : ` and ${others.length} more`;
    return `${first}${more}: ${words}`;
  });
}

/** What is written beside an object's own part (a status) is ours, and says what the rest says. */
function isTold(kinds: Kinds, { ref }: Change): boolean {
  return !isAspect(kinds, ref);
}

/** Config clusters are named in one breath, also where a field of what they get differs. */
function together(groups: readonly ChangeGroup[]): readonly GroupOf[] {
  const configs = groups.flatMap(({ of }) => (of.type === 'config-clusters' ? of.clusters : []));
  const others = groups.flatMap(({ of }) => (of.type === 'config-clusters' ? [] : [of]));
  return configs.length === 0 ? others : [...others, { type: 'config-clusters', clusters: configs }];
}

function groupWords(of: GroupOf, unit: string): string {
  switch (of.type) {
    case 'roots':
      return `${sentence(of.heading)} ${of.roots.map((one) => code(clip(objectWords(one), NAME_LENGTH))).join(', ')}`;
    case 'compute':
      return `Compute, ${code(unit)}`;
    case 'member-clusters':
      return `Member clusters, ${code(unit)}`;
    case 'config-clusters':
      return `Config clusters ${of.clusters.map((one) => code(one)).join(' and ')}`;
  }
}
