// Where requests go, and why. The worked example is that of the hosted controller's translation: the default backend is
// what a host without a matching path gets, and is out of reach for every other host once `*` has a rule.
import { describe, expect, it } from 'vitest';
import {
  nearestFirst,
  type RouteAnswer,
  type RouteRequest,
  routeRequest,
} from '../../../../../lib/features/ingress/route/index.ts';
import { ASIA, backend, compileText, EU, ingress, service, US } from '../blue.ts';

const RULES = `[{host: a, http: {paths: [{path: /x, backend: ${backend('s1', 80)}}, {path: /x/*, backend: ${backend('s2', 80)}}]}},
  {http: {paths: [{backend: ${backend('s3', 80)}}]}}]`;
const SERVICES = ['d', 's1', 's2', 's3'].map((name) => service(name, { port: 80 })).join('');
const WORKED = SERVICES + ingress('i', `{backend: ${backend('d', 80)}, rules: ${RULES}}`);

function routed(text: string, url: string, more: Partial<RouteRequest> = {}): readonly RouteAnswer[] {
  const compiled = compileText(text);
  expect(compiled.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  return routeRequest(
    compiled.states.flatMap((state) => state.resources),
    { url, region: 'europe-west1', ...more },
  );
}

function serviceOf(answers: readonly RouteAnswer[]): string | undefined {
  const [answer] = answers;
  return answer?.destination.type === 'service' ? answer.destination.service?.split('/').at(-1) : undefined;
}

describe('the worked example', () => {
  it.each([
    ['http://a/x', 's1', '/x'],
    ['http://a/x/', 's2', '/x/*'],
    ['http://a/x/y?z=1', 's2', '/x/*'],
    ['http://a/other', 'd', undefined],
    ['http://a/xy', 'd', undefined],
    ['http://b/', 's3', '/*'],
    ['http://b/x', 's3', '/*'],
    ['http://A:80/x', 's1', '/x'],
  ])('%s goes to %s', (url, expected, path) => {
    const answers = routed(WORKED, url);
    expect(serviceOf(answers)).toBe(expected);
    expect(answers).toMatchObject([{ ingress: 'networking.gke.io/MultiClusterIngress/blue/i', path }]);
  });

  it('takes the Host header before the URL', () => {
    expect(serviceOf(routed(WORKED, 'http://203.0.113.1/x', { headers: { Host: 'a:80' } }))).toBe('s1');
  });
});

describe('clusters', () => {
  const one = service('foo') + ingress('i', `{backend: ${backend('foo')}}`);
  const order = (region: string): readonly unknown[] => {
    const [answer] = routed(one, 'http://a/', { region });
    return answer?.destination.type === 'service' ? answer.destination.clusters.map(({ cluster }) => cluster) : [];
  };

  it.each([
    ['us-east1', [US, EU, ASIA]],
    ['europe-west1', [EU, US, ASIA]],
    ['europe-north1', [EU, ASIA, US]],
    ['asia-northeast1', [ASIA, EU, US]],
  ])('stand nearest first, seen from %s', (region, expected) => {
    expect(order(region)).toEqual(expected);
  });

  it('are told with their zones and the reason', () => {
    const [answer] = routed(one, 'http://a/', { region: 'us-west1' });
    expect(answer?.destination).toMatchObject({
      clusters: [
        { cluster: US, zones: ['us-west1-a', 'us-west1-b'], nearness: 'same region', capacityScaler: 1 },
        {},
        {},
      ],
    });
    expect(answer?.why).toEqual([
      'no host rule takes a: the default backend answers',
      `${US} in us-west1 serves: same region, seen from us-west1`,
      expect.stringContaining('comes next'),
      expect.stringContaining('comes next'),
    ]);
  });

  it('that are drained take nothing', () => {
    const resources = compileText(one).states.flatMap((state) => state.resources);
    // Nothing that Rangelight writes: somebody did it by hand.
    const drained = resources.map((resource) => {
      const { backends } = resource.body;
      if (!Array.isArray(backends)) return resource;
      const emptied = backends.map((backend) => ({ ...(backend as object), capacityScaler: 0 }));
      return { ...resource, body: { ...resource.body, backends: emptied } };
    });
    const [answer] = routeRequest(drained, { url: 'http://a/', region: 'us-west1' });
    expect(answer?.why.at(-1)).toContain('drained');
  });

  it('of unknown places come last', () => {
    expect(nearestFirst('us-west1', ['moon-east1', 'us-west2', 'us-west1'])).toEqual([
      'us-west1',
      'us-west2',
      'moon-east1',
    ]);
  });
});

describe('front ends', () => {
  const config = `apiVersion: networking.gke.io/v1beta1
kind: FrontendConfig
metadata: {name: strict, namespace: blue}
spec: {redirectToHttps: {enabled: true, responseCodeName: FOUND}}
---
`;
  const annotations = '{networking.gke.io/pre-shared-certs: c, networking.gke.io/frontend-config: strict}';
  const text = config + service('foo') + ingress('i', `{backend: ${backend('foo')}}`, annotations);

  it('redirect plain HTTP and serve HTTPS', () => {
    expect(routed(text, 'http://shop.example/a?b=c')).toMatchObject([
      { destination: { type: 'redirect', location: 'https://shop.example/a?b=c', code: 'FOUND' } },
    ]);
    expect(serviceOf(routed(text, 'https://shop.example/a?b=c'))).toBe('foo');
  });

  it('answer on their own ports only, each ingress for itself', () => {
    const two =
      service('foo') + ingress('j', `{backend: ${backend('foo')}}`) + ingress('i', `{backend: ${backend('foo')}}`);
    expect(routed(two, 'http://x/').map((answer) => answer.ingress)).toEqual([
      'networking.gke.io/MultiClusterIngress/blue/i',
      'networking.gke.io/MultiClusterIngress/blue/j',
    ]);
    expect(routed(two, 'https://x/')).toEqual([]);
    expect(routed(two, 'http://x:8080/')).toEqual([]);
  });

  it('are not asked for what is no URL of the web', () => {
    expect(() => routed(text, '/a')).toThrow('/a is not an absolute http or https URL');
    expect(() => routed(text, 'ftp://a/')).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});
