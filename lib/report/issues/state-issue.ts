// What is lost or damaged of a fleet's documents, as one issue: what that holds back, what mends itself, and what a
// person has to do; closed when nothing is left.
import { confirmPolicyWords, resumeCommand, unfreezeCommand } from '../changes/approve-words.ts';
import { fence, table } from '../markdown/blocks.ts';
import { fit, LIMIT, type Section } from '../markdown/budget.ts';
import { plural } from '../changes/change-words.ts';
import { DAMAGE_WORDS, type DamageWords, newerWords, OTHER_DAMAGE } from './damage-words.ts';
import { clip, code, escaped } from '../markdown/escape.ts';
import type { Issue } from './issue.ts';
import { marker } from '../markdown/marker.ts';

const MOST_ROWS = 50;
const MOST_ORDERS = 20;
const KEY_LENGTH = 200;
const DIGITS = 12;
const WHY_LENGTH = 200;
const WHOLE_FLEET = '_all';

export interface TroublesView {
  readonly damaged: readonly {
    readonly bucket: string;
    readonly key: string;
    readonly why: string;
    /** A newer Rangelight wrote it. */
    readonly isNewer?: true;
  }[];
  /** Units of which something stands, without a record of what was applied. */
  readonly unrecorded: readonly string[];
  readonly head: 'known' | 'lost' | 'damaged';
  /** Whether the policy in force is known. */
  readonly policy: boolean;
}

/** The body is undefined when nothing is lost or damaged: the issue is to be closed. */
export function stateIssue(troubles: TroublesView, fleet: string): Issue {
  const base = { marker: marker('state', [fleet]), title: `Lost or damaged documents of ${fleet}` };
  const rows = [...lostRows(troubles), ...troubles.damaged.map(damagedRow)];
  if (rows.length === 0) return { ...base, body: undefined };
  const head = `${plural(rows.length, 'document')} of ${code(fleet)} ${rows.length === 1 ? 'is' : 'are'} lost or damaged. What stands in the cloud goes on serving, and other units and fleets go on. What cannot be read permits nothing: nothing is deleted because of it.`;
  const body = fit(
    [
      [head],
      ['', table(['Document', 'What is wrong', 'What that holds back', 'What mends it'], rows, MOST_ROWS)],
      ...orders(troubles, fleet),
      ['This issue closes when all of them can be read again.'],
    ],
    LIMIT,
  );
  return { ...base, body };
}

function lostRows({ damaged, unrecorded, head, policy }: TroublesView): readonly (readonly string[])[] {
  const isTold = (collection: string, unit: string): boolean =>
    damaged.some(({ key }) => key.startsWith(`${collection}/`) && key.endsWith(`/${encodeURIComponent(unit)}.json`));
  const isFinishedTold = damaged.some(({ key }) => key.startsWith('finished/'));
  return [
    ...(head === 'lost' ? [row('head of the branch', 'it is lost', wordsOf('heads'))] : []),
    ...(policy || isFinishedTold
      ? []
      : [row('policy in force', 'the revision that was finished last is lost', wordsOf('finished'))]),
    ...unrecorded
      .filter((unit) => !isTold('applied', unit))
      .map((unit) => row(`what was applied of ${code(clip(unit, KEY_LENGTH))}`, 'it is lost', wordsOf('applied'))),
  ];
}

function damagedRow({ bucket, key, why, isNewer }: TroublesView['damaged'][number]): readonly string[] {
  const where = bucket === 'state' ? '' : ` (${escaped(bucket)})`;
  return row(
    code(clip(shortKey(key), KEY_LENGTH)) + where,
    `it ${escaped(clip(why, WHY_LENGTH))}`,
    isNewer ? newerWords(collectionOf(key)) : wordsOf(collectionOf(key)),
  );
}

/** Digests and commits by their beginning: a column must not grow wider than a page. */
function shortKey(key: string): string {
  return key.replace(/[0-9a-f]{40,}/g, (digits) => `${digits.slice(0, DIGITS)}…`);
}

function row(document: string, why: string, { holds, mends }: DamageWords): readonly string[] {
  return [document, why, holds, mends];
}

function collectionOf(key: string): string {
  return key.split('/')[0] ?? '';
}

function wordsOf(collection: string): DamageWords {
  return DAMAGE_WORDS[collection] ?? OTHER_DAMAGE;
}

/** What a person has to do, each with the very command. */
function orders({ damaged, unrecorded, policy }: TroublesView, fleet: string): readonly Section[] {
  const ordered = (order: DamageWords['order']) =>
    damaged.filter(({ key, isNewer }) => isNewer !== true && wordsOf(collectionOf(key)).order === order);
  const paused = ordered('resume').map(({ key }) => unitIn(key));
  const isFrozen = ordered('unfreeze').length > 0;
  const removed = ordered('remove');
  const isNewer = damaged.some((one) => one.isNewer);
  const sections: Section[] = [];
  if (!policy) sections.push([`**To do:** ${confirmPolicyWords(fleet)}`]);
  if (unrecorded.length > 0)
    sections.push([
      `Where a unit without a record does not stand as the branch wants it, its plan waits with the gate ${code('unrecorded')}. **To do:** read that plan in the check of the branch's newest commit, which also has the comment that approves it.`,
    ]);
  if (paused.length > 0)
    sections.push([
      '**To do:** look whether the pause is still wanted; a comment ends it.',
      [
        '**To do:** look whether the pause is still wanted; a comment ends it:',
        ...paused
          .slice(0, MOST_ORDERS)
          .map((unit) => fence('', [resumeCommand(fleet, unit === WHOLE_FLEET ? undefined : unit)])),
      ].join('\n\n'),
    ]);
  if (isFrozen)
    sections.push([
      `**To do:** look whether the freeze is still wanted; a comment of an admin ends it:\n\n${fence('', [unfreezeCommand(fleet)])}`,
    ]);
  if (removed.length > 0)
    sections.push([
      '**To do:** what nobody needs any more is removed by an administrator of the buckets.',
      `**To do:** what nobody needs any more is removed by an administrator of the buckets, ${code('BUCKET')} being the state bucket:\n\n${fence(
        'sh',
        removed.slice(0, MOST_ORDERS).map(({ bucket, key }) => `gcloud storage rm '${objectUrl(bucket, key)}'`),
      )}`,
    ]);
  if (isNewer)
    sections.push([
      '**To do:** deploy that newer version again, which goes on with what it wrote. Somebody went back to this one.',
    ]);
  if (policy && !isFrozen && !isNewer && paused.length + removed.length + unrecorded.length === 0)
    sections.push(['**To do:** nothing. It mends itself.']);
  return sections;
}

function unitIn(key: string): string {
  return decodeURIComponent((key.split('/').at(-1) ?? '').replace(/\.json$/, ''));
}

function objectUrl(bucket: string, key: string): string {
  const name = bucket === 'state' ? 'BUCKET' : `BUCKET-${bucket}`;
  return `gs://${name}/${key.replaceAll("'", "'\\''")}`;
}
