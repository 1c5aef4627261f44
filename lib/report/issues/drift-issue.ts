// What somebody changed behind our back or took out of our hands, as one issue per unit; closed when it is gone.
import { timeWords } from '../../core/index.ts';
import type { Author, Change } from '../../diff/index.ts';
import { type ClusterLink, FLEET_UNIT, type Kinds, type RefKey } from '../../model/index.ts';
import { fence, folded, list, table } from '../markdown/blocks.ts';
import { fit, LIMIT, type Section } from '../markdown/budget.ts';
import { CHANGE_WORDS, placeWords, plural } from '../changes/change-words.ts';
import { clip, code, escaped, visible } from '../markdown/escape.ts';
import { fieldLines } from '../changes/field-lines.ts';
import type { Issue } from './issue.ts';
import { marker } from '../markdown/marker.ts';

const MOST_ROWS = 100;
const MOST_LINES = 400;
const NAME_LENGTH = 100;
const SENTENCE_LENGTH = 400;

export interface DriftView {
  readonly unit: string;
  /** Of the run that last wrote it. */
  readonly commit: string;
  /** It is put back without anybody's doing. */
  readonly healing: boolean;
  /** What would put it back. */
  readonly changes: readonly Change[];
  /** Why that needs a person's approval, a sentence without its subject for each. */
  readonly gates?: readonly string[];
  /** When it is put back, milliseconds since the epoch. */
  readonly healsAt?: number;
  /** Who made the changes, by their keys: null where nothing says it. */
  readonly authors?: Readonly<Record<RefKey, Author | null>>;
  /** What is not put back, and why, a sentence for each. */
  readonly heldBack?: readonly string[];
  /** What is wanted and not ours to change, a sentence for each. */
  readonly foreign?: readonly string[];
  /** `old`: clusters with endpoints that are older than the fleet file allows. */
  readonly endpoints?: { readonly old: readonly ClusterLink[] };
}

/** The body is undefined when nothing differs any more: the issue is to be closed. */
export function driftIssue(kinds: Kinds, drift: DriftView, fleet: string): Issue {
  const mark = marker('drift', [fleet, drift.unit]);
  const what = drift.unit === FLEET_UNIT ? `the fleet ${fleet}` : `${fleet}/${drift.unit}`;
  // No count in the title: it would change with every finding.
  const title = visible(`Drift in ${what}`);
  const sections = [...changesOf(kinds, drift), ...foreignIn(drift), ...oldEndpoints(drift)];
  return { marker: mark, title, body: sections.length === 0 ? undefined : fit(sections, LIMIT) };
}

function foreignIn({ unit, foreign = [] }: DriftView): readonly Section[] {
  if (foreign.length === 0) return [];
  const head = `${plural(foreign.length, 'resource')} around ${code(unit)} ${foreign.length === 1 ? 'is' : 'are'} not ours, and left alone with what belongs to ${foreign.length === 1 ? 'it' : 'them'}.`;
  return [
    [head],
    [
      '',
      list(
        foreign.map((one) => escaped(clip(one, SENTENCE_LENGTH))),
        MOST_ROWS,
      ),
    ],
    [
      'Rangelight changes only what carries its mark, under a name that it gives. What is removed by hand is made anew, and what gets its mark back is managed again; or take it out of the manifests. This issue closes when everything is ours again.',
    ],
  ];
}

/** What is lost for good comes before everything else that is to be read. */
function gatesIn({ gates = [] }: DriftView): readonly Section[] {
  if (gates.length === 0) return [];
  const reasons = list(
    gates.map((one) => escaped(clip(one, SENTENCE_LENGTH))),
    MOST_ROWS,
  );
  return [
    [
      "**To put it back needs an approval**: the check of the branch's newest commit has the plan, and the comment that approves it.",
      `**To put it back needs an approval.** It\n\n${reasons}\n\nThe check of the branch's newest commit has the plan, and the comment that approves it.`,
    ],
  ];
}

function oldIn({ endpoints }: DriftView): readonly ClusterLink[] {
  return endpoints?.old ?? [];
}

function oldEndpoints(drift: DriftView): readonly Section[] {
  const old = oldIn(drift);
  if (old.length === 0) return [];
  const clusters = old.map((link) => code(clip(link, NAME_LENGTH))).join(', ');
  return [
    [
      `The endpoints of ${clusters} are older than ${code('endpointsMaxAge')}: pods that came since get no requests, and health checks alone take out those that went. The cluster or its groups cannot be read, or the policy in force lets nothing be written.`,
    ],
  ];
}

function changesOf(kinds: Kinds, drift: DriftView): readonly Section[] {
  const { authors, changes } = drift;
  if (changes.length === 0) return [];
  const lines = changes.flatMap((change) => fieldLines(kinds, change));
  const rows = changes.map((change) => [
    `${kinds.of(change.ref.kind).title} ${code(clip(change.ref.name, NAME_LENGTH))}`,
    code(clip(placeWords(change), NAME_LENGTH)),
    escaped(change.why),
    `${CHANGE_WORDS[change.kind]} it`,
    change.impact === 'none' ? '–' : `**${change.impact}**`,
    ...(authors === undefined ? [] : [authorWords(authors[change.key])]),
  ]);
  const columns = ['Resource', 'Where', 'What', 'To put it back', 'Traffic'];
  const head = `${plural(changes.length, 'resource')} of ${code(drift.unit)} ${changes.length === 1 ? 'differs' : 'differ'} from what was applied of ${code(drift.commit.slice(0, 12))}.`;
  return [
    [head],
    ...gatesIn(drift),
    ['', table(authors === undefined ? columns : [...columns, 'Changed by'], rows, MOST_ROWS)],
    ['', folded('Fields: − as it is, + as applied', fence('diff', lines.slice(0, MOST_LINES)))],
    ...heldBackIn(drift),
    [becomesOf(drift)],
  ];
}

function heldBackIn({ heldBack = [] }: DriftView): readonly Section[] {
  if (heldBack.length === 0) return [];
  const sentences = heldBack.map((one) => escaped(clip(one, SENTENCE_LENGTH)));
  return [['', list(sentences, MOST_ROWS)]];
}

function authorWords(author: Author | null | undefined): string {
  if (author === undefined) return '–';
  return author === null ? 'unknown' : `${code(clip(author.by, NAME_LENGTH))}, ${timeWords(author.at)}`;
}

function becomesOf({ unit, healing, healsAt, authors = {}, heldBack = [] }: DriftView): string {
  const closes = 'This issue closes when nothing differs any more.';
  if (!healing)
    return `It is not put back by itself (${code('policy.drift: report')}, a gate, a run of the namespace that is open, or ${code('apply')} is not ${code('merge')}). Take the change back by hand, or bring it into the manifests. ${closes}`;
  if (heldBack.length > 0)
    return `What is named above is not put back by itself. Find out who changes it and why; then take the change back, bring it into the manifests, or say ${code('/rangelight plan')} here to have all of it put back once. ${closes}`;
  const when = healsAt === undefined ? '' : ` at ${timeWords(healsAt)}, when it is still so then`;
  const byPerson = Object.values(authors).some((author) => author?.isPerson === true);
  const stands = byPerson
    ? `What a person changed by hand stands for the hours of ${code('policy.keepHandMadeHours')}. `
    : '';
  const now = byPerson ? ` To have it put back now, say ${code('/rangelight plan')} here.` : '';
  return `${stands}It is put back by itself${when}.${now} To keep it, say ${code(`/rangelight pause --unit ${unit} --for 2h`)} here and why, or bring it into the manifests. ${closes}`;
}
