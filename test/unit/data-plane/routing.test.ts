import { describe, expect, test } from 'vitest';
import { matchHost } from '../../../infra/emulators/compute/data-plane/routing/host-match.ts';
import { matchPath } from '../../../infra/emulators/compute/data-plane/routing/path-match.ts';
import type { RequestLine } from '../../../infra/emulators/compute/data-plane/routing/request-line.ts';
import { redirectAnswer, rewritten } from '../../../infra/emulators/compute/data-plane/routing/rewrite.ts';
import { matchRouteRules } from '../../../infra/emulators/compute/data-plane/routing/route-rule-match.ts';
import { route } from '../../../infra/emulators/compute/data-plane/routing/route.ts';
import { chooseWeighted } from '../../../infra/emulators/compute/data-plane/routing/weighted-choice.ts';
import type { MatchRule, UrlMap } from '../../../infra/emulators/compute/data-plane/shapes.ts';

function request(path: string, more: Partial<RequestLine> = {}): RequestLine {
  return { scheme: 'http', host: 'a.com', path, query: '', headers: new Map(), ...more };
}

describe('host match', () => {
  const rules = [['*'], ['*.a.com', '*-x.a.com'], ['*.b.a.com'], ['w.a.com', 'Other.org:8080']].map((hosts) => ({
    hosts,
  }));

  test.each([
    ['w.a.com', 'w.a.com'],
    ['W.A.COM:8080', 'w.a.com'],
    ['other.org', 'w.a.com'],
    ['v.a.com', '*.a.com'],
    ['u.v.a.com', '*.a.com'],
    ['v.b.a.com', '*.b.a.com'],
    ['1-x.a.com', '*.a.com'],
    ['a.com', '*'],
    ['nota.com', '*'],
  ])('%s goes to the rule of %s', (host, first) => {
    expect(matchHost(host, rules)?.hosts[0]).toBe(first);
  });

  test('without a catch-all an unknown host matches nothing', () => {
    expect(matchHost('z.org', rules.slice(1))).toBeUndefined();
  });
});

describe('path match', () => {
  const rules = [['/*'], ['/foo/*'], ['/foo/bar/*', '/foo'], ['/foo/bar']].map((paths) => ({ paths }));

  test.each([
    ['/', '/*', '/'],
    ['/foo', '/foo/bar/*', '/foo'],
    ['/foo/', '/foo/*', '/foo/'],
    ['/foo/x', '/foo/*', '/foo/'],
    ['/foo/bar', '/foo/bar', '/foo/bar'],
    ['/foo/bar/', '/foo/bar/*', '/foo/bar/'],
    ['/foobar', '/*', '/'],
  ])('%s goes to the rule of %s', (path, first, matched) => {
    for (const ordered of [rules, [...rules].reverse()]) {
      const found = matchPath(path, ordered);
      expect(found?.rule.paths[0]).toBe(first);
      expect(found?.matched).toBe(matched);
    }
  });

  test('/foo is exact only, /foo/* does not take /foo', () => {
    expect(matchPath('/foo/', [{ paths: ['/foo'] }])).toBeUndefined();
    expect(matchPath('/foo', [{ paths: ['/foo/*'] }])).toBeUndefined();
  });
});

