// Runs the tests that a URL map carries: a map whose tests fail is not accepted.
import { invalid, notImplemented } from '../errors.ts';
import { linkTo } from '../references.ts';
import { type Routed, type RoutedRequest, route } from './url-map-routing.ts';
import type { UrlMap, UrlMapTest, UrlRedirect } from './url-map-types.ts';

/** As `validate` lists it. */
export interface TestFailure {
  readonly host?: string;
  readonly path?: string;
  readonly headers?: UrlMapTest['headers'];
  readonly expectedService?: string;
  readonly actualService?: string;
  readonly expectedOutputUrl?: string;
  readonly actualOutputUrl?: string;
  readonly expectedRedirectResponseCode?: number;
  readonly actualRedirectResponseCode?: number;
}

const REDIRECT_CODES: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY_DEFAULT: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

/** Every test that does not come out as expected, with services as full links. Throws for a test that is malformed. */
export function failedTests(map: UrlMap): readonly TestFailure[] {
  return (map.tests ?? []).flatMap((test, index) => {
    if (test.service && test.expectedRedirectResponseCode) {
      const detail = 'A test expects either a service or a redirect.';
      throw invalid(`resource.tests[${index}]`, test, detail);
    }
    return failureOf(map, test);
  });
}

/** The refusal of a map with failing tests. */
export function testFailure({ host, path, ...failure }: TestFailure): Error {
  const expected = failure.expectedService ?? failure.expectedOutputUrl ?? failure.expectedRedirectResponseCode;
  const actual = failure.actualService ?? failure.actualOutputUrl ?? failure.actualRedirectResponseCode ?? '';
  const [verb, what] = failure.expectedService === undefined ? ['give', ''] : ['map to', 'service '];
  const found = `but actually ${failure.expectedService === undefined ? 'gave' : 'mapped to'} '${actual}'.`;
  const detail = `Test failure: Expect URL '${host ?? ''}${path ?? ''}' to ${verb} ${what}'${expected}', ${found}`;
  return invalid('urlMap.tests', '', detail);
}

function failureOf(map: UrlMap, test: UrlMapTest): readonly TestFailure[] {
  const request = requestOf(test);
  const routed = route(map, request);
  const redirect = routed.decision.urlRedirect;
  const services = servicesOf(routed);
  const failure: TestFailure = {
    ...compareService(test, services),
    ...compareOutput(test, () =>
      redirect === undefined ? forwarded(request, routed) : redirected(request, routed, redirect),
    ),
    ...compareCode(test, redirect),
  };
  if (Object.keys(failure).length === 0) return [];
  const { host = '', path = '', headers } = test;
  return [{ host, path, ...(headers === undefined ? {} : { headers }), ...failure }];
}

function requestOf({ host = '', path = '', headers = [] }: UrlMapTest): RoutedRequest {
  const [plain = '', query = ''] = path.split('?');
  const fields = headers.map(({ name = '', value = '' }) => [name.toLowerCase(), value] as const);
  return { host, path: plain === '' ? '/' : plain, query: new URLSearchParams(query), headers: new Map(fields) };
}

/** The services that may answer: one, or those of a weighted choice that have weight. */
function servicesOf({ decision }: Routed): readonly string[] {
  if (decision.service) return [decision.service];
  const weighted = decision.routeAction?.weightedBackendServices ?? [];
  return weighted.flatMap(({ backendService, weight = 0 }) => (backendService && weight > 0 ? [backendService] : []));
}

function compareService({ service }: UrlMapTest, services: readonly string[]): TestFailure {
  if (!service || services.includes(service)) return {};
  const [actual] = services;
  return { expectedService: linkTo(service), ...(actual === undefined ? {} : { actualService: linkTo(actual) }) };
}

function compareOutput(test: UrlMapTest, outputUrl: () => string): TestFailure {
  const { expectedOutputUrl: expected } = test;
  if (!expected) return {};
  const actual = outputUrl();
  // The scheme is not looked at when the request goes to a service.
  const same = test.service ? withoutScheme(expected) === withoutScheme(actual) : expected === actual;
  return same ? {} : { expectedOutputUrl: expected, actualOutputUrl: actual };
}

function compareCode({ expectedRedirectResponseCode: expected }: UrlMapTest, redirect?: UrlRedirect): TestFailure {
  if (!expected) return {};
  const name = redirect?.redirectResponseCode || 'MOVED_PERMANENTLY_DEFAULT';
  const actual = redirect === undefined ? undefined : REDIRECT_CODES[name];
  if (actual === expected) return {};
  return {
    expectedRedirectResponseCode: expected,
    ...(actual === undefined ? {} : { actualRedirectResponseCode: actual }),
  };
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '');
}

function queryOf({ query }: RoutedRequest): string {
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function forwarded(request: RoutedRequest, { decision, matchedPrefix }: Routed): string {
  const { hostRewrite, pathPrefixRewrite, pathTemplateRewrite } = decision.routeAction?.urlRewrite ?? {};
  if (pathTemplateRewrite) throw notImplemented('The test of a URL that pathTemplateRewrite makes');
  const host = hostRewrite || request.host;
  const path = pathPrefixRewrite ? replacedPrefix(request.path, matchedPrefix, pathPrefixRewrite) : request.path;
  return `http://${host}${path}${queryOf(request)}`;
}

function redirected(request: RoutedRequest, { matchedPrefix }: Routed, redirect: UrlRedirect): string {
  const scheme = redirect.httpsRedirect === true ? 'https' : 'http';
  const host = redirect.hostRedirect || request.host;
  const prefixed = redirect.prefixRedirect;
  const path =
    redirect.pathRedirect || (prefixed ? replacedPrefix(request.path, matchedPrefix, prefixed) : request.path);
  return `${scheme}://${host}${path}${redirect.stripQuery === true ? '' : queryOf(request)}`;
}

function replacedPrefix(path: string, prefix: string, replacement: string): string {
  return `${replacement}${path.slice(prefix.length)}`;
}
