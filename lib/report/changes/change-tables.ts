// The changes of one plan as Markdown: a table per load balancer and cluster, with the fields folded away.
import type { SourceRef } from '../../core/index.ts';
import type { Change } from '../../diff/index.ts';
import type { Kinds } from '../../model/index.ts';
import type { Plan, Revision } from '../../plan/index.ts';
import { fence, folded, table } from '../markdown/blocks.ts';
import type { Section } from '../markdown/budget.ts';
import { type ChangeGroup, groupsOf, type GroupOf, isFleetWide } from './change-groups.ts';
import { CHANGE_WORDS, kindsWords, objectWords, placeWords, plural, sentence } from './change-words.ts';
import { clip, code, escaped } from '../markdown/escape.ts';
import { clusterWords } from './cluster-words.ts';
import { fieldLines } from './field-lines.ts';
import type { Told } from '../part.ts';

const MOST_ROWS = 60;
const MOST_LINES = 400;
const NAME_LENGTH = 100;
const WHY_LENGTH = 200;

/** Sections of one plan; the first is its heading. */
export function changeSections(kinds: Kinds, told: Told, plan: Plan, revision: Revision): readonly Section[] {
  const title = isFleetWide(plan) ? '### The whole fleet' : `### Namespace ${code(plan.unit)}`;
  return [
    [title],
    ...told.sections(plan),
    ...groupsOf(kinds, plan.changes).map((group) => groupSection(kinds, group, revision)),
  ];
}

function groupSection(kinds: Kinds, group: ChangeGroup, revision: Revision): Section {
  const title = groupTitle(group.of, revision);
  const { changes } = group;
  const isTwice = group.of.type === 'config-clusters' && group.of.clusters.length > 1;
  const counted = changes.length === 1 ? 'one change' : plural(changes.length, 'change');
  const brief = `${title}: ${counted}${isTwice ? ', the same in both' : ''}`;
  const rows = changeTable(kinds, changes);
  const fields = fieldBlock(kinds, changes);
  // Of what is made in Compute people read every line; of the clusters they want to know that it is what they expect.
  if (group.of.type === 'roots' || group.of.type === 'compute')
    return [brief, `${title}\n\n${rows}`, `${title}\n\n${rows}\n\n${folded('Fields', fields)}`];
  const what = kindsWords(kinds, changes);
  return [brief, `${brief}\n\n${folded(what, rows)}`, `${brief}\n\n${folded(what, `${rows}\n\n${fields}`)}`];
}

function fieldBlock(kinds: Kinds, changes: readonly Change[]): string {
  const lines = changes.flatMap((change) => fieldLines(kinds, change));
  const more = lines.length > MOST_LINES ? [`… and ${lines.length - MOST_LINES} more lines`] : [];
  return fence('diff', [...lines.slice(0, MOST_LINES), ...more]);
}

interface Column {
  readonly head: string;
  readonly cell: (change: Change) => string;
}

const CHANGE: Column = { head: 'Change', cell: ({ kind }) => CHANGE_WORDS[kind] };
const resourceIn = (kinds: Kinds): Column => ({
  head: 'Resource',
  cell: ({ ref, maker }) =>
    `${kinds.of(ref.kind).title} ${code(clip(ref.name, NAME_LENGTH))}${maker === 'gke' ? ', which GKE makes' : ''}`,
});
const WHERE: Column = { head: 'Where', cell: (change) => code(clip(placeWords(change), NAME_LENGTH)) };
const TRAFFIC: Column = { head: 'Traffic', cell: ({ impact }) => (impact === 'none' ? '–' : `**${impact}**`) };
const WHY: Column = { head: 'Why', cell: ({ why }) => escaped(clip(why, WHY_LENGTH)) };

/** A column that says the same in every row is no column: it makes the others too narrow to read. */
function changeTable(kinds: Kinds, changes: readonly Change[]): string {
  const valueOf = ({ cell }: Column): string | undefined => {
    const values = new Set(changes.map(cell));
    return values.size === 1 ? [...values][0] : undefined;
  };
  const why = changes.length > 1 ? valueOf(WHY) : undefined;
  const where = changes.length > 1 ? valueOf(WHERE) : undefined;
  const columns = [
    CHANGE,
    resourceIn(kinds),
    ...(where === undefined ? [WHERE] : []),
    ...(valueOf(TRAFFIC) === '–' ? [] : [TRAFFIC]),
    ...(why === undefined ? [WHY] : []),
  ];
  const rows = changes.map((change) => columns.map(({ cell }) => cell(change)));
  const said = table(
    columns.map(({ head }) => head),
    rows,
    MOST_ROWS,
  );
  return why === undefined ? said : `Why: ${why}.\n\n${said}`;
}

function groupTitle(of: GroupOf, revision: Revision): string {
  switch (of.type) {
    case 'roots': {
      const named = of.roots.map((owner) => `${code(objectWords(owner))}${placeOf(revision.sources[owner])}`);
      return named.length === 1
        ? `**${sentence(of.heading)}** ${named.join('')}`
        : `**Shared by ${of.heading}s** ${named.join(', ')}`;
    }
    case 'compute':
      return '**Compute**';
    case 'member-clusters':
      return '**Member clusters**';
    case 'config-clusters': {
      const named = [...of.clusters].sort((a, b) => Number(isBackup(a, revision)) - Number(isBackup(b, revision)));
      const words = named.map((cluster) => clusterWords(cluster, revision)).join(' and ');
      return `**Config cluster${named.length === 1 ? '' : 's'}** ${words}`;
    }
  }
}

function isBackup(cluster: string, { configClusters }: Revision): boolean {
  return cluster === configClusters?.backup;
}

function placeOf(source: SourceRef | undefined): string {
  return source === undefined ? '' : ` (${code(`${source.file}:${source.line}`)})`;
}
