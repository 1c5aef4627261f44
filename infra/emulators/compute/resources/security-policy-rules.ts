// Rules of a security policy: what the server fills in, what it refuses, and the order in which it keeps them.
import { isIP } from 'node:net';
import { invalid, notImplemented, required } from '../errors.ts';
import type { Body } from './kind.ts';

export interface SecurityRule {
  readonly priority: number;
  readonly action: string;
  readonly preview: boolean;
  readonly match?: {
    readonly versionedExpr?: string;
    readonly config?: { readonly srcIpRanges?: readonly string[] };
    readonly expr?: { readonly expression?: string };
  };
  readonly rateLimitOptions?: Body;
  readonly redirectOptions?: Body;
}

/** The rule that every policy ends with. */
export const DEFAULT_PRIORITY = 2_147_483_647;

const MOST_RANGES = 10;
const LONGEST_EXPRESSION = 2048;
const RATE_ACTIONS: ReadonlySet<string> = new Set(['throttle', 'rate_based_ban']);
const ACTIONS: ReadonlySet<string> = new Set([
  'allow',
  'deny(403)',
  'deny(404)',
  'deny(502)',
  'redirect',
  ...RATE_ACTIONS,
]);
const ALLOW_THE_REST: Body = {
  action: 'allow',
  description: 'Default rule, higher priority overrides it',
  match: { config: { srcIpRanges: ['*'] }, versionedExpr: 'SRC_IPS_V1' },
  priority: DEFAULT_PRIORITY,
};

/** A number that a request leaves out is 0, as all of them are (proto3). */
const FILLED_IN = { kind: 'compute#securityPolicyRule', description: '', preview: false, priority: 0 };

/**
 * As stored: with what the server fills in, by ascending priority. No rules at all become one that allows everything.
 */
export function storedRules(rules: readonly Body[]): readonly SecurityRule[] {
  const given = rules.length === 0 ? [ALLOW_THE_REST] : rules;
  const full = given.map((rule) => ({ ...FILLED_IN, ...rule }));
  return (full as unknown as SecurityRule[]).sort((a, b) => a.priority - b.priority);
}

/** Throws an ApiError for the first rule that is malformed, a priority that repeats, or a missing last rule. */
export function checkRules(rules: readonly SecurityRule[]): void {
  const priorities = new Set<number>();
  for (const [index, rule] of rules.entries()) {
    checkRule(`resource.rules[${index}]`, rule);
    if (priorities.has(rule.priority)) {
      throw invalid('resource.rules', rule, 'Cannot have rules with the same priorities.');
    }
    priorities.add(rule.priority);
  }
  const last = rules.at(-1);
  if (last?.priority !== DEFAULT_PRIORITY || !matchesEverything(last)) {
    const detail = `There must be a rule with priority ${DEFAULT_PRIORITY} that matches all source addresses ('*').`;
    throw invalid('resource.rules', rules, detail);
  }
}

function matchesEverything({ match }: SecurityRule): boolean {
  return match?.config?.srcIpRanges?.includes('*') === true;
}

function checkRule(at: string, rule: SecurityRule): void {
  const { priority, action } = rule;
  if (priority < 0 || priority > DEFAULT_PRIORITY) {
    throw invalid(`${at}.priority`, String(priority), `Must be between 0 and ${DEFAULT_PRIORITY}.`);
  }
  if (action === undefined) throw required(`${at}.action`);
  if (!ACTIONS.has(action)) throw invalid(`${at}.action`, action, `Must be one of: ${[...ACTIONS].join(', ')}.`);
  if (RATE_ACTIONS.has(action) !== (rule.rateLimitOptions !== undefined)) {
    throw invalid(`${at}.rateLimitOptions`, rule.rateLimitOptions ?? '', 'Goes with throttle and rate_based_ban only.');
  }
  if ((action === 'redirect') !== (rule.redirectOptions !== undefined)) {
    throw invalid(`${at}.redirectOptions`, rule.redirectOptions ?? '', 'Goes with the action redirect only.');
  }
  if ((rule as unknown as Body).networkMatch !== undefined) {
    throw invalid(`${at}.networkMatch`, '', 'Only for policies of type CLOUD_ARMOR_NETWORK.');
  }
  checkMatch(at, rule);
}

function checkMatch(at: string, { match }: SecurityRule): void {
  if (match === undefined) throw required(`${at}.match`);
  const expression = match.expr?.expression;
  if ((match.versionedExpr !== undefined) === (expression !== undefined)) {
    throw invalid(`${at}.match`, match, 'Exactly one of versionedExpr and expr must be given.');
  }
  if (expression !== undefined) {
    if (expression === '' || expression.length > LONGEST_EXPRESSION) {
      throw invalid(`${at}.match.expr.expression`, expression, `Must have 1 to ${LONGEST_EXPRESSION} characters.`);
    }
    return;
  }
  const ranges = match.config?.srcIpRanges ?? [];
  if (ranges.length === 0) throw required(`${at}.match.config.srcIpRanges`);
  if (ranges.length > MOST_RANGES) {
    throw invalid(`${at}.match.config.srcIpRanges`, ranges, `At most ${MOST_RANGES} ranges are allowed.`);
  }
  for (const range of ranges) {
    if (range !== '*' && !isRange(range)) {
      throw invalid(`${at}.match.config.srcIpRanges`, range, 'Must be an address, a CIDR range or *.');
    }
  }
}

function isRange(range: string): boolean {
  const [ip = '', bits, ...more] = range.split('/');
  const version = isIP(ip);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32));
}

/** The priority that a rule verb's query names. Throws when it is missing, no number, or the verb only validates. */
export function priorityOf(parameters: URLSearchParams): number {
  if (parameters.get('validateOnly') === 'true') throw notImplemented('The parameter validateOnly');
  const text = parameters.get('priority');
  if (text === null || text === '') throw required('priority');
  const priority = Number(text);
  if (!Number.isInteger(priority)) throw invalid('priority', text, 'Must be an integer.');
  return priority;
}
