// The parts of a URL map, as published.

export interface UrlRedirect {
  readonly hostRedirect?: string;
  readonly httpsRedirect?: boolean;
  readonly pathRedirect?: string;
  readonly prefixRedirect?: string;
  readonly redirectResponseCode?: string;
  readonly stripQuery?: boolean;
}

export interface WeightedService {
  readonly backendService?: string;
  readonly weight?: number;
}

export interface RouteAction {
  readonly weightedBackendServices?: readonly WeightedService[];
  readonly urlRewrite?: {
    readonly hostRewrite?: string;
    readonly pathPrefixRewrite?: string;
    readonly pathTemplateRewrite?: string;
  };
}

/** What a rule does with a request: exactly one of a service, a redirect, or weighted services. */
export interface Decision {
  readonly service?: string;
  readonly urlRedirect?: UrlRedirect;
  readonly routeAction?: RouteAction;
}

export interface PathRule extends Decision {
  readonly paths?: readonly string[];
}

export interface HeaderMatch {
  readonly headerName?: string;
  readonly exactMatch?: string;
  readonly prefixMatch?: string;
  readonly suffixMatch?: string;
  readonly presentMatch?: boolean;
  readonly regexMatch?: string;
  readonly rangeMatch?: { readonly rangeStart?: string | number; readonly rangeEnd?: string | number };
  readonly invertMatch?: boolean;
}

export interface QueryMatch {
  readonly name?: string;
  readonly exactMatch?: string;
  readonly presentMatch?: boolean;
  readonly regexMatch?: string;
}

export interface RouteMatch {
  readonly prefixMatch?: string;
  readonly fullPathMatch?: string;
  readonly pathTemplateMatch?: string;
  readonly regexMatch?: string;
  readonly ignoreCase?: boolean;
  readonly headerMatches?: readonly HeaderMatch[];
  readonly queryParameterMatches?: readonly QueryMatch[];
}

export interface RouteRule extends Decision {
  readonly priority?: number;
  readonly matchRules?: readonly RouteMatch[];
}

/** A map or a path matcher: where requests go that no rule matches. */
export interface Defaults {
  readonly defaultService?: string;
  readonly defaultUrlRedirect?: UrlRedirect;
  readonly defaultRouteAction?: RouteAction;
}

export interface PathMatcher extends Defaults {
  readonly name?: string;
  readonly pathRules?: readonly PathRule[];
  readonly routeRules?: readonly RouteRule[];
}

export interface UrlMapTest {
  readonly host?: string;
  readonly path?: string;
  readonly headers?: readonly { readonly name?: string; readonly value?: string }[];
  readonly service?: string;
  readonly expectedOutputUrl?: string;
  readonly expectedRedirectResponseCode?: number;
}

export interface UrlMap extends Defaults {
  readonly hostRules?: readonly { readonly hosts?: readonly string[]; readonly pathMatcher?: string }[];
  readonly pathMatchers?: readonly PathMatcher[];
  readonly tests?: readonly UrlMapTest[];
}

/** The default of a map or matcher in the form that rules have. */
export function defaultDecision({ defaultService, defaultUrlRedirect, defaultRouteAction }: Defaults): Decision {
  return {
    ...(defaultService === undefined ? {} : { service: defaultService }),
    ...(defaultUrlRedirect === undefined ? {} : { urlRedirect: defaultUrlRedirect }),
    ...(defaultRouteAction === undefined ? {} : { routeAction: defaultRouteAction }),
  };
}
