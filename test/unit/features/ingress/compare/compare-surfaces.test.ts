// Two load balancers as clients meet them: what differs, by which request, and what nobody can tell.
import { describe, expect, it } from 'vitest';
import { failedTests } from '../../../../../infra/emulators/compute/resources/url-map-tests.ts';
import type { UrlMap } from '../../../../../infra/emulators/compute/resources/url-map-types.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import {
  compareAll,
  compareJson,
  compareLines,
  exportedUrlMap,
  surfacesOf,
  type Surface,
} from '../../../../../lib/features/ingress/compare/index.ts';
import { backend, compileText, EU, FLEET, ingress, service, US } from '../blue.ts';

const SIDES = { first: 'A', second: 'B' };

function surfaces(text: string): readonly Surface[] {
  const compiled = compileText(text);
  expect(compiled.held).toEqual([]);
  return surfacesOf(compiled.states.flatMap((state) => state.resources));
}

function lines(first: readonly Surface[], second: readonly Surface[]): readonly string[] {
  return compareLines(compareAll(first, second), SIDES);
}

const rules = (paths: string): string =>
  `{backend: ${backend('d')}, rules: [{host: a.example, http: {paths: [${paths}]}}]}`;
const path = (pattern: string, name: string): string => `{path: "${pattern}", backend: ${backend(name)}}`;
const SERVICES = ['d', 'x', 'v'].map((name) => service(name)).join('');
const ONE = SERVICES + ingress('i', rules(`${path('/x/*', 'x')}, ${path('/y', 'v')}`));

describe('two sets of manifests', () => {
  it('that say the same in another way serve alike', () => {
    const other = SERVICES + ingress('i', rules(`${path('/y', 'v')}, ${path('/x/*', 'x')}`));
    expect(lines(surfaces(ONE), surfaces(other))).toEqual([
      'they serve alike; 4 requests stand for all that there can be',
    ]);
  });

  it('that route a path elsewhere differ by a request', () => {
    const other = SERVICES + ingress('i', rules(`${path('/x/*', 'v')}, ${path('/y', 'v')}`));
    expect(lines(surfaces(ONE), surfaces(other))).toEqual([
      'differs  http://a.example/x/any',
      '           A: blue/x:8080',
      '           B: blue/v:8080',
      '1 difference; 4 requests stand for all that there can be',
    ]);
  });

  it('that set a backend up in another way differ by a setting, with a request that meets it', () => {
    const other = ONE.replace('selector: {app: x}', 'selector: {app: z}');
    expect(lines(surfaces(ONE), surfaces(other))).toEqual([
      'differs  blue/x:8080: selector, as for http://a.example/x/any',
      '           A: {"app":"x"}',
      '           B: {"app":"z"}',
      '1 difference; 4 requests stand for all that there can be',
    ]);
  });

  it('of which one listens on another address or has another ingress differ without a request', () => {
    const address = ONE.replace('annotations: {}', 'annotations: {networking.gke.io/static-ip: 203.0.113.9}');
    expect(lines(surfaces(ONE), surfaces(address))).toContain('differs  listener 80: address');
    const two = ONE + ingress('j', `{backend: ${backend('x')}}`);
    expect(lines(surfaces(ONE), surfaces(two))).toContain('differs  blue/j: only in B');
  });

  it('take a renamed service for the same one only while it serves the same pods', () => {
    const renamed = (selector: string): string =>
      ONE.replaceAll('name: x,', 'name: w,')
        .replaceAll('serviceName: x,', 'serviceName: w,')
        .replace('selector: {app: x}', `selector: {app: ${selector}}`);
    expect(lines(surfaces(ONE), surfaces(renamed('x')))).toEqual([
      'taken    blue/w:8080 of B for blue/x:8080 of A: the same requests go there',
      'they serve alike; 4 requests stand for all that there can be',
    ]);
    expect(lines(surfaces(ONE), surfaces(renamed('w')))).toContain('differs  http://a.example/x/any');
  });
});

