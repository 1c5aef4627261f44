// A drawing only of what a person can take in, and what it shows of a change.
import { expect, test } from 'vitest';
import type { Plan } from '../../../../../lib/plan/index.ts';
import { toldRoutes } from '../../../../../lib/features/ingress/report/routes.ts';
import { MOST_NODES } from '../../../../../lib/report/index.ts';
import { topology } from '../../../../../lib/features/ingress/report/topology.ts';
import {
  blueResources,
  changesBetween,
  firstDeploy,
  planned,
  type Route,
  ROUTES,
  standing,
} from '../../../../golden/report/blue-fleet.ts';

function drawn(plan: Plan | undefined): string | undefined {
  const [routes] = plan === undefined ? [] : toldRoutes(plan, undefined);
  return routes && topology(routes);
}

/** The front end, the default's host, two services and two clusters are six nodes besides the hosts. */
function withHosts(count: number): string | undefined {
  const routes: readonly Route[] = Array.from({ length: count }, (_, index) => ({
    host: `h${index}.example.com`,
    path: '/x',
    service: index === 0 ? 'bar' : 'foobar',
  }));
  return drawn(planned({ changes: changesBetween(blueResources(routes), standing([])) }).plan);
}

test('draws up to its limit and nothing beyond', () => {
  expect(withHosts(MOST_NODES - 6)?.match(/:::new/g)).toHaveLength(MOST_NODES);
  expect(withHosts(MOST_NODES - 5)).toBeUndefined();
});

test('what is new is bold, what goes is dashed, what stays is neither', () => {
  expect(drawn(firstDeploy().plan)).not.toMatch(/-->|-\.->/);
  const moved = ROUTES.map((route) => ({ ...route, service: 'foobar' as const }));
  const changes = changesBetween(blueResources(moved), standing(blueResources()), blueResources());
  const lines = drawn(planned({ changes }).plan)?.split('\n') ?? [];
  expect(lines.filter((line) => line.includes('/bar/'))).toEqual([
    expect.stringContaining('-.->'),
    expect.stringContaining('==>'),
  ]);
  expect(lines.some((line) => line.includes('[["blue/bar"]]:::gone'))).toBe(true);
});
