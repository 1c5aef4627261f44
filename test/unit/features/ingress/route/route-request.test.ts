// Where requests go, and why. The worked example is that of the hosted controller's translation: the default backend is
// what a host without a matching path gets, and is out of reach for every other host once `*` has a rule.
import { describe, expect, it } from 'vitest';
import {
  nearestFirst,
  type RouteAnswer,
  routeLines,
  type RouteRequest,
  routeRequest,
} from '../../../../../lib/features/ingress/route/index.ts';
import { ASIA, backend, compileText, EU, FLEET, ingress, service, US } from '../blue.ts';

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

describe('requests that the fleet file divides', () => {
  const splits = [
    { ingress: 'blue/i', host: 'a', path: '/x', services: { s1: 95, s2: 5 }, headers: { 'x-canary': { on: 's2' } } },
    { ingress: 'blue/i', path: '', clusters: { [US]: 1, [EU]: 3 } },
  ];
  const asked = (url: string, headers: Readonly<Record<string, string>> = {}) => {
    const compiled = compileText(WORKED, { fleet: { ...FLEET, features: { traffic: { splits } } } });
    const request = { url, headers, region: 'europe-west1' };
    return {
      request,
      answers: routeRequest(
        compiled.states.flatMap((state) => state.resources),
        request,
      ),
    };
  };

  it('go to several, each with its part', () => {
    const { request, answers } = asked('http://a/x');
    expect(routeLines(answers, request, false).slice(1, 3)).toEqual([
      'MultiClusterIngress/blue/i: rule a/x → 95 % MultiClusterService/blue/s1 (backend service ' +
        `${backendOf(answers, 0)}), 5 % MultiClusterService/blue/s2 (backend service ${backendOf(answers, 1)})`,
      '  the host rule of a takes it',
    ]);
    expect(answers[0]?.why).toContain('5 % of the requests go to MultiClusterService/blue/s2');
  });

  it('go where their header says', () => {
    const { answers } = asked('http://a/x', { 'X-Canary': 'on' });
    expect(serviceOf(answers)).toBe('s2');
    expect(answers[0]?.why).toContain('the header x-canary: on goes before the weights there');
    expect(asked('http://a/x', { 'x-canary': 'off' }).answers[0]?.destination.type).toBe('split');
  });

  it('go to one cluster each where clusters have shares', () => {
    const { answers } = asked('http://b/');
    const [first] = answers;
    const shares = first?.destination.type === 'split' ? first.destination.shares : [];
    expect(shares.map(({ part, to }) => [part, to.clusters.map(({ cluster }) => cluster)])).toEqual([
      [0.75, [EU]],
      [0.25, [US]],
    ]);
  });
});

function backendOf([answer]: readonly RouteAnswer[], at: number): string | undefined {
  const key = answer?.destination.type === 'split' ? answer.destination.shares[at]?.to.backendService : undefined;
  return key?.split('/').at(-1);
}