describe('an exported URL map', () => {
  const bs = (name: string): string =>
    `https://www.googleapis.com/compute/v1/projects/p/global/backendServices/mci-8se3df-8080-blue-${name}`;
  const exported = (more: JsonObject = {}): JsonObject => ({
    name: 'mci-8se3df-blue-i',
    defaultService: bs('d'),
    hostRules: [{ hosts: ['A.example'], pathMatcher: 'm' }],
    pathMatchers: [
      {
        name: 'm',
        defaultService: bs('d'),
        pathRules: [
          { paths: ['/x/*'], service: bs('x') },
          { paths: ['/y'], service: bs('v') },
        ],
      },
    ],
    ...more,
  });

  it('is compared by its routes, and its backends are known by the requests that go there', () => {
    expect(lines(surfaces(ONE), [exportedUrlMap(exported())])).toEqual([
      'taken    mci-8se3df-8080-blue-d of B for blue/d:8080 of A: the same requests go there',
      'taken    mci-8se3df-8080-blue-v of B for blue/v:8080 of A: the same requests go there',
      'taken    mci-8se3df-8080-blue-x of B for blue/x:8080 of A: the same requests go there',
      'they serve alike; 4 requests stand for all that there can be',
    ]);
  });

  it('is never called equal while it says what is not read', () => {
    const map = exported({ headerAction: { requestHeadersToAdd: [] } });
    const found = lines([exportedUrlMap(map)], [exportedUrlMap(map)]);
    expect(found).toEqual([
      'unknown  mci-8se3df-blue-i: headers of every request are changed',
      'no difference in what could be compared; 4 requests stand for all that there can be',
    ]);
  });

  const ruled = (header: string): JsonObject =>
    exported({
      pathMatchers: [
        {
          name: 'm',
          defaultService: bs('d'),
          routeRules: [
            {
              priority: 2,
              matchRules: [{ prefixMatch: '/any' }],
              urlRedirect: { httpsRedirect: true, stripQuery: false, redirectResponseCode: 'FOUND' },
            },
            {
              priority: 1,
              matchRules: [{ prefixMatch: '/', headerMatches: [{ headerName: 'X-Canary', exactMatch: header }] }],
              service: bs('x'),
            },
          ],
        },
      ],
    });

  it('by route rules is compared header by header; every request of a difference has tests that Compute confirms', () => {
    const maps = [ruled('yes'), ruled('no')] as const;
    const compared = compareAll([exportedUrlMap(maps[0])], [exportedUrlMap(maps[1])]);
    expect(compareLines(compared, SIDES)).toContain("differs  http://a.example/anyany -H 'x-canary: no'");
    const { differences } = compareJson(compared, SIDES) as unknown as {
      readonly differences: readonly { readonly tests: { readonly first: object; readonly second: object } }[];
    };
    expect(differences).toHaveLength(4);
    for (const { tests } of differences) {
      const [first, second] = maps.map((map) => map as UrlMap);
      expect(failedTests({ ...first, tests: [tests.first] })).toEqual([]);
      expect(failedTests({ ...second, tests: [tests.second] })).toEqual([]);
      expect(failedTests({ ...first, tests: [tests.second] })).toHaveLength(1);
    }
  });

  it('with a rule for every beginning of a path leaves nothing to try below them', () => {
    const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~!$&'()*+,;=:@/".split('');
    const routeRules = letters.map((letter, at) => ({
      priority: at,
      matchRules: [{ prefixMatch: `/${letter}` }],
      service: bs('x'),
    }));
    const map = exported({ pathMatchers: [{ name: 'm', defaultService: bs('d'), routeRules }] });
    const compared = compareAll([exportedUrlMap(map)], [exportedUrlMap(map)]);
    expect(compared).toMatchObject({ differences: [], unknown: [], requests: letters.length + 2 });
  });
});

describe('requests that the fleet file divides', () => {
  const divided = (...splits: readonly JsonObject[]): readonly Surface[] => {
    const all = splits.map((split) => ({ ingress: 'blue/i', host: 'a.example', ...split }));
    const compiled = compileText(ONE, { fleet: { ...FLEET, features: { traffic: { splits: all } } } });
    expect(compiled.held).toEqual([]);
    return surfacesOf(compiled.states.flatMap((state) => state.resources));
  };

  it('are a difference, with the part that each gets', () => {
    const other = divided({ path: '/x/*', services: { x: 95, v: 5 } });
    expect(lines(surfaces(ONE), other)).toEqual([
      'differs  http://a.example/x/any',
      '           A: blue/x:8080',
      '           B: 5 % blue/v:8080, 95 % blue/x:8080',
      '1 difference; 4 requests stand for all that there can be',
    ]);
  });

  it('are none where one gets all, and where the parts are the same', () => {
    expect(lines(surfaces(ONE), divided({ path: '/x/*', services: { x: 3, v: 0 } })).at(-1)).toMatch(
      /^they serve alike/,
    );
    const [one, other] = [
      { x: 95, v: 5 },
      { x: 19, v: 1 },
    ].map((services) => divided({ path: '/x/*', services }));
    expect(lines(one ?? [], other ?? []).at(-1)).toMatch(/^they serve alike/);
  });

  it('differ by the header that is looked at, and by cluster', () => {
    expect(lines(surfaces(ONE), divided({ path: '/y', headers: { 'x-canary': { on: 'x' } } })).slice(0, 3)).toEqual([
      "differs  http://a.example/y -H 'x-canary: on'",
      '           A: blue/v:8080',
      '           B: blue/x:8080',
    ]);
    expect(lines(surfaces(ONE), divided({ path: '/y', clusters: { [US]: 1, [EU]: 1 } }))[2]).toBe(
      `           B: 50 % blue/v:8080@${EU}, 50 % blue/v:8080@${US}`,
    );
  });
});
