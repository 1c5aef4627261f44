// Route rules answer as the path rules that they take the place of: on the emulated data plane, in what `compare` makes
// of them, and in what `route` says of a request. Environment: SEED repeats a run.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Decision, route } from '../../infra/emulators/compute/data-plane/routing/route.ts';
import type { UrlMap } from '../../infra/emulators/compute/data-plane/shapes.ts';
import { checkUrlMap } from '../../infra/emulators/compute/resources/url-map-rules.ts';
import { compareAll, surfacesOf } from '../../lib/features/ingress/compare/index.ts';
import { routeRequest } from '../../lib/features/ingress/route/index.ts';
import { type GeneratedRule, generatedRequest, generatedRules, rulesSpec } from '../generated/routes.ts';
import { backend, compileText, FLEET, ingress, resourcesOf, service } from '../unit/features/ingress/blue.ts';

const SEED = Number(process.env['SEED'] ?? 20_261_130);

/** Every path has a service of its own, so that an answer tells which one it was. */
function manifests(rules: readonly GeneratedRule[]): string {
  const used = new Set<string>();
  const written = rulesSpec(rules, (number) => {
    used.add(`s${number}`);
    return { serviceName: `s${number}`, servicePort: 8080 };
  });
  const services = ['d', 'canary', ...used].map((name) => service(name)).join('');
  return services + ingress('i', `{backend: ${backend('d')}, rules: ${JSON.stringify(written)}}`);
}

/** Every path is divided, as it is written: requests with a header go elsewhere, all others stay. */
function splitsOf(rules: readonly GeneratedRule[]): readonly { readonly host: string; readonly path: string }[] {
  const places = rules.flatMap(({ host, paths, shorthand }) =>
    (shorthand ? [''] : paths.map(({ path }) => path)).map((path) => ({ host: host === '*' ? '' : host, path })),
  );
  return [...new Map(places.map((one) => [JSON.stringify(one), one])).values()];
}

const decided = (decision: Decision): unknown =>
  decision.kind === 'service' ? decision.candidates.map((one) => one.backendService) : decision;

it('routes as path rules do what no header and no weight concerns', () => {
  let [compared, divided] = [0, 0];
  fc.assert(
    fc.property(generatedRules, fc.array(generatedRequest, { minLength: 1, maxLength: 6 }), (rules, requests) => {
      const text = manifests(rules);
      const places = splitsOf(rules);
      const splits = places.map((place) => ({ ...place, ingress: 'blue/i', headers: { 'x-canary': 'canary' } }));
      const [plain, split] = [
        compileText(text),
        compileText(text, { fleet: { ...FLEET, features: { traffic: { splits } } } }),
      ];
      // A path that another one takes the place of is no path of the map.
      const unseen = split.diagnostics.filter(({ code }) => code === 'split-not-found').length;
      if (unseen > 0) return;
      expect(split.held).toEqual([]);
      const [before, after] = [plain, split].map((one) => resourcesOf(one, 'urlMap')[0]?.body as UrlMap);
      if (before === undefined || after === undefined) throw new TypeError('there is no map');
      checkUrlMap(after, 'EXTERNAL_MANAGED');
      divided += (after.pathMatchers ?? []).filter(({ routeRules }) => routeRules !== undefined).length;
      const resources = split.states.flatMap((state) => state.resources);
      for (const { host, path } of requests) {
        const asked = { scheme: 'http' as const, host, path, query: '', headers: new Map<string, string>() };
        expect(decided(route(after, asked)), `${host}${path}`).toEqual(decided(route(before, asked)));
        const [answer] = routeRequest(resources, { url: `http://${host}${path}`, region: 'us-west1' });
        const destination = answer?.destination;
        expect(destination?.type === 'service' ? [destination.backendService] : destination).toEqual(
          decided(route(after, asked)),
        );
        compared += 1;
      }
      const isDivided = places.length > 0;
      const found = compareAll(surfacesOf(plain.states.flatMap((state) => state.resources)), surfacesOf(resources));
      expect(found.unknown).toEqual([]);
      // Every difference is one of a request with the header.
      for (const one of found.differences)
        expect(one.type === 'request' && one.request.headers['x-canary'] !== undefined, JSON.stringify(one)).toBe(true);
      expect(found.differences.length > 0).toBe(isDivided);
    }),
    { seed: SEED, numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(100);
  expect(divided).toBeGreaterThan(50);
});
