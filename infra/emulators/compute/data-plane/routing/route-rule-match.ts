// Which route rule of a path matcher takes a request: ascending priority, first rule of which one matchRule holds.
import type { HeaderMatch, MatchRule, QueryParameterMatch, RouteRule } from '../shapes.ts';
import type { RequestLine } from './request-line.ts';

export type RouteRuleMatch =
  | { readonly kind: 'match'; readonly rule: RouteRule; readonly matched: string }
  /** A predicate on the way could not be judged, so whichever rule comes next would be a guess. */
  | { readonly kind: 'unsupported'; readonly feature: string };

export function matchRouteRules(request: RequestLine, rules: readonly RouteRule[]): RouteRuleMatch | undefined {
  for (const rule of [...rules].sort((a, b) => a.priority - b.priority)) {
    for (const matchRule of rule.matchRules ?? []) {
      const feature = unsupportedPredicate(matchRule);
      if (feature !== undefined) return { kind: 'unsupported', feature };
      const matched = matchOne(request, matchRule);
      if (matched !== undefined) return { kind: 'match', rule, matched };
    }
  }
  return undefined;
}

function unsupportedPredicate(rule: MatchRule): string | undefined {
  if (rule.regexMatch !== undefined) return 'matchRules.regexMatch';
  if (rule.pathTemplateMatch !== undefined) return 'matchRules.pathTemplateMatch';
  if ((rule.metadataFilters ?? []).length > 0) return 'matchRules.metadataFilters';
  if ((rule.headerMatches ?? []).some((m) => m.regexMatch !== undefined)) return 'headerMatches.regexMatch';
  if ((rule.queryParameterMatches ?? []).some((m) => m.regexMatch !== undefined)) {
    return 'queryParameterMatches.regexMatch';
  }
  return undefined;
}

/** The matched part of the path when every predicate holds. */
function matchOne(request: RequestLine, rule: MatchRule): string | undefined {
  const fold = (text: string): string => (rule.ignoreCase === true ? text.toLowerCase() : text);
  const path = fold(request.path);
  if (rule.fullPathMatch !== undefined && fold(rule.fullPathMatch) !== path) return undefined;
  if (rule.prefixMatch !== undefined && !path.startsWith(fold(rule.prefixMatch))) return undefined;
  if (!(rule.headerMatches ?? []).every((match) => headerHolds(request, match))) return undefined;
  const query = new URLSearchParams(request.query);
  if (!(rule.queryParameterMatches ?? []).every((match) => queryHolds(query, match))) return undefined;
  return rule.fullPathMatch === undefined ? (rule.prefixMatch ?? '/') : request.path;
}

function headerHolds(request: RequestLine, match: HeaderMatch): boolean {
  const value = request.headers.get(match.headerName.toLowerCase());
  return headerValueHolds(value, match) !== (match.invertMatch ?? false);
}

function headerValueHolds(value: string | undefined, match: HeaderMatch): boolean {
  if (match.presentMatch !== undefined) return (value !== undefined) === match.presentMatch;
  if (value === undefined) return false;
  if (match.exactMatch !== undefined) return value === match.exactMatch;
  if (match.prefixMatch !== undefined) return value.startsWith(match.prefixMatch);
  if (match.suffixMatch !== undefined) return value.endsWith(match.suffixMatch);
  if (match.rangeMatch === undefined || !/^[+-]?\d+$/.test(value)) return false;
  return Number(value) >= Number(match.rangeMatch.rangeStart) && Number(value) < Number(match.rangeMatch.rangeEnd);
}

function queryHolds(query: URLSearchParams, match: QueryParameterMatch): boolean {
  if (match.exactMatch !== undefined) return query.get(match.name) === match.exactMatch;
  return query.has(match.name) === (match.presentMatch ?? false);
}
