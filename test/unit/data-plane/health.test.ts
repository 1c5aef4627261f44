import { describe, expect, test } from 'vitest';
import { probesPass } from '../../../infra/emulators/compute/data-plane/health/firewall.ts';
import { reachableServices } from '../../../infra/emulators/compute/data-plane/health/reachable.ts';
import { judge, type Verdict } from '../../../infra/emulators/compute/data-plane/health/verdict.ts';
import type { Firewall } from '../../../infra/emulators/compute/data-plane/shapes.ts';

describe('firewall', () => {
  const node = { network: 'default', tags: ['gke-node'] };
  const allow: Firewall = {
    network: 'projects/p/global/networks/default',
    direction: 'INGRESS',
    priority: 1000,
    sourceRanges: ['130.211.0.0/22', '35.191.0.0/16'],
    targetTags: ['gke-node'],
    allowed: [{ IPProtocol: 'tcp', ports: ['80', '8000-9000'] }],
  };

  test('the implied rule denies', () => {
    expect(probesPass([], node, 8080)).toBe(false);
  });

  test.each<[string, Partial<Firewall>, boolean]>([
    ['as documented', {}, true],
    ['to every node', { targetTags: [] }, true],
    ['from anywhere', { sourceRanges: ['0.0.0.0/0'] }, true],
    ['without any source', { sourceRanges: [] }, true],
    ['every protocol', { allowed: [{ IPProtocol: 'all' }] }, true],
    ['disabled', { disabled: true }, false],
    ['egress', { direction: 'EGRESS' }, false],
    ['another network', { network: 'projects/p/global/networks/other' }, false],
    ['another tag', { targetTags: ['other'] }, false],
    ['a service account', { targetServiceAccounts: ['sa@x'] }, false],
    ['one probe range only', { sourceRanges: ['35.191.0.0/16'] }, false],
    ['part of a probe range', { sourceRanges: ['130.211.0.0/23', '35.191.0.0/16'] }, false],
    ['IPv6 ranges', { sourceRanges: ['2600:2d00:1:b029::/64'] }, false],
    ['a source tag', { sourceRanges: [], sourceTags: ['lb'] }, false],
    ['udp', { allowed: [{ IPProtocol: 'udp' }] }, false],
    ['another port', { allowed: [{ IPProtocol: 'tcp', ports: ['80', '8081-9000'] }] }, false],
  ])('a rule %s', (_name, change, expected) => {
    expect(probesPass([{ ...allow, ...change }], node, 8080)).toBe(expected);
  });

  test('the lowest priority number decides; at equal priority deny wins', () => {
    const { allowed: _, ...scope } = allow;
    const denyAt = (priority: number): Firewall => ({ ...scope, priority, denied: [{ IPProtocol: 'all' }] });
    expect(probesPass([allow, denyAt(999)], node, 8080)).toBe(false);
    expect(probesPass([allow, denyAt(1000)], node, 8080)).toBe(false);
    expect(probesPass([allow, denyAt(1001)], node, 8080)).toBe(true);
  });
});

describe('thresholds', () => {
  const run = (
    results: readonly boolean[],
    healthyThreshold: number,
    unhealthyThreshold: number,
  ): readonly string[] => {
    let verdict: Verdict | undefined;
    return results.map((passed) => {
      verdict = judge(verdict, passed, { healthyThreshold, unhealthyThreshold });
      return verdict.state;
    });
  };

  test('unhealthy until enough probes in a row passed, and healthy until enough failed', () => {
    const [h, u] = ['HEALTHY', 'UNHEALTHY'];
    expect(run([true, true, false, true, false, false, true], 2, 2)).toEqual([u, h, h, h, h, u, u]);
    expect(run([true, false], 1, 1)).toEqual([h, u]);
    expect(run([false], 1, 3)).toEqual([u]);
  });
});

test('reachable: every service that a global rule reaches through its map, in whatever rule it stands', () => {
  const bodies: Record<string, Record<string, unknown>> = {
    'projects/p/global/forwardingRules/f': {
      target: 'https://www.googleapis.com/compute/v1/projects/p/global/targetHttpsProxies/t',
    },
    'projects/p/global/forwardingRules/dangling': { target: 'projects/p/global/targetHttpProxies/none' },
    'projects/p/regions/r/forwardingRules/regional': { target: 'projects/p/global/targetHttpProxies/other' },
    'projects/p/global/targetHttpsProxies/t': { urlMap: 'projects/p/global/urlMaps/m' },
    'projects/p/global/targetHttpProxies/other': { urlMap: 'projects/p/global/urlMaps/unreached' },
    'projects/p/global/urlMaps/unreached': { defaultService: 'projects/p/global/backendServices/unreached' },
    'projects/p/global/urlMaps/m': {
      defaultService: 'projects/p/global/backendServices/a',
      pathMatchers: [
        {
          name: 'm',
          defaultRouteAction: { weightedBackendServices: [{ backendService: 'projects/p/global/backendServices/b' }] },
          pathRules: [{ paths: ['/*'], service: 'projects/p/global/backendServices/c' }],
          routeRules: [{ priority: 1, service: 'projects/p/global/backendServices/d' }],
        },
      ],
    },
  };
  const view = {
    get: (path: string) => (bodies[path] === undefined ? undefined : { name: path, ...bodies[path] }),
    list: (collection: string) =>
      Object.entries(bodies)
        .filter(([path]) => path.includes(`/${collection}/`))
        .map(([path, body]) => ({ path, resource: { name: path, ...body } })),
  };
  expect([...reachableServices(view)].map((path) => path.at(-1))).toEqual(['a', 'b', 'c', 'd']);
});
