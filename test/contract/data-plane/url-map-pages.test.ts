// The cases that Google's pages on URL maps work out or state in words, one by one, each with its page and section.
// Both readers of URL maps must agree on them: the edge that routes requests, and the control plane that runs map
// tests.
import { describe, expect, test } from 'vitest';
import { chooseWeighted } from '../../../infra/emulators/compute/data-plane/routing/weighted-choice.ts';
import { redirectAnswer, rewritten } from '../../../infra/emulators/compute/data-plane/routing/rewrite.ts';
import { route } from '../../../infra/emulators/compute/data-plane/routing/route.ts';
import type { UrlMap } from '../../../infra/emulators/compute/data-plane/shapes.ts';
import { checkUrlMap } from '../../../infra/emulators/compute/resources/url-map-rules.ts';
import { failedTests } from '../../../infra/emulators/compute/resources/url-map-tests.ts';

type Case = readonly [url: string, service: string];
type Headers = Readonly<Record<string, string>>;

/** Where the edge sends a GET of `http://<url>`, and whether the control plane's map tests say the same. */
function destinations(map: UrlMap, cases: readonly Case[], sent: Headers = {}): readonly Case[] {
  return cases.map(([url, service]) => {
    const parsed = new URL(`http://${url}`);
    const { host, pathname: path, search: query } = parsed;
    const decision = route(map, { scheme: 'http', host, path, query, headers: new Map(Object.entries(sent)) });
    const edge = decision.kind === 'service' ? (decision.candidates[0]?.backendService ?? '') : decision.kind;
    const headers = Object.entries(sent).map(([name, value]) => ({ name, value }));
    const tests = [{ host, path: path + query, service, headers }];
    const [failure] = failedTests({ ...map, tests });
    return [url, failure === undefined ? edge : `${edge}, but the map's test: ${JSON.stringify(failure)}`];
  });
}

function matcher(name: string, rules: Readonly<Record<string, readonly string[]>>, defaultService = `${name}-default`) {
  const pathRules = Object.entries(rules).map(([service, paths]) => ({ service, paths }));
  return { name, defaultService, pathRules };
}

