// URL maps: what they may say, and their own tests.
import { beforeAll, describe, expect, it } from 'vitest';
import { createProject, type Json, link, makeServices, type Project } from './project.ts';

const BLUE = link('/global/backendServices/blue');
const GREEN = link('/global/backendServices/green');

let project: Project;
beforeAll(async () => {
  project = createProject();
  await makeServices(project);
});

const map = (extra: Json): Json => ({ name: 'map', defaultService: BLUE, ...extra });
const matcher = (extra: Json): Json => ({ name: 'm', defaultService: BLUE, ...extra });
const withMatcher = (extra: Json): Json =>
  map({ hostRules: [{ hosts: ['*'], pathMatcher: 'm' }], pathMatchers: [matcher(extra)] });
const routeRule = (extra: Json): Json => ({ priority: 1, matchRules: [{ prefixMatch: '/' }], service: BLUE, ...extra });
const validate = (resource: Json) => project.call('POST', '/global/urlMaps/map/validate', { resource });

describe('refuses', () => {
  it.each([
    ['two defaults', map({ defaultUrlRedirect: { httpsRedirect: true } })],
    ['no default', { name: 'map' }],
    ['a matcher that does not exist', map({ hostRules: [{ hosts: ['a.com'], pathMatcher: 'm' }] })],
    ['a matcher that no host uses', map({ pathMatchers: [matcher({})] })],
    [
      'a host in two rules',
      {
        ...withMatcher({}),
        hostRules: [
          { hosts: ['a.com'], pathMatcher: 'm' },
          { hosts: ['A.com'], pathMatcher: 'm' },
        ],
      },
    ],
    ['an address as host', { ...withMatcher({}), hostRules: [{ hosts: ['10.0.0.1'], pathMatcher: 'm' }] }],
    ['a * in the middle of a host', { ...withMatcher({}), hostRules: [{ hosts: ['a.*.com'], pathMatcher: 'm' }] }],
    ['a path without /', withMatcher({ pathRules: [{ paths: ['a'], service: BLUE }] })],
    ['a * inside a path', withMatcher({ pathRules: [{ paths: ['/a*'], service: BLUE }] })],
    [
      'a path twice',
      withMatcher({
        pathRules: [
          { paths: ['/a'], service: BLUE },
          { paths: ['/a'], service: GREEN },
        ],
      }),
    ],
    [
      'path and route rules',
      withMatcher({ pathRules: [{ paths: ['/a'], service: BLUE }], routeRules: [routeRule({})] }),
    ],
    ['a priority twice', withMatcher({ routeRules: [routeRule({}), routeRule({})] })],
    ['regular expressions', withMatcher({ routeRules: [routeRule({ matchRules: [{ regexMatch: '/a' }] })] })],
    [
      'only zero weights',
      withMatcher({
        routeRules: [
          routeRule({ service: '', routeAction: { weightedBackendServices: [{ backendService: BLUE, weight: 0 }] } }),
        ],
      }),
    ],
    [
      'a weight above 1000',
      withMatcher({
        routeRules: [
          routeRule({
            service: '',
            routeAction: { weightedBackendServices: [{ backendService: BLUE, weight: 1001 }] },
          }),
        ],
      }),
    ],
    ...[{}, { exactMatch: 'a', presentMatch: true }, { suffixMatch: 'b', prefixMatch: 'a' }].map(
      (asked): [string, object] => [
        `a header match by ${Object.keys(asked).join(' and ') || 'nothing'}`,
        withMatcher({
          routeRules: [
            routeRule({ matchRules: [{ prefixMatch: '/', headerMatches: [{ headerName: 'x-canary', ...asked }] }] }),
          ],
        }),
      ],
    ),
    [
      'more than 1000 paths',
      withMatcher({
        pathRules: [{ paths: Array.from({ length: 1001 }, (_, index) => `/p${index}`), service: BLUE }],
      }),
    ],
  ])('%s', async (_name, body) => {
    expect(await project.call('POST', '/global/urlMaps', body)).toMatchObject({ status: 400, reason: 'invalid' });
  });
});

