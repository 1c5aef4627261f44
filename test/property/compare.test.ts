// Comparing load balancers: every planted difference is found, by a request that the emulated data plane answers
// differently, and what is only written differently is no difference. Environment: SEED repeats a run; PLANTED is how
// many differences are planted (`npm run planted` plants 300).
import * as fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Decision, route } from '../../infra/emulators/compute/data-plane/routing/route.ts';
import type { UrlMap } from '../../infra/emulators/compute/data-plane/shapes.ts';
import { failedTests } from '../../infra/emulators/compute/resources/url-map-tests.ts';
import { compareAll, type Compared, surfacesOf, urlMapTest } from '../../lib/features/ingress/compare/index.ts';
import { type DesiredResource, refKey } from '../../lib/model/index.ts';
import { compileExample, listExamples } from '../golden/example.ts';
import { type GeneratedRule, generatedRules, rulesSpec } from '../generated/routes.ts';
import { backend, compileText, ingress, service } from '../unit/features/ingress/blue.ts';

const SEED = Number(process.env['SEED'] ?? 20_261_130);
const PLANTED = Number(process.env['PLANTED'] ?? 20);
const VALID = join(import.meta.dirname, '../../schemas/examples/valid');

type Graph = readonly DesiredResource[];

function compiledOf(text: string): Graph {
  const compiled = compileText(text);
  expect(compiled.held).toEqual([]);
  return compiled.states.flatMap((state) => state.resources);
}

/** Three services serve whatever is asked, so that paths share them. */
function manifests(rules: readonly GeneratedRule[]): string {
  const written = rulesSpec(rules, (number) => ({ serviceName: `s${number % 3}`, servicePort: 8080 }));
  const services = ['d', 's0', 's1', 's2'].map((name) => service(name)).join('');
  return services + ingress('i', `{backend: ${backend('d')}, rules: ${JSON.stringify(written)}}`);
}

function mapsOf(graph: Graph): readonly DesiredResource[] {
  return graph.filter(({ ref, body }) => ref.kind === 'urlMap' && 'defaultService' in body);
}

const differ = (first: Graph, second: Graph): Compared => compareAll(surfacesOf(first), surfacesOf(second));

describe('what is written in another way', () => {
  it('serves alike', () => {
    const shuffled = generatedRules.chain((rules) =>
      fc.tuple(
        fc.constant(rules),
        fc.shuffledSubarray([...rules.keys()], { minLength: rules.length, maxLength: rules.length }),
        fc.boolean(),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([rules, order, apart]) => {
        const spec = rulesSpec(rules, (number) => ({ serviceName: `s${number % 3}`, servicePort: 8080 }));
        const moved = order.flatMap((at) => (spec[at] === undefined ? [] : [spec[at]]));
        // Each path in a rule of its own: rules of one host are merged.
        const split = moved.flatMap((rule) =>
          apart && 'http' in rule
            ? (rule as { host: string; http: { paths: object[] } }).http.paths.map((one) => ({
                ...rule,
                http: { paths: [one] },
              }))
            : [rule],
        );
        const services = ['s2', 's1', 's0', 'd'].map((name) => service(name)).join('');
        const other = ingress('i', `{rules: ${JSON.stringify(split)}, backend: ${backend('d')}}`) + services;
        expect(differ(compiledOf(manifests(rules)), compiledOf(other))).toMatchObject({
          differences: [],
          unknown: [],
          taken: [],
        });
      }),
      { seed: SEED, numRuns: PLANTED },
    );
  });

  it.each(listExamples(VALID))('%s serves as itself', (name) => {
    const graph = compileExample(join(VALID, name)).compiled?.states.flatMap((state) => state.resources) ?? [];
    expect(differ(graph, [...graph].reverse())).toMatchObject({ differences: [], unknown: [], taken: [] });
  });
});

/** Backend services that a map names. */
function servicesIn(map: UrlMap): readonly string[] {
  const named = [...JSON.stringify(map).matchAll(/"(projects\/[^"]+\/backendServices\/[^"]+)"/g)];
  return [...new Set(named.map(([, path]) => path ?? ''))].sort();
}