describe('URL maps overview', () => {
  test('introduction: one map for /video, /audio, /images and the rest', () => {
    const paths = { video: ['/video', '/video/*'], audio: ['/audio', '/audio/*'], images: ['/images', '/images/*'] };
    const map = {
      defaultService: 'default',
      hostRules: [{ hosts: ['example.com'], pathMatcher: 'm' }],
      pathMatchers: [matcher('m', paths, 'default')],
    };
    const cases: readonly Case[] = [
      ['example.com/video', 'video'],
      ['example.com/audio', 'audio'],
      ['example.com/images', 'images'],
      ['example.com/', 'default'],
      ['example.com/other', 'default'],
      ['example.org/video', 'default'],
    ];
    expect(destinations(map, cases)).toEqual(cases);
  });

  test('how URL maps work: example.net for videos in two qualities, everything else to org-site', () => {
    const map = {
      defaultService: 'org-site',
      hostRules: [{ hosts: ['example.net'], pathMatcher: 'videos' }],
      pathMatchers: [matcher('videos', { 'video-hd': ['/video/hd/*'], 'video-sd': ['/video/sd/*'] }, 'video-site')],
    };
    const cases: readonly Case[] = [
      ['example.org/', 'org-site'],
      ['example.org/video/hd/1', 'org-site'],
      ['www.example.net/video/hd/1', 'org-site'],
      ['example.net/', 'video-site'],
      ['example.net/video', 'video-site'],
      ['example.net/video/hd/1', 'video-hd'],
      ['example.net/video/sd/1', 'video-sd'],
      ['example.net/video/hd', 'video-site'],
    ];
    expect(destinations(map, cases)).toEqual(cases);
  });

  test('default backend service: a map without host rules sends every request to it', () => {
    const cases: readonly Case[] = [
      ['example.com/', 'only'],
      ['a.b.c/d/e?f=g', 'only'],
    ];
    expect(destinations({ defaultService: 'only' }, cases)).toEqual(cases);
  });

  test("path matcher default: where no path rule matches, the matcher's default counts, not the map's", () => {
    const map = {
      defaultService: 'map-default',
      hostRules: [{ hosts: ['example.com'], pathMatcher: 'm' }],
      pathMatchers: [matcher('m', { a: ['/a'] })],
    };
    const cases: readonly Case[] = [
      ['example.com/b', 'm-default'],
      ['example.org/b', 'map-default'],
    ];
    expect(destinations(map, cases)).toEqual(cases);
  });

  test('hostname matching: an exact host, then the longest wildcard, then *; in any order of the rules', () => {
    const hosts = ['*', '*.example.com', 'www.example.com', '*.video.example.com'];
    const hostRules = hosts.map((host, index) => ({ hosts: [host], pathMatcher: `m${index}` }));
    const pathMatchers = hosts.map((_host, index) => matcher(`m${index}`, {}));
    const cases: readonly Case[] = [
      ['www.example.com/', 'm2-default'],
      ['blog.example.com/', 'm1-default'],
      ['hd.video.example.com/', 'm3-default'],
      ['video.example.com/', 'm1-default'],
      ['example.com/', 'm0-default'],
      ['example.org/', 'm0-default'],
    ];
    expect(destinations({ defaultService: 'd', hostRules, pathMatchers }, cases)).toEqual(cases);
    expect(destinations({ defaultService: 'd', hostRules: hostRules.toReversed(), pathMatchers }, cases)).toEqual(
      cases,
    );
  });

  test('path rules: "/video/*" matches /video/test1 and /video/test2, but not /video', () => {
    const map = {
      defaultService: 'd',
      hostRules: [{ hosts: ['*'], pathMatcher: 'm' }],
      pathMatchers: [matcher('m', { video: ['/video/*'] })],
    };
    const cases: readonly Case[] = [
      ['example.com/video/test1', 'video'],
      ['example.com/video/test2', 'video'],
      ['example.com/video/', 'video'],
      ['example.com/video', 'm-default'],
      ['example.com/videos/test1', 'm-default'],
    ];
    expect(destinations(map, cases)).toEqual(cases);
  });

  test('path rules: matching is case-sensitive, and the query string plays no part', () => {
    const map = {
      defaultService: 'd',
      hostRules: [{ hosts: ['*'], pathMatcher: 'm' }],
      pathMatchers: [matcher('m', { video: ['/video', '/video/*'] })],
    };
    const cases: readonly Case[] = [
      ['example.com/video?quality=hd', 'video'],
      ['example.com/?path=/video', 'm-default'],
      ['example.com/VIDEO', 'm-default'],
    ];
    expect(destinations(map, cases)).toEqual(cases);
  });
});

describe('Compute v1 API, urlMaps', () => {
  test('pathMatchers[].pathRules[]: /a/b/c/* matches before /a/b/* whatever their order', () => {
    const cases: readonly Case[] = [
      ['h/a/b/c/d', 'long'],
      ['h/a/b/d', 'short'],
      ['h/a/b/c/exact', 'exact'],
      ['h/a/b', 'm-default'],
    ];
    for (const rules of [
      { short: ['/a/b/*'], long: ['/a/b/c/*'], exact: ['/a/b/c/exact'] },
      { exact: ['/a/b/c/exact'], long: ['/a/b/c/*'], short: ['/a/b/*'] },
    ]) {
      const hostRules = [{ hosts: ['*'], pathMatcher: 'm' }];
      expect(destinations({ defaultService: 'd', hostRules, pathMatchers: [matcher('m', rules)] }, cases)).toEqual(
        cases,
      );
    }
  });

  test('hostRules[].hosts[]: * matches any string of [a-z0-9-.], first in the pattern and before - or .', () => {
    const hostRules = [{ hosts: ['*-foo.example.com', '*.bar.example.com'], pathMatcher: 'm' }];
    const map = { defaultService: 'd', hostRules, pathMatchers: [matcher('m', {})] };
    const cases: readonly Case[] = [
      ['1-foo.example.com/', 'm-default'],
      ['a.b-foo.example.com/', 'm-default'],
      ['a.b.bar.example.com/', 'm-default'],
      ['foo.example.com/', 'd'],
      ['bar.example.com/', 'd'],
    ];
    expect(destinations(map, cases)).toEqual(cases);
  });

  test('routeRules[].priority: rules are looked at from 0 up, and the first match wins over a longer one', () => {
    const rule = (priority: number, prefixMatch: string, service: string) => {
      return { priority, service, matchRules: [{ prefixMatch }] };
    };
    const routeRules = [rule(20, '/a/b', 'long'), rule(10, '/a', 'short'), rule(30, '/', 'rest')];
    const map = {
      defaultService: 'd',
      hostRules: [{ hosts: ['*'], pathMatcher: 'm' }],
      pathMatchers: [{ name: 'm', defaultService: 'm-default', routeRules }],
    };
    const cases: readonly Case[] = [
      ['h/a/b', 'short'],
      ['h/ab', 'short'],
      ['h/b', 'rest'],
    ];
    expect(destinations(map, cases)).toEqual(cases);
  });
});