it('words the limit on paths as the real API does', async () => {
  const paths = Array.from({ length: 1001 }, (_, index) => `/p${index}`);
  const { message } = await project.call(
    'POST',
    '/global/urlMaps',
    withMatcher({ pathRules: [{ paths, service: BLUE }] }),
  );
  expect(message).toMatch(
    /^Invalid value for field 'resource\.pathMatchers\[0\]': .*Total number of paths is 1001, which exceeds the limit 1000\.$/,
  );
});

it('does not accept a map whose tests fail', async () => {
  const tests = [{ host: 'a.com', path: '/', service: GREEN }];
  const refused = await project.call('POST', '/global/urlMaps', map({ tests }));
  expect(refused.reason).toBe('invalid');
  expect(refused.message).toBe(
    `Invalid value for field 'urlMap.tests': ''. Test failure: Expect URL 'a.com/' to map to service '${GREEN}', but actually mapped to '${BLUE}'.`,
  );
});

const ROUTED = map({
  hostRules: [
    { hosts: ['*'], pathMatcher: 'any' },
    { hosts: ['*.a.com'], pathMatcher: 'wild' },
    { hosts: ['x.a.com'], pathMatcher: 'exact' },
  ],
  pathMatchers: [
    { name: 'any', defaultUrlRedirect: { httpsRedirect: true, redirectResponseCode: 'FOUND', stripQuery: true } },
    {
      name: 'wild',
      defaultService: BLUE,
      pathRules: [
        { paths: ['/s/*'], service: GREEN },
        { paths: ['/s/deep/*', '/s/one'], service: BLUE },
        { paths: ['/old/*'], service: GREEN, routeAction: { urlRewrite: { pathPrefixRewrite: '/new/' } } },
      ],
    },
    {
      name: 'exact',
      defaultService: BLUE,
      routeRules: [
        routeRule({ priority: 2, service: BLUE }),
        routeRule({
          priority: 1,
          service: GREEN,
          matchRules: [{ prefixMatch: '/', headerMatches: [{ headerName: 'Canary', exactMatch: '1' }] }],
        }),
      ],
    },
  ],
});

it.each([
  { host: 'x.a.com', path: '/', service: BLUE },
  { host: 'x.a.com', path: '/', headers: [{ name: 'canary', value: '1' }], service: GREEN },
  { host: 'y.a.com', path: '/s', service: BLUE },
  { host: 'y.a.com', path: '/s/', service: GREEN },
  { host: 'y.a.com', path: '/s/deep/x', service: BLUE },
  { host: 'y.a.com', path: '/s/one', service: BLUE },
  { host: 'y.a.com', path: '/old/a?b=c', service: GREEN, expectedOutputUrl: 'http://y.a.com/new/a?b=c' },
  { host: 'b.com', path: '/q?a=b', expectedOutputUrl: 'https://b.com/q', expectedRedirectResponseCode: 302 },
])('routes $host$path', async (test) => {
  const { body } = await validate({ ...ROUTED, tests: [test] });
  expect(body).toEqual({ result: { loadSucceeded: true, testPassed: true } });
});

it('case 50: runs no test of a URL that it cannot make', async () => {
  const action = { urlRewrite: { pathTemplateRewrite: '/{a}' } };
  const matchRules = [{ pathTemplateMatch: '/{a=*}/**' }];
  const templated = withMatcher({ routeRules: [routeRule({ matchRules, routeAction: action })] });
  const test = { host: 'a.com', path: '/x/y', service: BLUE };
  expect((await validate({ ...templated, tests: [test] })).body.result).toMatchObject({ testPassed: true });
  const answer = await validate({ ...templated, tests: [{ ...test, expectedOutputUrl: 'http://a.com/x' }] });
  expect(answer).toMatchObject({ status: 501, message: expect.stringContaining('pathTemplateRewrite') as string });
});

it('validates without storing, and lists what fails', async () => {
  const failing = await validate({ ...ROUTED, tests: [{ host: 'x.a.com', path: '/', service: GREEN }] });
  expect(failing.body.result).toMatchObject({
    loadSucceeded: true,
    testPassed: false,
    testFailures: [{ host: 'x.a.com', path: '/', expectedService: GREEN, actualService: BLUE }],
  });
  const broken = await validate(map({ pathMatchers: [matcher({})] }));
  expect(broken.body.result).toMatchObject({ loadSucceeded: false, testPassed: false });
  expect((await project.call('GET', '/global/urlMaps/map')).status).toBe(404);
});
