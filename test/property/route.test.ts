// What Rangelight says about a request is what the load balancer does with it: two matchers, written apart, on the same
// compiled URL maps.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearestFirst as nearestInDataPlane } from '../../infra/emulators/compute/data-plane/balancing/distance.ts';
import { route } from '../../infra/emulators/compute/data-plane/routing/route.ts';
import type { UrlMap } from '../../infra/emulators/compute/data-plane/shapes.ts';
import { nearestFirst, routeRequest } from '../../lib/features/ingress/route/index.ts';
import { type GeneratedRule, generatedRequest, generatedRules, rulesSpec } from '../generated/routes.ts';
import { backend, compileText, ingress, resourcesOf, service } from '../unit/features/ingress/blue.ts';

/** Set SEED to repeat a run; a failure prints its own. */
const SEED = Number(process.env['SEED'] ?? 20_260_102);

/** Every path has a service of its own, so that an answer tells which one it was. */
function manifests(rules: readonly GeneratedRule[]): string {
  const used = new Set<string>();
  const written = rulesSpec(rules, (number) => {
    used.add(`s${number}`);
    return { serviceName: `s${number}`, servicePort: 8080 };
  });
  const services = ['d', ...used].map((name) => service(name)).join('');
  return services + ingress('i', `{backend: ${backend('d')}, rules: ${JSON.stringify(written)}}`);
}

it('routes as the data plane does', () => {
  let compared = 0;
  fc.assert(
    fc.property(generatedRules, fc.array(generatedRequest, { minLength: 1, maxLength: 6 }), (rules, requests) => {
      const compiled = compileText(manifests(rules));
      expect(compiled.held).toEqual([]);
      const resources = compiled.states.flatMap((state) => state.resources);
      const map = resourcesOf(compiled, 'urlMap')[0]?.body as UrlMap;
      for (const { host, path } of requests) {
        const [answer] = routeRequest(resources, { url: `http://${host}${path}`, region: 'us-west1' });
        const decision = route(map, { scheme: 'http', host, path, query: '', headers: new Map() });
        const expected = decision.kind === 'service' ? decision.candidates[0]?.backendService : undefined;
        expect(answer?.destination).toMatchObject({ type: 'service', backendService: expected });
        compared += 1;
      }
    }),
    { seed: SEED, numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(100);
});

it('has the regions in the order of the data plane', () => {
  const groups = [
    'us-west',
    'us-central',
    'us-east',
    'europe-west',
    'europe-north',
    'asia-east',
    'asia-south',
    'me-west',
  ];
  const region = fc
    .tuple(fc.constantFrom(...groups), fc.integer({ min: 1, max: 4 }))
    .map(([group, number]) => group + number);
  fc.assert(
    fc.property(region, fc.array(region, { maxLength: 6 }), (from, regions) => {
      expect(nearestFirst(from, regions)).toEqual(nearestInDataPlane(from, regions));
    }),
    { seed: SEED, numRuns: 200 },
  );
});
