// How large a URL map may be, and what its parts may not say; see url-maps.test.ts for what they may not be.
import { beforeAll, describe, expect, it } from 'vitest';
import { createProject, type Json, link, makeServices, type Project, serviceBody } from './project.ts';

const BLUE = link('/global/backendServices/blue');
const CLASSIC = link('/global/backendServices/classic');

let project: Project;
beforeAll(async () => {
  project = createProject();
  await makeServices(project);
  const classic = serviceBody('classic', { loadBalancingScheme: 'EXTERNAL' });
  await project.make('POST', '/global/backendServices', classic);
});

const many = <T>(length: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length }, (_, index) => make(index));
const insert = (extra: Json) =>
  project.call('POST', '/global/urlMaps', { name: 'map', defaultService: BLUE, ...extra });
const withMatcher = (extra: Json, hosts: readonly string[] = ['*']): Json => ({
  hostRules: [{ hosts, pathMatcher: 'm' }],
  pathMatchers: [{ name: 'm', defaultService: BLUE, ...extra }],
});
const routes = (...rules: readonly Json[]): Json =>
  withMatcher({ routeRules: rules.map((rule) => ({ priority: 1, service: BLUE, ...rule })) });
const matching = (match: Json): Json => routes({ matchRules: [match] });
const redirect = (urlRedirect: Json): Json => withMatcher({ pathRules: [{ paths: ['/a'], urlRedirect }] });
const matchers = (count: number): Json => ({
  hostRules: many(count, (index) => ({ hosts: [`h${index}.com`], pathMatcher: `m${index}` })),
  pathMatchers: many(count, (index) => ({ name: `m${index}`, defaultService: BLUE })),
});
const tests = (count: number): Json => ({
  tests: many(count, (index) => ({ host: 'a.com', path: `/${index}`, service: BLUE })),
});