describe('Compute v1 API, HttpRouteRuleMatch', () => {
  const taken = (match: object, url: string, sent?: Headers): string => {
    const routeRules = [{ priority: 1, service: 'taken', matchRules: [match] }];
    const map = {
      defaultService: 'd',
      hostRules: [{ hosts: ['*'], pathMatcher: 'm' }],
      pathMatchers: [{ name: 'm', defaultService: 'left', routeRules }],
    };
    // The map's test expects what the edge does: when the two differ, the answer says so.
    const edge = destinations(map, [[url, 'taken']], sent)[0]?.[1] === 'taken' ? 'taken' : 'left';
    return destinations(map, [[url, edge]], sent)[0]?.[1] ?? '';
  };

  test.each([
    [
      'prefixMatch: a prefix of characters, not of segments',
      { prefixMatch: '/a' },
      ['h/a', 'h/a/b', 'h/ab'],
      ['h/b', 'h/A'],
    ],
    ['prefixMatch: * is a character like any other', { prefixMatch: '/a/*' }, ['h/a/*'], ['h/a/', 'h/a/b']],
    ['fullPathMatch: the path without its query', { fullPathMatch: '/a' }, ['h/a', 'h/a?b=c'], ['h/a/', 'h/ab']],
    ['ignoreCase', { prefixMatch: '/Api', ignoreCase: true }, ['h/api', 'h/API/v1'], ['h/ap']],
    [
      'queryParameterMatches[].exactMatch',
      { prefixMatch: '/', queryParameterMatches: [{ name: 'v', exactMatch: '2' }] },
      ['h/?v=2', 'h/a?u=1&v=2'],
      ['h/', 'h/?v=22', 'h/?V=2'],
    ],
    [
      'queryParameterMatches[].presentMatch: with or without a value',
      { prefixMatch: '/', queryParameterMatches: [{ name: 'v', presentMatch: true }] },
      ['h/?v', 'h/?v=', 'h/?v=1'],
      ['h/', 'h/?u=v'],
    ],
    [
      'every predicate of a match rule must hold',
      {
        prefixMatch: '/a',
        queryParameterMatches: [
          { name: 'v', presentMatch: true },
          { name: 'w', presentMatch: true },
        ],
      },
      ['h/a?v&w'],
      ['h/a?v', 'h/b?v&w'],
    ],
  ])('%s', (_clause, match, takes, leaves) => {
    expect(takes.map((url) => taken(match, url))).toEqual(takes.map(() => 'taken'));
    expect(leaves.map((url) => taken(match, url))).toEqual(leaves.map(() => 'left'));
  });

  const range = { rangeMatch: { rangeStart: '-5', rangeEnd: '0' } };
  test.each<[string, object, readonly string[], readonly (string | undefined)[]]>([
    ['exactMatch', { exactMatch: 'a' }, ['a'], ['A', 'ab', undefined]],
    ['prefixMatch', { prefixMatch: 'a' }, ['a', 'ab'], ['ba', undefined]],
    ['suffixMatch', { suffixMatch: 'a' }, ['a', 'ba'], ['ab', undefined]],
    ['presentMatch', { presentMatch: true }, ['a', ''], [undefined]],
    [
      'rangeMatch: [-5, 0) takes -3, not 0, and nothing but integers',
      range,
      ['-5', '-3'],
      ['0', '-6', '-3someString', 'a'],
    ],
    ['invertMatch', { exactMatch: 'a', invertMatch: true }, ['b'], ['a']],
  ])('headerMatches[].%s', (_clause, match, takes, leaves) => {
    const matchRule = { prefixMatch: '/', headerMatches: [{ headerName: 'X-Kind', ...match }] };
    const withHeader = (value: string | undefined): string =>
      taken(matchRule, 'h/', value === undefined ? {} : { 'x-kind': value });
    expect(takes.map(withHeader)).toEqual(takes.map(() => 'taken'));
    expect(leaves.map(withHeader)).toEqual(leaves.map(() => 'left'));
  });
});

