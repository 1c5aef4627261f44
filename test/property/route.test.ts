// What Rangelight says about a request is what the load balancer does with it: two matchers, written apart, on the same
// compiled URL maps. May import: lib, infra/emulators, fast-check, vitest.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearestFirst as nearestInDataPlane } from '../../infra/emulators/compute/data-plane/balancing/distance.ts';
import { route } from '../../infra/emulators/compute/data-plane/routing/route.ts';
import type { UrlMap } from '../../infra/emulators/compute/data-plane/shapes.ts';
import { nearestFirst, routeRequest } from '../../lib/route/index.ts';
import { backend, compileText, ingress, resourcesOf, service } from '../unit/compile/blue.ts';

/** Set SEED to repeat a run; a failure prints its own. */
const SEED = Number(process.env['SEED'] ?? 20_260_102);

const segment = fc.constantFrom('a', 'b', 'ab');
const literal = fc.array(segment, { maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const asked = fc.tuple(literal, fc.constantFrom('', '/')).map(([path, end]) => (path === '/' ? path : path + end));
const path = fc.oneof(
  asked.map((path) => ({ path, pathType: undefined })),
  literal.map((path) => ({ path: path === '/' ? '/*' : `${path}/*`, pathType: undefined })),
  fc.record({ path: asked, pathType: fc.constantFrom('Exact', 'Prefix') }),
);
const host = fc.constantFrom('a.example', '*.example', '*.b.example', 'c.b.example', '*', '');
const rule = fc.record({ host, paths: fc.array(path, { minLength: 1, maxLength: 4 }) });
const request = fc.record({
  host: fc.constantFrom('a.example', 'A.example', 'x.example', 'c.b.example', 'd.b.example', 'other.org'),
  path: asked,
});

/** Every path has a backend of its own for its host, so that an answer tells which one it was. */
function manifests(
  rules: readonly { host: string; paths: readonly { path: string; pathType?: string | undefined }[] }[],
): string {
  const used = new Map<string, string>();
  const written = rules.map(({ host, paths }) => ({
    host,
    http: {
      paths: paths.map(({ path, pathType }) => {
        // The same element, however it is spelt: two backends for it would be an error of the manifest.
        const key = `${host === '' ? '*' : host} ${path.replace(/\/+\*?$/, '')} ${pathType ?? ''}`;
        const serviceName = used.get(key) ?? `s${used.size}`;
        used.set(key, serviceName);
        return { path, ...(pathType === undefined ? {} : { pathType }), backend: { serviceName, servicePort: 8080 } };
      }),
    },
  }));
  const services = ['d', ...used.values()].map((name) => service(name)).join('');
  return services + ingress('i', `{backend: ${backend('d')}, rules: ${JSON.stringify(written)}}`);
}

it('routes as the data plane does', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 4 }),
      fc.array(request, { minLength: 1, maxLength: 6 }),
      (rules, requests) => {
        const compiled = compileText(manifests(rules));
        fc.pre(compiled.held.length === 0);
        const resources = compiled.states.flatMap((state) => state.resources);
        const map = resourcesOf(compiled, 'urlMap')[0]?.body as UrlMap;
        for (const { host, path } of requests) {
          const [answer] = routeRequest(resources, { url: `http://${host}${path}`, region: 'us-west1' });
          const decision = route(map, { scheme: 'http', host, path, query: '', headers: new Map() });
          const expected = decision.kind === 'service' ? decision.candidates[0]?.backendService : undefined;
          expect(answer?.destination).toMatchObject({ type: 'service', backendService: expected });
          compared += 1;
        }
      },
    ),
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
