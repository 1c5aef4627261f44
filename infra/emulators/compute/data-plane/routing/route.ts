// URL map + request → where the request goes: the whole walk through host rules, path matchers and rules.
import type {
  Defaults,
  HeaderAction,
  PathMatcher,
  RouteAction,
  RuleTarget,
  UrlMap,
  UrlRedirect,
  UrlRewrite,
  WeightedBackendService,
} from '../shapes.ts';
import { matchHost } from './host-match.ts';
import { matchPath } from './path-match.ts';
import type { RequestLine } from './request-line.ts';
import { matchRouteRules } from './route-rule-match.ts';

export type Decision =
  | {
      readonly kind: 'service';
      /** At least one; weights as configured. */
      readonly candidates: readonly WeightedBackendService[];
      readonly rewrite: UrlRewrite;
      readonly matched: string;
      /** In the order in which they apply: rule, path matcher, URL map. The chosen candidate's own comes before. */
      readonly headerActions: readonly HeaderAction[];
      /** The route's own timeout in emulated milliseconds; undefined: the backend service's. */
      readonly timeout: number | undefined;
    }
  | { readonly kind: 'redirect'; readonly redirect: UrlRedirect; readonly matched: string }
  | { readonly kind: 'unsupported'; readonly feature: string };

interface Found {
  readonly target: RuleTarget;
  readonly matched: string;
  readonly headerActions: readonly (HeaderAction | undefined)[];
}

/** Decides where `request` goes by `map`. Pure: weights are left to the caller. */
export function route(map: UrlMap, request: RequestLine): Decision {
  const hostRule = matchHost(request.host, map.hostRules ?? []);
  const matcher = map.pathMatchers?.find((candidate) => candidate.name === hostRule?.pathMatcher);
  if (matcher === undefined) return decide(fallback(map), [map.headerAction]);
  const found = findInMatcher(matcher, request);
  if ('feature' in found) return { kind: 'unsupported', feature: found.feature };
  return decide(found, [...found.headerActions, matcher.headerAction, map.headerAction]);
}

function findInMatcher(matcher: PathMatcher, request: RequestLine): Found | { readonly feature: string } {
  const byRouteRule = matchRouteRules(request, matcher.routeRules ?? []);
  if (byRouteRule?.kind === 'unsupported') return { feature: byRouteRule.feature };
  if (byRouteRule !== undefined) {
    const { rule, matched } = byRouteRule;
    return { target: rule, matched, headerActions: [rule.headerAction] };
  }
  const byPath = matchPath(request.path, matcher.pathRules ?? []);
  if (byPath === undefined) return fallback(matcher);
  return { target: byPath.rule, matched: byPath.matched, headerActions: [] };
}

function fallback(defaults: Defaults): Found {
  return {
    target: {
      ...(defaults.defaultService !== undefined && { service: defaults.defaultService }),
      ...(defaults.defaultUrlRedirect !== undefined && { urlRedirect: defaults.defaultUrlRedirect }),
      ...(defaults.defaultRouteAction !== undefined && { routeAction: defaults.defaultRouteAction }),
    },
    matched: '/',
    headerActions: [],
  };
}

function decide({ target, matched }: Found, headerActions: readonly (HeaderAction | undefined)[]): Decision {
  if (target.urlRedirect !== undefined) return { kind: 'redirect', redirect: target.urlRedirect, matched };
  const action = target.routeAction ?? {};
  const feature = unsupportedAction(action);
  if (feature !== undefined) return { kind: 'unsupported', feature };
  const candidates =
    action.weightedBackendServices ??
    (target.service === undefined ? [] : [{ backendService: target.service, weight: 1 }]);
  if (candidates.length === 0) return { kind: 'unsupported', feature: 'a rule without a target' };
  return {
    kind: 'service',
    candidates,
    rewrite: action.urlRewrite ?? {},
    matched,
    headerActions: headerActions.filter((item) => item !== undefined),
    timeout:
      action.timeout && Number(action.timeout.seconds ?? 0) * 1000 + Math.floor((action.timeout.nanos ?? 0) / 1e6),
  };
}

function unsupportedAction(action: RouteAction): string | undefined {
  if (action.urlRewrite?.pathTemplateRewrite !== undefined) return 'urlRewrite.pathTemplateRewrite';
  const actions = [
    'retryPolicy',
    'requestMirrorPolicy',
    'corsPolicy',
    'faultInjectionPolicy',
    'maxStreamDuration',
    'cachePolicy',
  ] as const;
  const found = actions.find((name) => action[name] !== undefined);
  return found && `routeAction.${found}`;
}