describe('route rules', () => {
  const holds = (matchRule: MatchRule, line: RequestLine): boolean =>
    matchRouteRules(line, [{ priority: 0, matchRules: [matchRule] }])?.kind === 'match';

  test('the lowest priority number that matches wins, whatever the order', () => {
    const rules = [
      { priority: 9, matchRules: [{ prefixMatch: '/' }], service: 'nine' },
      { priority: 1, matchRules: [{ fullPathMatch: '/no' }, { prefixMatch: '/a' }], service: 'one' },
      { priority: 5, matchRules: [{ prefixMatch: '/a/b' }], service: 'five' },
    ];
    expect(matchRouteRules(request('/a/b'), rules)).toMatchObject({ rule: { service: 'one' }, matched: '/a' });
    expect(matchRouteRules(request('/x'), rules)).toMatchObject({ rule: { service: 'nine' } });
  });

  test('header predicates', () => {
    const line = request('/', {
      headers: new Map([
        ['x-user', 'alice-42'],
        ['x-age', '17'],
      ]),
    });
    const header = (match: object): boolean =>
      holds({ prefixMatch: '/', headerMatches: [{ headerName: 'X-User', ...match }] }, line);
    expect(header({ exactMatch: 'alice-42' })).toBe(true);
    expect(header({ exactMatch: 'alice' })).toBe(false);
    expect(header({ prefixMatch: 'alice' })).toBe(true);
    expect(header({ suffixMatch: '42' })).toBe(true);
    expect(header({ presentMatch: true })).toBe(true);
    expect(header({ presentMatch: true, invertMatch: true })).toBe(false);
    expect(header({ headerName: 'x-none', exactMatch: 'a', invertMatch: true })).toBe(true);
    expect(header({ headerName: 'x-age', rangeMatch: { rangeStart: '10', rangeEnd: '17' } })).toBe(false);
    expect(header({ headerName: 'x-age', rangeMatch: { rangeStart: '10', rangeEnd: '18' } })).toBe(true);
  });

  test('query parameters and case', () => {
    const line = request('/API/v1', { query: '?debug=1&empty' });
    expect(holds({ prefixMatch: '/api' }, line)).toBe(false);
    expect(holds({ prefixMatch: '/api', ignoreCase: true }, line)).toBe(true);
    expect(holds({ prefixMatch: '/', queryParameterMatches: [{ name: 'debug', exactMatch: '1' }] }, line)).toBe(true);
    expect(holds({ prefixMatch: '/', queryParameterMatches: [{ name: 'empty', presentMatch: true }] }, line)).toBe(
      true,
    );
    expect(holds({ prefixMatch: '/', queryParameterMatches: [{ name: 'none', presentMatch: true }] }, line)).toBe(
      false,
    );
  });

  test('a predicate that cannot be judged stops the walk, unless an earlier rule took the request', () => {
    const rules = [
      { priority: 1, matchRules: [{ prefixMatch: '/a' }] },
      { priority: 2, matchRules: [{ pathTemplateMatch: '/{x}' }] },
    ];
    expect(matchRouteRules(request('/a'), rules)?.kind).toBe('match');
    expect(matchRouteRules(request('/b'), rules)).toEqual({
      kind: 'unsupported',
      feature: 'matchRules.pathTemplateMatch',
    });
  });
});

describe('the walk through a URL map', () => {
  const map: UrlMap = {
    defaultService: 'map-default',
    headerAction: { requestHeadersToRemove: ['from-map'] },
    hostRules: [{ hosts: ['a.com'], pathMatcher: 'm' }],
    pathMatchers: [
      {
        name: 'm',
        defaultUrlRedirect: { httpsRedirect: true },
        headerAction: { requestHeadersToRemove: ['from-matcher'] },
        routeRules: [
          {
            priority: 1,
            matchRules: [{ prefixMatch: '/r' }],
            service: 'r',
            headerAction: { requestHeadersToRemove: ['from-rule'] },
            routeAction: { timeout: { seconds: '2', nanos: 5e8 } },
          },
          { priority: 2, matchRules: [{ prefixMatch: '/c' }], service: 'c', routeAction: { corsPolicy: {} } },
        ],
      },
    ],
  };

  test('a host without a rule gets the default of the map', () => {
    expect(route(map, request('/', { host: 'b.com' }))).toMatchObject({
      candidates: [{ backendService: 'map-default' }],
    });
  });

  test('a path without a rule gets the default of the path matcher', () => {
    expect(route(map, request('/'))).toEqual({ kind: 'redirect', redirect: { httpsRedirect: true }, matched: '/' });
  });

  test('header actions apply from the inside out; the route may bring its own timeout', () => {
    const decision = route(map, request('/r'));
    expect(decision).toMatchObject({
      timeout: 2500,
      headerActions: ['from-rule', 'from-matcher', 'from-map'].map((name) => ({ requestHeadersToRemove: [name] })),
    });
  });

  test('an action that is not emulated is named', () => {
    expect(route(map, request('/c'))).toEqual({ kind: 'unsupported', feature: 'routeAction.corsPolicy' });
  });
});

test('weights split the unit interval; zero weights get nothing', () => {
  const items = [
    { weight: 0, name: 'a' },
    { weight: 1, name: 'b' },
    { weight: 3, name: 'c' },
  ];
  expect([0, 0.24, 0.25, 0.99].map((random) => chooseWeighted(items, random)?.name)).toEqual(['b', 'b', 'c', 'c']);
  expect(chooseWeighted([{ weight: 0 }], 0.5)).toBeUndefined();
});

test('redirects and rewrites replace what the rule matched', () => {
  const line = request('/old/x', { query: '?q', host: 'a.com:80' });
  expect(redirectAnswer({ prefixRedirect: '/new/' }, line, '/old/')).toEqual({
    status: 301,
    location: 'http://a.com:80/new/x?q',
  });
  expect(
    redirectAnswer(
      { hostRedirect: 'b.com', pathRedirect: '/', stripQuery: true, redirectResponseCode: 'PERMANENT_REDIRECT' },
      line,
      '/',
    ),
  ).toEqual({ status: 308, location: 'http://b.com/' });
  expect(rewritten({ pathPrefixRewrite: '/' }, line, '/old/')).toEqual({ host: 'a.com:80', path: '/x' });
  expect(rewritten({ hostRewrite: 'c' }, line, '/old/')).toEqual({ host: 'c', path: '/old/x' });
});