/** Changes one thing of a map; `pick` chooses among what there is. */
function planted(map: UrlMap, kind: number, pick: (below: number) => number): UrlMap {
  const services = servicesIn(map);
  const another = (than: string | undefined): string => {
    const others = services.filter((one) => one !== than);
    return others[pick(others.length || 1)] ?? 'projects/p/global/backendServices/planted';
  };
  const copy = structuredClone(map) as unknown as {
    defaultService?: string;
    hostRules?: { hosts: string[]; pathMatcher: string }[];
    pathMatchers?: { defaultService?: string; pathRules?: { paths: string[]; service?: string }[] }[];
  };
  const matcher = copy.pathMatchers?.[pick(copy.pathMatchers.length || 1)];
  const rules = matcher?.pathRules ?? [];
  const rule = rules[pick(rules.length || 1)];
  const host = copy.hostRules?.[pick(copy.hostRules.length || 1)];
  if (kind === 0 && rule !== undefined) rule.service = another(rule.service);
  else if (kind === 1 && rule !== undefined) rules.splice(rules.indexOf(rule), 1);
  else if (kind === 2 && matcher?.pathRules) matcher.pathRules.push({ paths: ['/planted/*'], service: another('') });
  else if (kind === 3 && rule !== undefined)
    rule.paths = rule.paths.map((path) =>
      path.endsWith('/*') ? path.slice(0, -2) || '/' : `${path}/*`.replace('//', '/'),
    );
  else if (kind === 4 && host !== undefined) host.hosts = ['planted.example'];
  else if (kind === 5 && matcher !== undefined) matcher.defaultService = another(matcher.defaultService);
  else copy.defaultService = another(copy.defaultService);
  return copy as unknown as UrlMap;
}

const target = (decision: Decision): string =>
  JSON.stringify(decision.kind === 'service' ? decision.candidates : decision);

const ask = (map: UrlMap, host: string, path: string, headers: Readonly<Record<string, string>> = {}): string =>
  target(route(map, { scheme: 'http', host, path, query: '', headers: new Map(Object.entries(headers)) }));

/**
 * Whether any request at all is answered differently, tried one by one over hosts and paths about those of both maps.
 */
function differsAnywhere(one: UrlMap, other: UrlMap): boolean {
  const rules = [one, other].flatMap((map) => map.pathMatchers ?? []).flatMap(({ pathRules = [] }) => pathRules);
  const patterns = ['/', '/*', ...rules.flatMap(({ paths }) => paths)];
  const paths = patterns.flatMap((pattern) => {
    const plain = pattern.replace(/\/?\*$/, '');
    return [pattern.replace(/\*$/, ''), plain || '/', `${plain}/zz`, `${plain}zz`];
  });
  const hosts = [one, other].flatMap((map) => map.hostRules ?? []).flatMap((rule) => rule.hosts);
  const asked = ['zz.org', ...hosts.flatMap((host) => [host.replace('*', 'zz'), `zz.${host.replace(/^\*\.?/, '')}`])];
  return asked.some((host) =>
    paths.some((path) => path.startsWith('/') && ask(one, host, path) !== ask(other, host, path)),
  );
}

function withMap(graph: Graph, at: DesiredResource, map: UrlMap): Graph {
  const body = map as unknown as DesiredResource['body'];
  return graph.map((one) => (refKey(one.ref) === refKey(at.ref) ? { ...one, body } : one));
}

/** @returns whether the planted change is a difference. */
function check(graph: Graph, at: DesiredResource, map: UrlMap): boolean {
  const before = at.body as unknown as UrlMap;
  const isDifference = differsAnywhere(before, map);
  const { differences } = differ(graph, withMap(graph, at, map));
  expect(differences.length > 0, JSON.stringify([before, map])).toBe(isDifference);
  for (const difference of differences) {
    if (difference.type !== 'request') throw new TypeError(`no request for ${JSON.stringify(difference)}`);
    const { request, first, second } = difference;
    const { host, path, headers } = request;
    expect(ask(before, host, path, headers)).not.toBe(ask(map, host, path, headers));
    const tests = [urlMapTest(request, first.answer), urlMapTest(request, second.answer)];
    expect(failedTests({ ...at.body, tests: [tests[0] ?? {}] })).toEqual([]);
    // Which of several answers no test can ask.
    if (tests[1] !== undefined) expect(failedTests({ ...at.body, tests: [tests[1]] })).toHaveLength(1);
    else expect(second.answer.type).toBe('split');
  }
  return isDifference;
}

describe('a planted difference', () => {
  it('is found, with a request that the data plane answers differently, in generated fleets', () => {
    let found = 0;
    const picks = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(generatedRules, fc.integer({ min: 0, max: 6 }), picks, (rules, kind, numbers) => {
        const graph = compiledOf(manifests(rules));
        const [at] = mapsOf(graph);
        if (at === undefined) throw new TypeError('no URL map');
        const pick = (below: number): number => (numbers.next().value ?? 0) % below;
        if (check(graph, at, planted(at.body, kind, pick))) found += 1;
      }),
      { seed: SEED, numRuns: 2 * PLANTED },
    );
    // Half of them at least are differences: the others check that nothing is found where nothing is.
    expect(found).toBeGreaterThanOrEqual(PLANTED);
  });

  it.each(listExamples(VALID))('is found in %s', (name) => {
    const graph = compileExample(join(VALID, name)).compiled?.states.flatMap((state) => state.resources) ?? [];
    for (const at of mapsOf(graph))
      for (const kind of [0, 1, 2, 3, 4, 5, 6])
        check(
          graph,
          at,
          planted(at.body, kind, (below) => kind % below),
        );
  });
});
