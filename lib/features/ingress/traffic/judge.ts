// One request of a log → what becomes of it: the rule that takes it before, the rule that takes it after, and whether a
// client would notice.
import type { Answering, Taken } from '../compare/answer-request.ts';
import { answerText } from '../compare/compare-lines.ts';
import { answered } from '../compare/compare-surfaces.ts';
import { isSame, type Pairing } from '../compare/pairing.ts';
import type { Surface } from '../compare/surface.ts';
import type { LoggedRequest } from './log-entry.ts';

/**
 * What becomes of requests. `not-found`: they go where this log has nothing but answers with 404. `default`: no rule
 * takes them any more. `unanswered`: nobody takes them at all. `unknown`: it depends on headers, which no log has.
 */
export type RequestOutcome = 'moved' | 'not-found' | 'default' | 'redirected' | 'unanswered' | 'unknown';

export interface JudgedSides {
  readonly id: string;
  readonly before: Surface;
  /** Undefined: it goes. */
  readonly after: Surface | undefined;
  readonly pairing: Pairing;
}

/** Where a request arrives on one side. */
export type Arrival =
  | ({ readonly type: 'rule' } & Taken)
  /** Nobody listens for its scheme. */
  | { readonly type: 'nobody' }
  /** Headers decide. */
  | { readonly type: 'headers' };

/** A rule of which the traffic is answered in another way. */
export interface Rule {
  readonly id: string;
  /** The more particular of both sides; ANY_OTHER where only defaults answer. */
  readonly host: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export const ANY_OTHER = 'any other';

export function arrivalAt({ listeners }: Surface, by: Answering, request: LoggedRequest): Arrival {
  const listener = listeners?.get(request.scheme === 'https' ? 443 : 80);
  if (listeners !== undefined && listener === undefined) return { type: 'nobody' };
  const redirect = listener?.redirect;
  if (redirect !== undefined)
    return { type: 'rule', host: undefined, path: undefined, answer: { type: 'redirect', redirect } };
  const taken = by.withoutHeaders(request);
  return taken === undefined ? { type: 'headers' } : { type: 'rule', ...taken };
}

/** Undefined: nothing changes for it. */
export function judge(
  { id, before, after, pairing }: JudgedSides,
  one: Arrival,
  request: LoggedRequest,
): { readonly rule: Rule; readonly outcome: RequestOutcome; readonly other: Arrival } | undefined {
  // What nobody takes as things stand was logged when they stood otherwise.
  if (one.type === 'nobody') return undefined;
  const other: Arrival = after === undefined ? { type: 'nobody' } : arrivalAt(after, pairing.second, request);
  if (isUnchanged(one, other, pairing, request)) return undefined;
  const [first, second] = [one.type === 'rule' ? one : undefined, other.type === 'rule' ? other : undefined];
  const rule = {
    id,
    host: moreParticular(first?.host, second?.host),
    path: moreParticular(first?.path, second?.path),
    before: arrivalText(one, before),
    after: arrivalText(other, after),
  };
  return { rule, outcome: outcomeOf(one, other), other };
}

function isUnchanged(one: Arrival, other: Arrival, pairing: Pairing, { host }: LoggedRequest): boolean {
  if (one.type === 'rule' && other.type === 'rule') return isSame(one.answer, other.answer, pairing.same);
  if (one.type !== 'headers' || other.type !== 'headers') return false;
  const [mine, theirs] = [pairing.first.hostOf(host)?.rules, pairing.second.hostOf(host)?.rules];
  return JSON.stringify(mine) === JSON.stringify(theirs);
}

function outcomeOf(one: Arrival, other: Arrival): RequestOutcome {
  if (other.type === 'nobody') return 'unanswered';
  if (one.type !== 'rule' || other.type !== 'rule') return 'unknown';
  const { answer, path } = other;
  if (answer.type === 'redirect') return 'redirected';
  if (answer.type === 'action' && Object.keys(answer.action).length === 0) return 'unanswered';
  return path === undefined && one.path !== undefined ? 'default' : 'moved';
}

function arrivalText(arrival: Arrival, surface: Surface | undefined): string {
  if (arrival.type === 'headers') return 'depends on headers';
  if (arrival.type === 'nobody' || surface === undefined) return 'nobody';
  return answerText(answered(arrival.answer, surface));
}

/** Of two patterns the one that says more; one without a star says most. */
function moreParticular(one = '', other = ''): string {
  return (weightOf(other) > weightOf(one) ? other : one) || ANY_OTHER;
}

function weightOf(pattern: string): number {
  return pattern.includes('*') ? pattern.length : pattern.length * 2 + 1;
}