describe('refuses', () => {
  it.each<[string, Json, string]>([
    ['1001 host rules and path matchers', matchers(1001), 'limit 1000'],
    [
      '1001 hosts in a rule',
      withMatcher(
        {},
        many(1001, (index) => `h${index}.com`),
      ),
      'limit 1000',
    ],
    [
      '1001 path rules',
      withMatcher({ pathRules: many(1001, (i) => ({ paths: [`/${i}`], service: BLUE })) }),
      'limit 1000',
    ],
    [
      '1001 route rules',
      routes(...many(1001, (priority) => ({ priority, matchRules: [{ prefixMatch: `/${priority}` }] }))),
      'limit 1000',
    ],
    [
      '1001 predicates',
      matching({ prefixMatch: '/', headerMatches: many(1000, (i) => ({ headerName: `h${i}`, exactMatch: '1' })) }),
      'Total number of predicates is 1001',
    ],
    [
      '101 path templates',
      routes(...many(101, (priority) => ({ priority, matchRules: [{ pathTemplateMatch: `/${priority}/*` }] }))),
      'Total number of path templates is 101',
    ],
    ['101 tests', tests(101), 'limit 100'],
    ['more than a megabyte', { description: 'x'.repeat(1024 * 1024) }, 'limit 1048576'],
    [
      'a classic map of more than 64 KB',
      { defaultService: CLASSIC, description: 'x'.repeat(64 * 1024) },
      'limit 65536',
    ],
    ['a host rule without hosts', withMatcher({}, []), 'resource.hostRules[0].hosts'],
    ['a path rule without paths', withMatcher({ pathRules: [{ paths: [], service: BLUE }] }), 'pathRules[0].paths'],
    ['a route rule without a match', routes({ matchRules: [] }), 'routeRules[0].matchRules'],
    ['a negative priority', routes({ priority: -1, matchRules: [{ prefixMatch: '/' }] }), 'between 0 and 2147483647'],
    ['two ways to match a path', matching({ prefixMatch: '/', fullPathMatch: '/a' }), 'Exactly one of prefixMatch'],
    ['no way to match a path', matching({ ignoreCase: true }), 'Exactly one of prefixMatch'],
    ['a prefix without /', matching({ prefixMatch: 'a' }), 'must start with /'],
    ['a prefix of 1025 characters', matching({ prefixMatch: `/${'a'.repeat(1024)}` }), 'At most 1024 characters'],
    [
      'a header match without a name',
      matching({ prefixMatch: '/', headerMatches: [{ exactMatch: 'a' }] }),
      'headerName',
    ],
    [
      'a query match without a name',
      matching({ prefixMatch: '/', queryParameterMatches: [{ exactMatch: 'a' }] }),
      '.name',
    ],
    [
      'a header matched by an expression',
      matching({ prefixMatch: '/', headerMatches: [{ headerName: 'a', regexMatch: '.*' }] }),
      'regexMatch is not supported',
    ],
    [
      'a weight above 1000',
      routes({
        service: '',
        matchRules: [{ prefixMatch: '/' }],
        routeAction: { weightedBackendServices: [{ backendService: BLUE, weight: 1001 }] },
      }),
      'between 0 and 1000',
    ],
    [
      'a weight without a service',
      routes({
        service: '',
        matchRules: [{ prefixMatch: '/' }],
        routeAction: { weightedBackendServices: [{ weight: 1 }] },
      }),
      'weightedBackendServices[0].backendService',
    ],
    ['two redirects of the path', redirect({ pathRedirect: '/b', prefixRedirect: '/c' }), 'Only one of pathRedirect'],
    ['a redirect to no path', redirect({ pathRedirect: 'b' }), 'must start with /'],
    [
      'a redirect with a rewrite',
      withMatcher({
        pathRules: [
          { paths: ['/a'], urlRedirect: { pathRedirect: '/b' }, routeAction: { urlRewrite: { hostRewrite: 'b' } } },
        ],
      }),
      'cannot be combined with a rewrite',
    ],
    [
      'two matchers of one name',
      {
        hostRules: [{ hosts: ['*'], pathMatcher: 'm' }],
        pathMatchers: [
          { name: 'm', defaultService: BLUE },
          { name: 'm', defaultService: BLUE },
        ],
      },
      'must be unique',
    ],
    ['services of two schemes', withMatcher({ defaultService: CLASSIC }), 'must have one load balancing scheme'],
    [
      'a test of a service and a redirect',
      { tests: [{ host: 'a.com', path: '/', service: BLUE, expectedRedirectResponseCode: 301 }] },
      'either a service or a redirect',
    ],
  ])('%s', async (_name, extra, message) => {
    const refused = await insert(extra);
    expect(refused.status).toBe(400);
    expect(refused.message).toContain(message);
  });

  it.each<[string, Json]>([
    ['weights', { weightedBackendServices: [{ backendService: CLASSIC, weight: 1 }] }],
    ['retries', { retryPolicy: { numRetries: 1 } }],
  ])('%s in a classic map', async (_name, routeAction) => {
    const defaults = 'weightedBackendServices' in routeAction ? {} : { service: CLASSIC };
    const map = withMatcher({ defaultService: CLASSIC, pathRules: [{ paths: ['/a'], ...defaults, routeAction }] });
    const refused = await insert({ ...map, defaultService: CLASSIC });
    expect(refused.message).toContain('are incompatible with LB Type Global EXTERNAL');
  });
});

it.each<[string, Json]>([
  ['1000 host rules and path matchers', matchers(1000)],
  ['1000 paths', withMatcher({ pathRules: [{ paths: many(1000, (index) => `/p${index}`), service: BLUE }] })],
  ['100 tests', tests(100)],
  [
    'a classic map with 101 tests',
    { defaultService: CLASSIC, tests: many(101, (i) => ({ host: 'a.com', path: `/${i}`, service: CLASSIC })) },
  ],
  [
    'a classic map with a rewrite',
    {
      ...withMatcher({
        defaultService: CLASSIC,
        pathRules: [{ paths: ['/a'], service: CLASSIC, routeAction: { urlRewrite: { pathPrefixRewrite: '/b' } } }],
      }),
      defaultService: CLASSIC,
    },
  ],
])('accepts %s', async (_name, extra) => {
  const resource = { name: 'map', defaultService: BLUE, ...extra };
  const { body } = await project.call('POST', '/global/urlMaps/map/validate', { resource });
  expect(body).toEqual({ result: { loadSucceeded: true, testPassed: true } });
});
