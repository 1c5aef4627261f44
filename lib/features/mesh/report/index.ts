// What people are told of calls across a mesh: those that break before all else, and a table of what changes. The door
// for reports.
import {
  clip,
  code,
  type Concern,
  escaped,
  folded,
  lineWords,
  plural,
  type ReportPart,
  table,
  visible,
} from '../../../report/index.ts';
import { type CallOutlook, type MeshOutlook, readCalls } from '../outlook.ts';
import { MESH } from '../section.ts';
import { callDrawing } from './drawing.ts';

const MOST_ROWS = 20;
const MOST_NAMED = 3;
const LONGEST_REASON = 200;

const SIGNS: Readonly<Record<CallOutlook['state'], string>> = { ok: '✅', degraded: '🟠', fails: '🔴', unknown: '❔' };
const WORDS: Readonly<Record<CallOutlook['state'], string>> = {
  ok: 'answered',
  degraded: 'answered in part',
  fails: 'fails',
  unknown: 'not known',
};

export const meshPart: ReportPart = {
  planned: ({ outlook }) => {
    const mesh = readCalls(outlook?.[MESH]);
    if (mesh === undefined) return {};
    return {
      concerns: () => brokenCalls(mesh),
      after: () => matrix(mesh),
      whole: () => told(mesh).map((call) => visible(`mesh: ${callLine(call)}`)),
    };
  },
};

/** What changes, and what is not well. */
function told({ calls, isCompared }: MeshOutlook): readonly CallOutlook[] {
  return calls.filter(
    (call) =>
      call.state !== 'ok' ||
      (isCompared && (call.was !== call.state || call.byStub === 'from-now' || call.before !== undefined)),
  );
}

function brokenCalls({ calls, isCompared }: MeshOutlook): readonly Concern[] {
  const broken = calls.filter(({ state, was }) => state === 'fails' && isCompared && was !== 'fails');
  if (broken.length === 0) return [];
  const named = broken.slice(0, MOST_NAMED);
  const more = broken.length - named.length;
  const words = lineWords([
    `🔴 ${plural(broken.length, 'call')} across the mesh ${broken.length === 1 ? 'fails' : 'fail'} after the merge: `,
    ...named.flatMap((call, index) => [
      index === 0 ? '' : '; ',
      { name: call.caller },
      ' in ',
      { name: call.cluster },
      ' to ',
      { name: call.target },
      ', because ',
      escaped(clip(call.why, LONGEST_REASON)),
    ]),
    more === 0 ? '.' : ` and ${more} more.`,
  ]);
  return [
    {
      weight: 'outage',
      title: `${plural(broken.length, 'call')} across the mesh ${broken.length === 1 ? 'fails' : 'fail'}`,
      words,
    },
  ];
}

/** Callers and targets down, a column for each cluster of a caller. */
function matrix(mesh: MeshOutlook): string {
  const shown = told(mesh);
  const { ok, degraded, fails, unknown } = mesh.counts;
  const all = ok + degraded + fails + unknown;
  if (shown.length === 0) return '';
  const clusters = [...new Set(shown.map(({ cluster }) => cluster))].sort();
  const rows = [...Map.groupBy(shown, ({ caller, target }) => `${caller} ${target}`).values()].map((ones) => {
    const [first] = ones;
    const cells = clusters.map((cluster) => cell(ones.find((one) => one.cluster === cluster)));
    return [code(first?.caller ?? ''), code(first?.target ?? ''), ...cells];
  });
  const heading = `**Calls across the mesh**: ${ok} of ${all} answered${mesh.isCompared ? '; those that change or are not well' : ''}`;
  const drawing = mesh.isCompared ? callDrawing(mesh.calls) : undefined;
  const drawn = drawing === undefined ? '' : `\n\n${folded('Which clusters answer, drawn', drawing)}`;
  return `${heading}\n\n${table(['caller', 'calls', ...clusters.map((one) => `from ${code(one)}`)], rows, MOST_ROWS)}${drawn}`;
}

function cell(call: CallOutlook | undefined): string {
  if (call === undefined) return '';
  const { state, was, by, why, byStub } = call;
  const otherwise = changeWords(call, { name: code, sentence: escaped });
  const through = byStub !== undefined ? ', through a Service that is made here' : '';
  const change = was === undefined || was === state ? '' : `${SIGNS[was]} → `;
  const what =
    state === 'ok'
      ? `by ${by.map(code).join(', ')}${through}`
      : `${WORDS[state]}: ${escaped(clip(why, LONGEST_REASON))}`;
  return `${change}${SIGNS[state]} ${what}${otherwise}`;
}

interface Shown {
  readonly name: (text: string) => string;
  readonly sentence: (text: string) => string;
}

/** How a call that is answered as before is answered otherwise. */
function changeWords({ state, by, effect, before }: CallOutlook, { name, sentence }: Shown): string {
  if (state !== 'ok' || before === undefined) return '';
  const who = before.by.join() === by.join() ? [] : [`; before by ${before.by.map(name).join(', ')}`];
  const parts = otherParts(before.effect, effect);
  const how = parts === undefined ? [] : [`. Now: ${sentence(parts[1])}. Before: ${sentence(parts[0])}`];
  return [...who, ...how].join('');
}

/** What of two effects is not the same in both, before and now. */
function otherParts(before: string, now: string): readonly [string, string] | undefined {
  if (before === now) return undefined;
  const [was, is] = [before.split('; '), now.split('; ')];
  if (was.length !== is.length) return [before, now];
  const differs = (own: readonly string[], other: readonly string[]): string =>
    own.filter((part, at) => part !== other[at]).join('; ');
  return [differs(was, is), differs(is, was)];
}

function callLine(call: CallOutlook): string {
  const { caller, cluster, target, state, was, why, byStub } = call;
  const before = was === undefined || was === state ? '' : ` (was: ${WORDS[was]})`;
  const through = byStub !== undefined ? ', through a Service that is made there' : '';
  return `${caller} in ${cluster} → ${target}: ${WORDS[state]}${through}${before}${changeWords(call, { name: String, sentence: String })}${why === '' ? '' : `, because ${why}`}`;
}
