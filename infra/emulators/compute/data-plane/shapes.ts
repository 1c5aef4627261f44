// The fields of Compute resources that the data plane reads. The control plane has validated the bodies on insert,
// so a reader just asserts the shape that the path's collection promises.

export interface HeaderToAdd {
  readonly headerName: string;
  readonly headerValue: string;
  readonly replace?: boolean;
}

export interface HeaderAction {
  readonly requestHeadersToAdd?: readonly HeaderToAdd[];
  readonly requestHeadersToRemove?: readonly string[];
  readonly responseHeadersToAdd?: readonly HeaderToAdd[];
  readonly responseHeadersToRemove?: readonly string[];
}

export interface UrlRedirect {
  readonly hostRedirect?: string;
  readonly pathRedirect?: string;
  readonly prefixRedirect?: string;
  readonly httpsRedirect?: boolean;
  readonly stripQuery?: boolean;
  readonly redirectResponseCode?: string;
}

export interface UrlRewrite {
  readonly hostRewrite?: string;
  readonly pathPrefixRewrite?: string;
  readonly pathTemplateRewrite?: string;
}

export interface WeightedBackendService {
  readonly backendService: string;
  readonly weight?: number;
  readonly headerAction?: HeaderAction;
}

export interface RouteAction {
  readonly weightedBackendServices?: readonly WeightedBackendService[];
  readonly urlRewrite?: UrlRewrite;
  readonly timeout?: { readonly seconds?: string | number; readonly nanos?: number };
  readonly retryPolicy?: unknown;
  readonly requestMirrorPolicy?: unknown;
  readonly corsPolicy?: unknown;
  readonly faultInjectionPolicy?: unknown;
  readonly maxStreamDuration?: unknown;
  readonly cachePolicy?: unknown;
}

/** Where a rule sends its requests: one of service, redirect, or an action with weighted services. */
export interface RuleTarget {
  readonly service?: string;
  readonly urlRedirect?: UrlRedirect;
  readonly routeAction?: RouteAction;
}

export interface HeaderMatch {
  readonly headerName: string;
  readonly exactMatch?: string;
  readonly prefixMatch?: string;
  readonly suffixMatch?: string;
  readonly presentMatch?: boolean;
  readonly regexMatch?: string;
  readonly rangeMatch?: { readonly rangeStart?: string | number; readonly rangeEnd?: string | number };
  readonly invertMatch?: boolean;
}

export interface QueryParameterMatch {
  readonly name: string;
  readonly exactMatch?: string;
  readonly presentMatch?: boolean;
  readonly regexMatch?: string;
}

export interface MatchRule {
  readonly prefixMatch?: string;
  readonly fullPathMatch?: string;
  readonly regexMatch?: string;
  readonly pathTemplateMatch?: string;
  readonly ignoreCase?: boolean;
  readonly headerMatches?: readonly HeaderMatch[];
  readonly queryParameterMatches?: readonly QueryParameterMatch[];
  readonly metadataFilters?: readonly unknown[];
}

export interface RouteRule extends RuleTarget {
  readonly priority: number;
  readonly matchRules?: readonly MatchRule[];
  readonly headerAction?: HeaderAction;
}

export interface PathRule extends RuleTarget {
  readonly paths: readonly string[];
}

/** What both a URL map and each of its path matchers fall back to. */
export interface Defaults {
  readonly defaultService?: string;
  readonly defaultUrlRedirect?: UrlRedirect;
  readonly defaultRouteAction?: RouteAction;
  readonly headerAction?: HeaderAction;
}

export interface PathMatcher extends Defaults {
  readonly name: string;
  readonly pathRules?: readonly PathRule[];
  readonly routeRules?: readonly RouteRule[];
}

export interface UrlMap extends Defaults {
  readonly hostRules?: readonly { readonly hosts: readonly string[]; readonly pathMatcher: string }[];
  readonly pathMatchers?: readonly PathMatcher[];
}

export interface Backend {
  readonly group: string;
  readonly maxRate?: number;
  readonly maxRatePerEndpoint?: number;
  /** 0 … 1; absent means 1. */
  readonly capacityScaler?: number;
}

export interface BackendService {
  readonly name: string;
  readonly protocol?: string;
  readonly backends?: readonly Backend[];
  readonly healthChecks?: readonly string[];
  readonly timeoutSec?: number;
  readonly connectionDraining?: { readonly drainingTimeoutSec?: number };
  readonly sessionAffinity?: string;
  readonly affinityCookieTtlSec?: number;
  readonly enableCDN?: boolean;
  readonly securityPolicy?: string;
  readonly edgeSecurityPolicy?: string;
  readonly iap?: { readonly enabled?: boolean };
  readonly customRequestHeaders?: readonly string[];
  readonly customResponseHeaders?: readonly string[];
}

export interface ForwardingRule {
  readonly name: string;
  readonly IPAddress?: string;
  readonly portRange?: string;
  readonly loadBalancingScheme?: string;
  readonly target?: string;
}

export interface TargetProxy {
  readonly urlMap?: string;
  /** HTTPS proxies only, as `sslPolicy`. The first is the default. */
  readonly sslCertificates?: readonly string[];
  readonly sslPolicy?: string;
}

export interface SslCertificate {
  /** PEM, leaf first; absent for a managed certificate that is being provisioned. */
  readonly certificate?: string;
}

export interface SslPolicy {
  readonly minTlsVersion?: string;
  readonly enabledFeatures?: readonly string[];
}

export interface SecurityRule {
  readonly priority: number;
  readonly action: string;
  readonly preview?: boolean;
  readonly match?: { readonly config?: { readonly srcIpRanges?: readonly string[] }; readonly expr?: unknown };
}

export interface SecurityPolicy {
  readonly rules?: readonly SecurityRule[];
}

export interface HttpProbe {
  readonly port?: number;
  readonly portSpecification?: string;
  readonly requestPath?: string;
  readonly host?: string;
  readonly response?: string;
}

export interface HealthCheck {
  readonly type?: string;
  readonly checkIntervalSec?: number;
  readonly timeoutSec?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  readonly httpHealthCheck?: HttpProbe;
  readonly httpsHealthCheck?: HttpProbe;
}

export interface FirewallTraffic {
  readonly IPProtocol: string;
  readonly ports?: readonly string[];
}

export interface Firewall {
  readonly network?: string;
  readonly direction?: string;
  readonly priority?: number;
  readonly disabled?: boolean;
  readonly sourceRanges?: readonly string[];
  readonly sourceTags?: readonly string[];
  readonly sourceServiceAccounts?: readonly string[];
  readonly targetTags?: readonly string[];
  readonly targetServiceAccounts?: readonly string[];
  readonly allowed?: readonly FirewallTraffic[];
  readonly denied?: readonly FirewallTraffic[];
}
