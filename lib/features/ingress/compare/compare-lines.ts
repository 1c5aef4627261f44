// What a comparison found, for a terminal and for a script.
import { canonicalJson, type Json, type JsonObject } from '../../../core/index.ts';
import type { Answered, Compared, Difference, SettingDifference } from './compare-surfaces.ts';
import type { Request } from './surface.ts';
import { urlMapTest } from './url-map-test.ts';

const MOST_DIFFERENCES = 50;

/** How the two sides are called. */
export interface Sides {
  readonly first: string;
  readonly second: string;
}

export function compareLines(
  { differences, requests, unknown, taken, notes }: Compared,
  sides: Sides,
): readonly string[] {
  const more = differences.length - MOST_DIFFERENCES;
  return [
    ...taken.map(
      ({ first, second }) =>
        `taken    ${second} of ${sides.second} for ${first} of ${sides.first}: the same requests go there`,
    ),
    ...differences.slice(0, MOST_DIFFERENCES).flatMap((one) => differenceLines(one, sides)),
    ...(more > 0 ? [`… and ${more} more: --json has them all`] : []),
    ...unknown.map((what) => `unknown  ${what}`),
    ...notes.map((what) => `note     ${what}`),
    verdict(differences.length, unknown.length, requests),
  ];
}

function verdict(differences: number, unknown: number, requests: number): string {
  const compared = `${requests} ${requests === 1 ? 'request stands' : 'requests stand'} for all that there can be`;
  if (differences > 0) return `${differences} ${differences === 1 ? 'difference' : 'differences'}; ${compared}`;
  return unknown > 0 ? `no difference in what could be compared; ${compared}` : `they serve alike; ${compared}`;
}

function differenceLines(one: Difference, { first, second }: Sides): readonly string[] {
  if (one.type === 'only') return [`differs  ${one.id}: only in ${one.side === 'first' ? first : second}`];
  const { what, before, after } = differenceText(one);
  return [`differs  ${what}`, `           ${first}: ${before}`, `           ${second}: ${after}`];
}

/** In words: what differs, and how it is on the first side (before) and on the second (after). */
export function differenceText(one: Difference): {
  readonly what: string;
  readonly isRequest: boolean;
  readonly risk: 'stops' | 'moves' | 'changes' | 'new';
  readonly before: string;
  readonly after: string;
} {
  switch (one.type) {
    case 'only': {
      const isGone = one.side === 'first';
      const [before, after] = isGone ? ['stands', 'not asked for'] : ['not there', 'asked for'];
      return { what: one.id, isRequest: false, risk: isGone ? 'stops' : 'new', before, after };
    }
    case 'request': {
      const [before, after] = [answerText(one.first), answerText(one.second)];
      const risk = after === NOTHING ? 'stops' : before === NOTHING ? 'new' : 'moves';
      return { what: requestText(one.request), isRequest: true, risk, before, after };
    }
    case 'setting': {
      const [before, after] = [value(one.first), value(one.second)];
      const isGate = one.name === 'answers' || one.name === 'clusters';
      const risk = isGate && [NOTHING, '"nothing"', '[]'].includes(after) ? 'stops' : 'changes';
      return { what: settingText(one), isRequest: false, risk, before, after };
    }
    default:
      return one satisfies never;
  }
}

/** Where nobody answers, and what is not set. */
const NOTHING = 'nothing';

function settingText({ of, name, request }: SettingDifference): string {
  return `${of}: ${name}${request === undefined ? '' : `, as for ${requestText(request)}`}`;
}

/** As `curl` takes it. */
function requestText({ host, path, headers }: Request): string {
  const sent = Object.entries(headers).map(([name, text]) => ` -H '${name}: ${text}'`);
  return `http://${host}${path}${sent.join('')}`;
}

export function answerText({ answer, label }: Answered): string {
  switch (answer.type) {
    case 'backend':
      return label ?? answer.name;
    case 'split':
      return label ?? `${answer.shares.length} backends`;
    case 'redirect':
      return `redirect ${canonicalJson(answer.redirect)}`;
    case 'action':
      return Object.keys(answer.action).length === 0 ? NOTHING : canonicalJson(answer.action);
    default:
      return answer satisfies never;
  }
}

function value(json: Json | undefined): string {
  return json === undefined ? NOTHING : canonicalJson(json);
}

/** The same as a document. A request has with it a test of each side's URL map, which Compute confirms. */
export function compareJson(compared: Compared, sides: Sides): JsonObject {
  const { differences, requests, unknown, taken, notes } = compared;
  return {
    sides: { ...sides },
    differences: differences.map((one): JsonObject => {
      if (one.type === 'only') return { ...one };
      if (one.type === 'setting') {
        const { request, ...setting } = one;
        return { ...setting, ...(request === undefined ? {} : { request: requestJson(request) }) };
      }
      const { type, id, request, first, second } = one;
      const tests = { first: urlMapTest(request, first.answer), second: urlMapTest(request, second.answer) };
      return {
        type,
        id,
        request: requestJson(request),
        first: answerText(first),
        second: answerText(second),
        tests: Object.fromEntries(Object.entries(tests).flatMap(([side, test]) => (test ? [[side, test]] : []))),
      };
    }),
    requests,
    unknown: [...unknown],
    taken: taken.map((pair) => ({ ...pair })),
    notes: [...notes],
  };
}

function requestJson({ host, path, headers }: Request): JsonObject {
  return { host, path, headers: { ...headers } };
}
