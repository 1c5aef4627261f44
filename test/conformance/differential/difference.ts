// What tells two answers to one request apart. Sentences count only where kubectl or Rangelight reads them.
import { isDeepStrictEqual } from 'node:util';
import type { Aspect, VersionRow } from './by-version.ts';
import { isList, isObject, type Json, type JsonObject } from './exchange.ts';
import type { PlainAnswer } from './plain-answer.ts';

export interface Difference {
  readonly aspect: Aspect;
  readonly ours: Json;
  readonly real: Json;
}

export interface Compared {
  /** The first aspect in which they differ; what comes after it follows from it more often than not. */
  readonly difference?: Difference;
  /** Rows that the answers differ by and are expected to. */
  readonly expected: readonly VersionRow[];
}

/** @param rows what the real server's version says otherwise about such a request. */
export function compare(ours: PlainAnswer, real: PlainAnswer, rows: readonly VersionRow[] = []): Compared {
  const expected: VersionRow[] = [];
  for (const [aspect, read] of ASPECTS) {
    const [a, b] = [read(ours), read(real)];
    if (isDeepStrictEqual(a, b)) continue;
    const own = rows.filter((row) => row.aspect === aspect);
    const without = (value: Json): Json => own.reduce((left, row) => row.without(left), value);
    if (own.length === 0 || !isDeepStrictEqual(without(a), without(b)))
      return { difference: { aspect, ours: a, real: b }, expected };
    expected.push(...own);
    // Of another status nothing else can be alike.
    if (aspect === 'status') break;
  }
  return { expected };
}

const ASPECTS: readonly (readonly [Aspect, (answer: PlainAnswer) => Json])[] = [
  ['status', ({ code }) => code],
  ['reason', (answer) => failure(answer)?.reason ?? null],
  ['causes', (answer) => causesOf(failure(answer))],
  ['message', (answer) => readMessage(answer)],
  ['body', (answer) => (failure(answer) === undefined ? answer.body : null)],
  ['owners', ({ owners }) => owners ?? null],
  ['warnings', ({ warnings }) => warnings ?? []],
];

function failure({ code, body }: PlainAnswer): JsonObject | undefined {
  if (code < 400) return undefined;
  return isObject(body) ? body : { reason: typeof body === 'string' ? body : null };
}

/** Field and reason of each cause, once, in any order: Go's maps have none, and two validators find one fault twice. */
function causesOf(status: JsonObject | undefined): Json {
  const details = status?.details;
  if (!isObject(details) || !isList(details.causes)) return [];
  const causes = details.causes
    .filter(isObject)
    .map(({ reason, field }) => `${JSON.stringify(reason ?? '')} ${JSON.stringify(field ?? '')}`);
  return [...new Set(causes)].sort();
}

/** Rangelight reads who owns a contested field out of the sentence; kubectl shows a conflict as it stands. */
function readMessage(answer: PlainAnswer): Json {
  const status = failure(answer);
  return answer.code === 409 || answer.code === 404 ? (status?.message ?? null) : null;
}