test('URL maps overview, path matchers: /videos/hd-abcd and /videos/hd-pqrs need rules of their own', () => {
  const rules = { abcd: ['/videos/hd-abcd'], pqrs: ['/videos/hd-pqrs', '/videos/hd-pqrs/*'] };
  const map = {
    defaultService: 'd',
    hostRules: [{ hosts: ['*'], pathMatcher: 'm' }],
    pathMatchers: [matcher('m', rules)],
  };
  const cases: readonly Case[] = [
    ['example.com/videos/hd-abcd', 'abcd'],
    ['example.com/videos/hd-pqrs', 'pqrs'],
    ['example.com/videos/hd-pqrs/1', 'pqrs'],
    ['example.com/videos/hd-abcde', 'm-default'],
    ['example.com/videos/hd-', 'm-default'],
  ];
  expect(destinations(map, cases)).toEqual(cases);
  expect(() =>
    checkUrlMap({ ...map, pathMatchers: [matcher('m', { hd: ['/videos/hd-*'] })] }, 'EXTERNAL_MANAGED'),
  ).toThrow('may end with /*');
});

test('URL maps overview: the port of the Host header plays no part', () => {
  const hostRules = [{ hosts: ['example.net'], pathMatcher: 'm' }];
  const map = { defaultService: 'd', hostRules, pathMatchers: [matcher('m', { hd: ['/video/hd'] })] };
  const cases: readonly Case[] = [
    ['example.net/video/hd', 'hd'],
    ['example.net:8080/video/hd', 'hd'],
    ['EXAMPLE.net/video/hd', 'hd'],
    ['example.net.org/video/hd', 'd'],
  ];
  expect(destinations(map, cases)).toEqual(cases);
});

test('Set up traffic management, split traffic: every service with weight may answer, the others not', () => {
  const weightedBackendServices = [
    { backendService: 'main', weight: 95 },
    { backendService: 'canary', weight: 5 },
    { backendService: 'off', weight: 0 },
  ];
  const map = { defaultRouteAction: { weightedBackendServices } };
  const failing = (service: string) => failedTests({ ...map, tests: [{ host: 'h', path: '/', service }] });
  expect(['main', 'canary'].flatMap(failing)).toEqual([]);
  expect(failing('off')).toHaveLength(1);
  const draw = (at: number): string => chooseWeighted(weightedBackendServices, at)?.backendService ?? '';
  expect([0, 0.949, 0.951, 0.999].map(draw)).toEqual(['main', 'main', 'canary', 'canary']);
});

test('Set up HTTP-to-HTTPS redirect: a map of one redirect, host, path and query kept', () => {
  const urlRedirect = { httpsRedirect: true, redirectResponseCode: 'MOVED_PERMANENTLY_DEFAULT', stripQuery: false };
  const line = { scheme: 'http', host: 'example.com', path: '/a', query: '?b=c', headers: new Map() } as const;
  const decision = route({ defaultUrlRedirect: urlRedirect }, line);
  expect(decision.kind === 'redirect' && redirectAnswer(decision.redirect, line, decision.matched)).toEqual({
    status: 301,
    location: 'https://example.com/a?b=c',
  });
});

test('Traffic management, URL rewrites: the matched prefix is replaced, the host header too', () => {
  const line = { scheme: 'http', host: 'example.com', path: '/videos/1', query: '', headers: new Map() } as const;
  const rewrite = { hostRewrite: 'media.internal', pathPrefixRewrite: '/v2/' };
  expect(rewritten(rewrite, line, '/videos/')).toEqual({ host: 'media.internal', path: '/v2/1' });
});
