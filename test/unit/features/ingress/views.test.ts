// Bodies as they are read: ours, somebody else's, and what is no body at all.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../lib/core/index.ts';
import { refKey } from '../../../../lib/model/index.ts';
import {
  backendServiceView,
  bearersOf,
  servedRoutes,
  urlMapView,
} from '../../../../lib/features/ingress/views/index.ts';
import { computeRef } from '../../../../lib/features/ingress/kinds/index.ts';

const [A, B, C] = ['a', 'b', 'c'].map((name) => refKey(computeRef('backendService', 'p', name)));

const MAP = {
  defaultUrlRedirect: { httpsRedirect: true },
  hostRules: [
    { hosts: ['one.example.com', 'two.example.com'], pathMatcher: 'm' },
    { hosts: ['three.example.com'], pathMatcher: 'm' },
    { hosts: ['four.example.com'], pathMatcher: 'gone' },
  ],
  pathMatchers: [
    {
      name: 'm',
      defaultService: A,
      pathRules: [
        { paths: ['/b', '/b/*'], service: B },
        { paths: ['/old'], urlRedirect: { redirectResponseCode: 'FOUND' } },
        { paths: ['/split'], routeAction: { weightedBackendServices: [{ backendService: C, weight: 1 }] } },
      ],
    },
  ],
} as JsonObject;

test('a URL map says where its hosts and paths lead, and nothing of what it cannot be read to say', () => {
  const { defaultTarget, hostRules } = urlMapView(MAP);
  expect(defaultTarget).toEqual({ type: 'redirect', https: true, code: undefined });
  expect(hostRules[0]?.matcher?.defaultTarget).toEqual({ type: 'service', backendService: A });
  expect(hostRules[0]?.matcher?.pathRules).toEqual([
    { paths: ['/b', '/b/*'], target: { type: 'service', backendService: B } },
    { paths: ['/old'], target: { type: 'redirect', https: false, code: 'FOUND' } },
    { paths: ['/split'], target: { type: 'split', shares: [{ backendService: C, weight: 1 }] } },
  ]);
  expect(hostRules[1]?.matcher).toBe(hostRules[0]?.matcher);
  expect(hostRules[2]).toEqual({ hosts: ['four.example.com'], matcher: undefined });
});

test('a matcher that two host rules share serves the hosts of both', () => {
  expect(servedRoutes(urlMapView(MAP)).map(({ host, path }) => `${host} ${path ?? 'default'}`)).toEqual(
    ['one', 'two', 'three'].flatMap((name) =>
      ['default', '/b', '/b/*', '/split'].map((path) => `${name}.example.com ${path}`),
    ),
  );
});

test('route rules say what they ask for and how they divide, in their order; what asks for more is not read', () => {
  const weighted = [
    { backendService: A, weight: 3 },
    { backendService: B, weight: 1 },
    { backendService: C, weight: 0 },
  ];
  const header = { headerName: 'X-A', exactMatch: 'on' };
  const routes = servedRoutes(
    urlMapView({
      hostRules: [{ hosts: ['a'], pathMatcher: 'm' }],
      pathMatchers: [
        {
          name: 'm',
          routeRules: [
            { priority: 2, matchRules: [{ prefixMatch: '/x/' }], routeAction: { weightedBackendServices: weighted } },
            { priority: 1, matchRules: [{ fullPathMatch: '/x', headerMatches: [header] }], service: B },
            { priority: 0, matchRules: [{ prefixMatch: '/', queryParameterMatches: [{ name: 'q' }] }], service: C },
          ],
        },
      ],
    }),
  );
  expect(routes.map(({ path, headers }) => [path, headers])).toEqual([
    ['/x', [{ name: 'x-a', value: 'on' }]],
    ['/x/*', []],
  ]);
  expect(routes.map((route) => [...bearersOf(route)])).toEqual([
    [[B, 1]],
    [
      [A, 0.75],
      [B, 0.25],
    ],
  ]);
});

test('a backend service says what stands behind it and who may pass', () => {
  const body = { backends: [{ group: 'g', capacityScaler: 0 }, { group: 'h' }, {}], iap: { enabled: true } };
  expect(backendServiceView(body)).toEqual({
    backends: [
      { group: 'g', capacityScaler: 0 },
      { group: 'h', capacityScaler: undefined },
    ],
    iapEnabled: true,
  });
  expect(backendServiceView({ iap: { enabled: 'true' } }).iapEnabled).toBe(false);
});

test('no body makes a view fail', () => {
  const members = ['hostRules', 'pathMatchers', 'defaultService', 'defaultUrlRedirect', 'backends', 'iap'];
  const body = fc.dictionary(fc.constantFrom(...members), fc.jsonValue()) as fc.Arbitrary<JsonObject>;
  fc.assert(
    fc.property(body, (anything) => {
      expect(servedRoutes(urlMapView(anything)).length).toBeLessThanOrEqual(JSON.stringify(anything).length);
      expect(backendServiceView(anything).iapEnabled).toBeTypeOf('boolean');
    }),
  );
  expect(urlMapView(undefined)).toEqual({ defaultTarget: undefined, hostRules: [] });
});
