// The changes of one plan as Markdown: a table per load balancer and cluster, with the fields folded away.
// May import: core, model, plan, diff (types).
import type { SourceRef } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import { KINDS } from '../model/index.ts';
import type { Plan, PlanEnvelope } from '../plan/index.ts';
import { fence, folded, table } from './blocks.ts';
import type { Section } from './budget.ts';
import { type ChangeGroup, groupsOf, type GroupOf, isFleetWide } from './change-groups.ts';
import { CHANGE_WORDS, objectWords, placeWords, plural } from './change-words.ts';
import { clip, code, text } from './escape.ts';
import { fieldLines } from './field-lines.ts';
import { routeSections } from './route-tables.ts';

const MOST_ROWS = 60;
const MOST_LINES = 400;
const NAME_LENGTH = 100;
const WHY_LENGTH = 200;

export type Sources = Readonly<Record<string, SourceRef>>;

/** Sections of one plan; the first is its heading. */
export function changeSections(plan: Plan, envelope: PlanEnvelope | undefined, sources: Sources): readonly Section[] {
  const title = isFleetWide(plan) ? '### The whole fleet' : `### Namespace ${code(plan.unit)}`;
  return [
    [title],
    ...routeSections(plan, envelope),
    ...groupsOf(plan.changes).map((group) => groupSection(group, sources)),
  ];
}

function groupSection(group: ChangeGroup, sources: Sources): Section {
  const title = groupTitle(group.of, sources);
  const { changes } = group;
  const head = ['Change', 'Resource', 'Where', 'Traffic', 'Why'];
  const brief = `${title}: ${plural(changes.length, 'change')}`;
  const full = `${title}\n\n${table(head, changes.map(rowOf), MOST_ROWS)}`;
  const lines = changes.flatMap(fieldLines);
  const more = lines.length > MOST_LINES ? [`… and ${lines.length - MOST_LINES} more lines`] : [];
  const fields = folded('Fields', fence('diff', [...lines.slice(0, MOST_LINES), ...more]));
  return [brief, full, `${full}\n\n${fields}`];
}

function rowOf(change: Change): readonly string[] {
  const { title } = KINDS[change.ref.kind];
  return [
    CHANGE_WORDS[change.kind],
    `${title} ${code(clip(change.ref.name, NAME_LENGTH))}`,
    code(clip(placeWords(change), NAME_LENGTH)),
    change.impact === 'none' ? '–' : `**${change.impact}**`,
    text(clip(change.maker === 'gke' ? `${change.why}; GKE makes it` : change.why, WHY_LENGTH)),
  ];
}

function groupTitle(of: GroupOf, sources: Sources): string {
  switch (of.type) {
    case 'load-balancer': {
      const named = of.ingresses.map((owner) => `${code(objectWords(owner))}${placeOf(sources[owner])}`);
      return named.length === 1
        ? `**Load balancer** ${named.join('')}`
        : `**Shared by load balancers** ${named.join(', ')}`;
    }
    case 'compute':
      return '**Compute**';
    case 'derived-services':
      return '**Member clusters**';
    case 'config-clusters':
      return of.clusters.length === 1
        ? `**Config cluster** ${of.clusters.map(code).join('')}`
        : `**Config clusters** ${of.clusters.map(code).join(' and ')}: the same in both`;
  }
}

function placeOf(source: SourceRef | undefined): string {
  return source === undefined ? '' : ` (${code(`${source.file}:${source.line}`)})`;
}
