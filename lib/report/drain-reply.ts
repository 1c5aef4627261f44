// What came of a person's word on a cluster, for the reply to it: what is drained, what is not and why, until when, and
// the way back.
import { commandLine } from '../commands/index.ts';
import { timeWords } from '../core/index.ts';
import type { Turned } from '../plan/index.ts';
import { fence, folded, table } from './markdown/blocks.ts';
import { clip, code, escaped } from './markdown/escape.ts';

const MOST_ROWS = 100;
const WHY_LENGTH = 300;
/** For so long an example keeps a cluster drained. */
const SAID_AGAIN_MS = 2 * 3_600_000;

export interface DrainTold {
  readonly fleet: string;
  readonly cluster: string;
  readonly says: 'drain' | 'undrain';
  /** Milliseconds since the epoch. */
  readonly until?: number;
  readonly isDone: boolean;
  readonly why?: string;
  readonly turned: readonly Turned[];
  readonly reason: string;
  /** What has come of it since its time was over; absent before. */
  readonly ended?: {
    readonly stands: 'returns' | 'stays' | 'whole' | 'wanted' | 'replaced';
    readonly why?: string;
    /** Before its time, outside GitHub: by whom, where that is known, and when, milliseconds since the epoch. */
    readonly early?: { readonly at: number; readonly by?: string };
  };
  /** Where the fleet file stands, for the lines that keep it so in Git. */
  readonly git: { readonly repository: string; readonly branch: string; readonly file: string };
}

const WORDS: Readonly<Record<Turned['outcome'], string>> = {
  drained: '🟢 drained',
  refused: '🔴 refused',
  'held-back': '⚪ could be drained',
  failed: '🟡 not yet: it is tried again',
  returns: '🔵 gets its requests back, share by share',
  whole: '🟢 has its requests back',
  stays: '🟡 stays drained',
};

/** What was said of the cluster in another comment since. */
export interface SaidSince {
  readonly says: 'drain' | 'undrain';
  readonly by: string;
  /** Milliseconds since the epoch, as `until`. */
  readonly at: number;
  readonly until?: number;
}

