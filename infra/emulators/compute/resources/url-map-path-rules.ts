// What path rules and route rules of a URL map may match on.
import { invalid, required } from '../errors.ts';
import type { HeaderMatch, PathMatcher, PathRule, RouteMatch, RouteRule } from './url-map-types.ts';

const MOST_PATHS = 1000;
const MOST_TEMPLATES = 100;
const LONGEST_MATCH = 1024;
const LAST_PRIORITY = 2_147_483_647;

export function checkPathRules(at: string, matcher: PathMatcher, rules: readonly PathRule[]): void {
  const seen = new Set<string>();
  let total = 0;
  for (const [index, { paths = [] }] of rules.entries()) {
    const field = `${at}.pathRules[${index}].paths`;
    if (paths.length === 0) throw required(field);
    total += paths.length;
    for (const path of paths) {
      checkPath(field, path);
      if (seen.has(path)) throw invalid(field, path, 'A path may appear in one rule of a path matcher only.');
      seen.add(path);
    }
  }
  checkTotal(at, matcher, total, 'paths');
}

function checkPath(field: string, path: string): void {
  const star = path.indexOf('*');
  const starAtEnd = star === -1 || (star === path.length - 1 && path.endsWith('/*'));
  if (!path.startsWith('/') || !starAtEnd || /[?#]/.test(path)) {
    throw invalid(field, path, 'Must start with /, may end with /*, and must not contain ?, # or another *.');
  }
}

function checkTotal(at: string, matcher: PathMatcher, total: number, what: string): void {
  if (total <= MOST_PATHS) return;
  throw invalid(at, matcher, `Total number of ${what} is ${total}, which exceeds the limit ${MOST_PATHS}.`);
}

export function checkRouteRules(at: string, matcher: PathMatcher, rules: readonly RouteRule[], scheme: string): void {
  const priorities = new Set<number>();
  let predicates = 0;
  let templates = 0;
  for (const [index, { priority, matchRules = [] }] of rules.entries()) {
    const field = `${at}.routeRules[${index}]`;
    if (priority === undefined) throw required(`${field}.priority`);
    if (priority < 0 || priority > LAST_PRIORITY) {
      throw invalid(`${field}.priority`, String(priority), `Must be between 0 and ${LAST_PRIORITY}.`);
    }
    if (priorities.has(priority)) throw invalid(`${field}.priority`, String(priority), 'Priorities must be unique.');
    priorities.add(priority);
    if (matchRules.length === 0) throw required(`${field}.matchRules`);
    for (const [position, match] of matchRules.entries()) {
      checkMatch(`${field}.matchRules[${position}]`, match, scheme);
      predicates += 1 + (match.headerMatches?.length ?? 0) + (match.queryParameterMatches?.length ?? 0);
      templates += match.pathTemplateMatch === undefined ? 0 : 1;
    }
  }
  checkTotal(at, matcher, predicates, 'predicates');
  if (templates > MOST_TEMPLATES) {
    throw invalid(at, matcher, `Total number of path templates is ${templates}, which exceeds ${MOST_TEMPLATES}.`);
  }
}

function checkMatch(at: string, match: RouteMatch, scheme: string): void {
  const { prefixMatch, fullPathMatch, pathTemplateMatch, regexMatch } = match;
  const given = [prefixMatch, fullPathMatch, pathTemplateMatch, regexMatch].filter((path) => path);
  if (given.length !== 1) {
    const detail = 'Exactly one of prefixMatch, fullPathMatch, pathTemplateMatch and regexMatch must be given.';
    throw invalid(at, match, detail);
  }
  const [path = ''] = given;
  if (regexMatch || usesRegex(match)) {
    throw invalid(
      `${at}.regexMatch`,
      regexMatch ?? '',
      'regexMatch is not supported on global external load balancers.',
    );
  }
  if (!path.startsWith('/')) throw invalid(at, path, 'The path must start with /.');
  if (path.length > LONGEST_MATCH) throw invalid(at, path, `At most ${LONGEST_MATCH} characters are allowed.`);
  if (pathTemplateMatch && scheme === 'EXTERNAL') {
    const detail = 'Fields matchRules.pathTemplateMatch are incompatible with LB Type Global EXTERNAL.';
    throw invalid(at, match, detail);
  }
  for (const [index, header] of (match.headerMatches ?? []).entries()) {
    if (!header.headerName) throw required(`${at}.headerMatches[${index}].headerName`);
    checkHeader(`${at}.headerMatches[${index}]`, header);
  }
  for (const [index, query] of (match.queryParameterMatches ?? []).entries()) {
    if (!query.name) throw required(`${at}.queryParameterMatches[${index}].name`);
  }
}

function checkHeader(at: string, header: HeaderMatch): void {
  const { exactMatch, prefixMatch, suffixMatch, rangeMatch, presentMatch } = header;
  // A switch that is off and a text that is empty are as good as absent beside another way to match.
  const asked = [exactMatch, prefixMatch, suffixMatch, rangeMatch].filter((one) => one !== undefined && one !== '');
  const ways = asked.length + (presentMatch === true || (presentMatch === false && asked.length === 0) ? 1 : 0);
  if (ways !== 1) throw invalid(at, header, 'Exactly one way to match the header must be given.');
}

function usesRegex({ headerMatches = [], queryParameterMatches = [] }: RouteMatch): boolean {
  return [...headerMatches, ...queryParameterMatches].some(({ regexMatch }) => regexMatch);
}
