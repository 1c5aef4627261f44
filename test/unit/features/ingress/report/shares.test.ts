// How a reviewer reads that shares move, and that one of them leads nowhere.
import { expect, test } from 'vitest';
import type { Change } from '../../../../../lib/diff/index.ts';
import type { Plan, PlanEnvelope } from '../../../../../lib/plan/index.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import { routeConcerns } from '../../../../../lib/features/ingress/report/concerns.ts';
import { groupWords, type RouteGroup } from '../../../../../lib/features/ingress/report/route-groups.ts';
import { routeText } from '../../../../../lib/features/ingress/report/route-text.ts';
import { type RouteRow, toldRoutes } from '../../../../../lib/features/ingress/report/routes.ts';
import { topology } from '../../../../../lib/features/ingress/report/topology.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import { refKey } from '../../../../../lib/model/index.ts';

const [CART, NEXT] = ['cart', 'cart-next'].map((name) =>
  refKey(computeRef('backendService', 'p', `rl1-bs-shop-${name}-1234567890`)),
) as [string, string];
const PATHS = { matchRules: [{ prefixMatch: '/cart/' }] };

const mapOf = (...rules: readonly object[]): JsonObject =>
  ({
    defaultService: CART,
    hostRules: [{ hosts: ['a.com'], pathMatcher: 'm' }],
    pathMatchers: [{ name: 'm', defaultService: CART, routeRules: rules }],
  }) as unknown as JsonObject;

const divided = (cart: number, next: number, ...before: readonly object[]): JsonObject =>
  mapOf(...before, {
    priority: 9,
    ...PATHS,
    routeAction: {
      weightedBackendServices: [
        { backendService: CART, weight: cart },
        { backendService: NEXT, weight: next },
      ],
    },
  });

function told(before: JsonObject, after: JsonObject, ready = 2) {
  const ref = computeRef('urlMap', 'p', 'm');
  const change = { key: refKey(ref), ref, kind: 'update', owners: [], before, after } as unknown as Change;
  const backing = {
    [CART]: { service: 'networking.gke.io/MultiClusterService/shop/cart', ready: { 'us-west1/gke-us': 4 } },
    [NEXT]: { service: 'networking.gke.io/MultiClusterService/shop/cart-next', ready: { 'us-west1/gke-us': ready } },
  };
  const plan = { unit: 'shop', changes: [change] } as unknown as Plan;
  const [routes] = toldRoutes(plan, { backing } as unknown as PlanEnvelope);
  if (routes === undefined) throw new TypeError('no routes are told');
  return routes;
}

const groupOf = (rows: readonly RouteRow[]): RouteGroup => ({
  change: 'shares',
  ingresses: ['networking.gke.io/MultiClusterIngress/shop/web'],
  rows: rows.filter(({ change }) => change === 'shares'),
});

test('each service is told with the part that it had and gets', () => {
  const { rows } = told(divided(95, 5), divided(80, 20));
  expect(rows.map(({ path, change }) => [path, change])).toEqual([
    ['/*', 'same'],
    ['/*', 'same'],
    ['/cart/*', 'shares'],
  ]);
  expect(groupWords(groupOf(rows), true)).toBe(
    '`a.com/cart/*`: `shop/cart` 95 % → **80 %**, `shop/cart-next` 5 % → **20 %** · 6 ready in `us-west1/gke-us`',
  );
  expect(rows.map(routeText)[2]).toBe(
    'route a.com/cart/* → shop/cart 95 %, shop/cart-next 5 % in us-west1/gke-us (6 ready) → shop/cart 80 %, shop/cart-next 20 % in us-west1/gke-us (6 ready): shares',
  );
});

test('a route that is divided for the first time had one service, which had all', () => {
  const plain = mapOf({ priority: 0, ...PATHS, service: CART });
  const { rows } = told(plain, divided(19, 1));
  expect(groupWords(groupOf(rows), true)).toContain('`shop/cart` 100 % → **95 %**, `shop/cart-next` 0 % → **5 %**');
  expect(told(plain, divided(1, 0)).rows.map(({ change }) => change)).toContain('shares');
  expect(told(divided(95, 5), divided(19, 1)).rows.every(({ change }) => change === 'same')).toBe(true);
});

test('a header is a route of its own, which took what its path takes', () => {
  const header = {
    priority: 0,
    matchRules: [{ prefixMatch: '/cart/', headerMatches: [{ headerName: 'x-canary', exactMatch: 'on' }] }],
    service: NEXT,
  };
  const [come, gone] = [
    told(divided(1, 0), divided(1, 0, header)).rows,
    told(divided(1, 0, header), divided(1, 0)).rows,
  ];
  for (const rows of [come, gone])
    expect(rows.filter(({ change }) => change !== 'same').map(({ path, change }) => [path, change])).toEqual([
      ['/cart/* with x-canary: on', 'shares'],
    ]);
});

test('a share without a ready endpoint is a concern', () => {
  const dead = told(divided(95, 0), divided(95, 5), 0);
  expect(routeConcerns([groupOf(dead.rows)])).toEqual([
    {
      weight: 'outage',
      title: 'no endpoint is ready behind a share',
      words: '🔴 **No endpoint is ready** behind `shop/cart-next` 5 %: `a.com/cart/*` would send its share there.',
    },
  ]);
  expect(routeConcerns([groupOf(told(divided(95, 0), divided(1, 0), 0).rows)])).toEqual([]);
});

test('a drawing has the part of each at its line', () => {
  const drawn = topology(told(mapOf({ priority: 0, ...PATHS, service: CART }), divided(95, 5)));
  expect(drawn).toMatch(/==>\|"\/cart\/#42; 5 #37;"\| n\d/);
  expect(drawn).toMatch(/==>\|"\/cart\/#42; 95 #37;"\| n\d/);
});
