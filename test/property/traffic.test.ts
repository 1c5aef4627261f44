// What the requests of a log would meet after a change: every planted effect is found and nothing else, and what is
// counted is what the emulated data plane answers. Environment: SAMPLED is how many requests are asked for
// (`npm run sampled` asks for 10,000).
import { describe, expect, it } from 'vitest';
import { type Decision, route } from '../../infra/emulators/compute/data-plane/routing/route.ts';
import type { JsonObject } from '../../lib/core/index.ts';
import { exportedUrlMap } from '../../lib/features/ingress/compare/index.ts';
import { countTraffic, type Effect } from '../../lib/features/ingress/traffic/index.ts';
import { logLine } from '../generated/log.ts';
import { bigMap, hostName, pathsAbout, plantedIn } from '../generated/rules-and-requests.ts';

const SAMPLED = Number(process.env['SAMPLED'] ?? 1_000);
const PLANTED = 40;
const SIZE = { name: 'big', hosts: 20, rules: 50 };
const planted = plantedIn(SIZE, PLANTED);
const [before, after] = [bigMap(SIZE), bigMap(SIZE, planted)];

interface Sent {
  readonly host: string;
  readonly path: string;
}

const answerOf = (map: JsonObject, { host, path }: Sent): string => {
  const line = { scheme: 'http' as const, host, path, query: '', headers: new Map<string, string>() };
  const decision: Decision = route(map, line);
  if (decision.kind !== 'service') throw new TypeError(`no service for ${host}${path}`);
  return (decision.candidates[0]?.backendService ?? '').split('/').at(-1) ?? '';
};

const aHostOf = (pattern: string): string => pattern.replace('*', 'any');

/** @returns what was told, with the effects by what they say. */
function told(requests: readonly Sent[]): ReadonlyMap<string, Effect> {
  const counted = countTraffic([exportedUrlMap(before)], [exportedUrlMap(after)]);
  for (const { host, path } of requests)
    counted.take(logLine({ url: `http://${host}${path}`, forwardingRule: 'big' }), { file: 'log', line: 1 });
  const { effects, requests: count } = counted.told();
  expect(count).toBe(requests.length);
  return new Map(effects.map((one) => [`${one.host} ${one.path}`, one]));
}

describe('the traffic of a log', () => {
  it(`shows all ${PLANTED} planted effects, each under its rule, and no other`, () => {
    const requests = Array.from({ length: SIZE.hosts }, (_, host) => host).flatMap((host) =>
      Array.from({ length: SIZE.rules }, (_, rule) => rule).flatMap((rule) =>
        pathsAbout(rule).map((path) => ({ host: aHostOf(hostName(host)), path })),
      ),
    );
    const rules = [...planted].map(([place, kind]) => {
      const [host = 0, rule = 0] = place.split(' ').map(Number);
      const own = rule % 3 === 0 ? `/area/r${rule}` : `/area/r${rule}/*`;
      return `${hostName(host)} ${kind === 'inner' ? `/area/r${rule}/inner/*` : own}`;
    });
    expect([...told(requests).keys()].sort()).toEqual(rules.sort());
  });

  it(`is what the data plane answers, for ${SAMPLED} requests`, () => {
    // A generator with a fixed beginning: the same requests each time. Source: Park and Miller, "minimal standard".
    let state = 20_261_130;
    const pick = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
    const requests = Array.from({ length: SAMPLED }, (): Sent => {
      // Every other one is about a rule that changes.
      const places = [...planted.keys()].map((place) => place.split(' ').map(Number));
      const [at = 0, rule = 0] = pick(2) === 0 ? (places[pick(PLANTED)] ?? []) : [pick(SIZE.hosts), pick(SIZE.rules)];
      const paths = pathsAbout(rule);
      const host = pick(20) === 0 ? 'other.org' : aHostOf(hostName(at));
      return { host, path: paths[pick(paths.length)] ?? '/' };
    });
    const moved = new Map<string, number>();
    for (const one of requests) {
      const [first, second] = [answerOf(before, one), answerOf(after, one)];
      if (first !== second) moved.set(`${first} ${second}`, (moved.get(`${first} ${second}`) ?? 0) + 1);
    }
    const counted = new Map<string, number>();
    for (const { before: first, after: second, requests: many } of told(requests).values())
      counted.set(`${first} ${second}`, (counted.get(`${first} ${second}`) ?? 0) + many);
    expect(moved.size).toBeGreaterThan(10);
    expect(counted).toEqual(moved);
  });
});