/** Markdown. */
export function drainReply(told: DrainTold): string {
  const { why, ended } = told;
  const all = tableOf(told);
  const kept = why === undefined ? [] : [`${told.isDone ? '🔴' : '🟡'} ${escaped(clip(why, WHY_LENGTH))}.`];
  if (ended !== undefined) return [drainEnded(told), ...all.map(wasDone)].join('\n\n');
  return [headline(told), ...kept, ...all, ...nextOf(told), ...inGitOf(told)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Markdown: how a cluster stands since the time of what was said of it is over; empty before. */
export function drainEnded({ fleet, cluster, says, reason, ended }: DrainTold): string {
  if (ended === undefined) return '';
  const at = code(cluster);
  const over = says === 'undrain' ? '' : overWords(ended);
  switch (ended.stands) {
    case 'replaced':
      return `⚪ ${over}what was said of ${at} there counts.`;
    case 'returns':
      return `🔵 ${over}${at} **gets its requests back**, share by share; that takes some minutes.`;
    case 'whole':
      return `🟢 ${over}${at} **has its requests back**.`;
    case 'wanted':
      return `⚪ ${over}${at} stays drained, because the fleet file drains it.`;
    case 'stays': {
      const again = commandLine({ verb: 'drain', fleet, cluster, duration: SAID_AGAIN_MS, reason });
      return [
        `🟡 ${over}${at} **cannot get its requests back** yet and stays drained.`,
        `${escaped(clip(ended.why ?? '', WHY_LENGTH))}.`,
        `It is looked at each minute, and gets them back by itself when that is over. To keep it drained until then: ${code(again)}`,
      ].join('\n\n');
    }
  }
}

function overWords({ early, stands }: NonNullable<DrainTold['ended']>): string {
  if (early === undefined) return 'Its time is over: ';
  const what = stands === 'replaced' ? 'Replaced' : 'Ended';
  const by = early.by === undefined ? '' : ` by ${escaped(clip(early.by, WHY_LENGTH))}`;
  return `${what}${by} at ${timeWords(early.at)}, outside GitHub: `;
}

/**
 * Markdown, in the place of what came of it, or would have.
 * @param told what was told of it; undefined: nothing yet.
 */
export function drainReplaced({ says, by, at, until = 0 }: SaidSince, told: DrainTold | undefined): string {
  const when = `by ${escaped(clip(by, WHY_LENGTH))} at ${timeWords(at)}`;
  const words =
    says === 'undrain'
      ? `⚪ Ended ${when}, in another comment: what came of that is told there.`
      : `⚪ Replaced by another drain ${when}, until ${timeWords(until)}: what came of that is told there.`;
  return [words, ...(told === undefined ? [] : tableOf(told)).map(wasDone)].join('\n\n');
}

function tableOf({ turned }: DrainTold): readonly string[] {
  const rows = turned.map((one) => [
    code(one.unit),
    code(one.name),
    `${WORDS[one.outcome]}${one.why === undefined ? '' : `: ${escaped(clip(one.why, WHY_LENGTH))}`}`,
  ]);
  return rows.length === 0 ? [] : [table(['Namespace', 'Backend service', 'What came of it'], rows, MOST_ROWS)];
}

function wasDone(one: string): string {
  return folded('What was done', one);
}

function headline({ cluster, says, until = 0, isDone, turned }: DrainTold): string {
  const at = code(cluster);
  const has = (...some: readonly Turned['outcome'][]): boolean => turned.some(({ outcome }) => some.includes(outcome));
  if (says === 'undrain') {
    if (!isDone) return `🟡 ${at} does not have its requests back yet.`;
    if (turned.length === 0) return `⚪ ${at} is not drained.`;
    if (has('returns')) return `🔵 ${at} **gets its requests back**, share by share; that takes some minutes.`;
    return has('stays') ? `🟡 ${at} stays drained.` : `🟢 ${at} **has its requests back**.`;
  }
  if (!has('drained'))
    return isDone ? `🔴 ${at} **is not drained**: nothing was changed.` : `🟡 ${at} is not drained yet.`;
  const where = has('refused', 'held-back', 'failed') ? ' in part' : '';
  return `🟢 ${at} **is drained**${where} until ${timeWords(until)}. Edges take it up, usually within two minutes.`;
}

function nextOf({ fleet, cluster, says, turned, isDone }: DrainTold): readonly string[] {
  const has = (outcome: Turned['outcome']): boolean => turned.some((one) => one.outcome === outcome);
  const back = code(commandLine({ verb: 'undrain', fleet, cluster }));
  if (says === 'undrain')
    return has('stays') ? ['What stays drained because it is not well comes back by itself when it is.'] : [];
  const others = code('--as-far-as-possible');
  return [
    ...(has('held-back') ? [`Where one is refused none is drained; with ${others} the others are.`] : []),
    ...(isDone ? [] : ['It is tried again each minute until its time is over.']),
    ...(has('drained')
      ? [`It comes back by itself when the time is over, share by share and where it is well. Before that: ${back}`]
      : []),
  ];
}

/**
 * The lines of the fleet file, and where they are edited on a new branch. The link stays on whatever host the reader
 * is: nobody here writes into the repository.
 */
function inGitOf({ cluster, says, turned, reason, git: { repository, branch, file } }: DrainTold): readonly string[] {
  if (says === 'undrain' || !turned.some(({ outcome }) => outcome === 'drained')) return [];
  const path = [...repository.split('/'), 'edit', ...branch.split('/'), ...file.split('/')].map(encodeURIComponent);
  return [
    `To keep it so for longer, [edit the fleet file on a new branch](/${path.join('/')}) (${code(file)}), and open a pull request with these lines:`,
    fence('yaml', linesOf(cluster, reason)),
  ];
}

/** What the fleet file says of a drained cluster. */
function linesOf(cluster: string, reason: string): readonly string[] {
  return ['spec:', '  traffic:', '    drained:', `      ${cluster}: ${JSON.stringify(reason)}`];
}
