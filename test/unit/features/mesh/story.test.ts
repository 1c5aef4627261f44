// The story and its variants: what becomes of the two calls, and what is said of it.
import { describe, expect, it } from 'vitest';
import { verdictLines } from '../../../../lib/features/mesh/index.ts';
import { ask, DEPLOYMENT, EAST, NAMESPACE, RULE, SERVICE, SOUTH, type Story, WHOLE, without } from './story.ts';

const calls = (story: Story) => {
  const one = ask(story, 'default/nodeapp3', 'http://nodeapp1/');
  const two = ask(story, 'default/nodeapp3', 'http://nodeapp2/');
  return {
    nodeapp1: one.answer.verdicts[0],
    nodeapp2: two.answer.verdicts[0],
    findings: one.findings,
  };
};
const where = (verdict: ReturnType<typeof calls>['nodeapp1']) =>
  verdict?.served.map(({ cluster, outcome }) => `${cluster} ${outcome}`);

describe('the story', () => {
  it('answers both calls, one from either cluster, one from the other', () => {
    const { nodeapp1, nodeapp2, findings } = calls(WHOLE);
    expect(nodeapp1).toMatchObject({ state: 'ok', name: 'service', balancing: 'all-regions', breaker: 'none' });
    expect(where(nodeapp1)).toEqual([`${SOUTH} answered`, `${EAST} answered`]);
    expect(nodeapp2).toMatchObject({ state: 'ok', balancing: 'one-region' });
    expect(where(nodeapp2)).toEqual([`${EAST} answered`]);
    expect(findings).toEqual([]);
  });

  it('fails where the cluster of the caller has no Service of the name', () => {
    const lacking = { ...WHOLE, south: without(WHOLE.south, /kind: Service\nmetadata: {name: nodeapp2,/) };
    const { nodeapp1, nodeapp2, findings } = calls({ ...lacking, mesh: '{stubs: report}' });
    expect(nodeapp1?.state).toBe('ok');
    const stubbed = calls(lacking);
    expect(stubbed.nodeapp2).toMatchObject({ state: 'ok', name: 'service' });
    expect(stubbed.nodeapp2?.reasons.map(({ words }) => words)).toEqual([
      `${SOUTH} has no Service default/nodeapp2 in Git: Rangelight makes one there, as ${EAST} has it, until somebody else does`,
    ]);
    expect(stubbed.findings).toEqual([]);
    expect(nodeapp2).toMatchObject({ state: 'fails', name: 'nothing' });
    expect(nodeapp2?.reasons.map(({ words }) => words)).toEqual([
      `${SOUTH} has no Service default/nodeapp2, so that the name is not found there, though ${EAST} has one`,
    ]);
    // In the environment of the caller.
    expect(findings).toEqual(['mesh-name-missing cluster-1/a.yaml:36']);
  });

  it('says that a breaker keeps calls in the region, ejects nobody, and makes it worse', () => {
    const breaker =
      '{host: nodeapp1, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 3, interval: 15s, baseEjectionTime: 15s}}}';
    const { nodeapp1, findings } = calls({
      ...WHOLE,
      south: [...WHOLE.south, RULE('DestinationRule', 'nodeapp1', breaker)],
    });
    expect(nodeapp1).toMatchObject({ state: 'ok', balancing: 'own-region-first', breaker: 'no-effect' });
    expect(where(nodeapp1)).toEqual([`${SOUTH} answered`]);
    // That it keeps calls in the region is part of that: one line, one finding.
    expect(findings.map((one) => one.split(' ')[0])).toEqual(['mesh-breaker-worse']);
    const right = breaker.replace(
      '15s}}',
      '15s, maxEjectionPercent: 50}, loadBalancer: {localityLbSetting: {enabled: false}}}',
    );
    const mended = calls({ ...WHOLE, south: [...WHOLE.south, RULE('DestinationRule', 'nodeapp1', right)] });
    expect(mended.nodeapp1).toMatchObject({ balancing: 'all-regions', breaker: 'works' });
    expect(mended.findings).toEqual([]);
  });

  it('has no effect of a rule in the cluster of the callee', () => {
    const breaker = '{host: nodeapp1, trafficPolicy: {outlierDetection: {}}}';
    const { nodeapp1 } = calls({ ...WHOLE, east: [...WHOLE.east, RULE('DestinationRule', 'nodeapp1', breaker)] });
    expect(nodeapp1).toMatchObject({ balancing: 'all-regions', breaker: 'none' });
  });

  it('reaches only its own cluster when the control planes do not know each other', () => {
    const { nodeapp1, nodeapp2, findings } = calls({ ...WHOLE, mesh: '{discovery: none}' });
    expect(where(nodeapp1)).toEqual([`${SOUTH} answered`]);
    expect(nodeapp1?.state).toBe('ok');
    expect(nodeapp2).toMatchObject({ state: 'fails', name: 'service' });
    expect(nodeapp2?.reasons.map(({ words }) => words)).toEqual([
      `no pod behind default/nodeapp2 can be reached from ${SOUTH}: 503`,
      `${SOUTH} has no ready pod behind default/nodeapp2`,
      `the control plane of ${SOUTH} does not know the endpoints of ${EAST}`,
    ]);
    expect(new Set(findings.map((one) => one.split(' ')[0]))).toEqual(new Set(['mesh-no-endpoints']));
  });

  it('knows nothing of a Service whose pods Git does not have', () => {
    const bare = { ...WHOLE, east: without(WHOLE.east, /kind: Deployment\nmetadata: {name: nodeapp2,/) };
    const { nodeapp2, findings } = calls(bare);
    expect(nodeapp2?.state).toBe('unknown');
    expect(nodeapp2?.reasons.map(({ words }) => words)).toEqual([
      `which pods stand behind default/nodeapp2 in ${SOUTH} is not in Git`,
      `which pods stand behind default/nodeapp2 in ${EAST} is not in Git`,
    ]);
    expect(findings).toEqual([]);
  });

  it('goes on with one version when the other has no pods', () => {
    const zero = WHOLE.east.map((one) =>
      one.includes('name: nodeapp1-v2') ? one.replace('replicas: 1', 'replicas: 0') : one,
    );
    const { nodeapp1, findings } = calls({ ...WHOLE, east: zero });
    expect(nodeapp1).toMatchObject({ state: 'ok', balancing: 'one-region' });
    expect(where(nodeapp1)).toEqual([`${SOUTH} answered`]);
    expect(findings).toEqual([]);
  });
});

describe('what the caller’s side decides', () => {
  it('tries a refused handshake again at pods of the same way, and not where a route forbids it', () => {
    const off = RULE('PeerAuthentication', 'a', '{mtls: {mode: DISABLE}}');
    const refused = (spec: string) => {
      const rule = RULE('VirtualService', 'nodeapp1', `{hosts: [nodeapp1], http: [${spec}]}`);
      const { nodeapp1 } = calls({ ...WHOLE, south: [...WHOLE.south, rule], east: [...WHOLE.east, off] });
      return nodeapp1?.served.filter(({ outcome }) => outcome === 'refused').map(({ isTriedAgain }) => isTriedAgain);
    };
    const to = (host: string, more = '') => `{destination: {host: ${host}}${more}}`;
    expect(refused(`{route: [${to('nodeapp1')}]}`)).toEqual([true]);
    expect(refused(`{retries: {attempts: 0}, route: [${to('nodeapp1')}]}`)).toEqual([false]);
    const half = ', weight: 50';
    expect(refused(`{route: [${to('nodeapp1', half)}, ${to('nodeapp2', half)}]}`)).toEqual([true, false]);
  });

  it('leads by a route to a Service that only another cluster has', () => {
    const lacking = without(WHOLE.south, /kind: Service\nmetadata: {name: nodeapp2,/);
    const rule = RULE(
      'VirtualService',
      'nodeapp1',
      '{hosts: [nodeapp1], http: [{route: [{destination: {host: nodeapp2}}]}]}',
    );
    const of = (mesh: string) => calls({ ...WHOLE, south: [...lacking, rule], mesh }).nodeapp1;
    expect(where(of('{stubs: report}'))).toEqual([`${EAST} answered`]);
    expect(of('{stubs: report, discovery: none}')?.state).toBe('fails');
  });

  it('sends plain text where the namespace is DISABLE, whatever a workload there asks for', () => {
    const off = RULE('PeerAuthentication', 'a', '{mtls: {mode: DISABLE}}');
    const strict = RULE('PeerAuthentication', 'b', '{selector: {matchLabels: {app: nodeapp1}}, mtls: {mode: STRICT}}');
    const { nodeapp1 } = calls({ ...WHOLE, south: [...WHOLE.south, off, strict] });
    expect(where(nodeapp1)).toEqual([`${SOUTH} refused`, `${EAST} answered`]);
  });

  it('joins ports by name: another name leaves the pods out', () => {
    const other = WHOLE.east.map((one) =>
      one.includes('kind: Service\nmetadata: {name: nodeapp1,')
        ? SERVICE('nodeapp1', '', '[{name: web, port: 80, targetPort: 9000}]')
        : one,
    );
    const { nodeapp1, findings } = calls({ ...WHOLE, east: other });
    expect(where(nodeapp1)).toEqual([`${SOUTH} answered`]);
    expect(findings).toEqual(['mesh-port-names-differ cluster-2/a.yaml:9']);
  });

  it('takes the time limit of its own VirtualService, and no retry of slow tries unless it covers them', () => {
    const spec = (retries: string): string =>
      `{hosts: [nodeapp2], http: [{timeout: 5s, retries: ${retries}, route: [{destination: {host: nodeapp2}}]}]}`;
    const of = (retries: string) =>
      calls({ ...WHOLE, south: [...WHOLE.south, RULE('VirtualService', 'nodeapp2', spec(retries))] }).nodeapp2?.time;
    expect(of('{attempts: 2, perTryTimeout: 1s}')).toMatchObject({ limitMs: 1000, tries: 3 });
    expect(of('{attempts: 2, perTryTimeout: 1s, retryOn: 5xx}')).toMatchObject({ limitMs: 3150, tries: 3 });
    expect(of('{attempts: 9, perTryTimeout: 1s, retryOn: 5xx}')).toMatchObject({ limitMs: 5000 });
    expect(of('{attempts: 0}')).toMatchObject({ limitMs: 5000, tries: 1 });
  });

  it('finds the subset of its own rules alone, over the pods of all clusters', () => {
    const route = RULE(
      'VirtualService',
      'a',
      '{hosts: [nodeapp1], http: [{route: [{destination: {host: nodeapp1, subset: v2}}]}]}',
    );
    const rule = RULE('DestinationRule', 'a', '{host: nodeapp1, subsets: [{name: v2, labels: {version: v2}}]}');
    expect(where(calls({ ...WHOLE, south: [...WHOLE.south, route, rule] }).nodeapp1)).toEqual([`${EAST} answered`]);
    const there = calls({ ...WHOLE, south: [...WHOLE.south, route], east: [...WHOLE.east, rule] });
    expect(there.nodeapp1?.state).toBe('fails');
    expect(there.findings.map((one) => one.split(' ')[0])).toEqual(['mesh-route-nowhere']);
  });
});

describe('where pods stand', () => {
  it('tells networks that differ, and answers all the same', () => {
    const mesh = `{clusters: {${SOUTH}: {network: a}, ${EAST}: {network: b}}}`;
    const { nodeapp2, findings } = calls({ ...WHOLE, mesh });
    expect(nodeapp2?.state).toBe('ok');
    expect(new Set(findings.map((one) => one.split(' ')[0]))).toEqual(new Set(['mesh-networks-differ']));
    expect(calls({ ...WHOLE, mesh: mesh.replace('network: b', 'network: a') }).findings).toEqual([]);
  });

  it('gives nothing to a region that a rule leaves out, and fails where it leaves all out', () => {
    const rule = (to: string) =>
      RULE(
        'DestinationRule',
        'a',
        `{host: nodeapp1, trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: 'asia-south1/*', to: {${to}: 100}}]}}}}`,
      );
    const south = (to: string): Story => ({ ...WHOLE, south: [...WHOLE.south, rule(to)] });
    expect(where(calls(south("'asia-southeast1/*'")).nodeapp1)).toEqual([`${EAST} answered`]);
    const out = calls(south("'us-west1/*'"));
    expect(out.nodeapp1?.state).toBe('fails');
    expect(out.findings).toEqual(['mesh-no-endpoints cluster-1/a.yaml:46']);
  });
});

describe('what the callee’s side decides', () => {
  it('refuses with STRICT whom the caller’s cluster tells to send plain text, and the other way round', () => {
    const strict = RULE('PeerAuthentication', 'a', '{mtls: {mode: STRICT}}');
    const off = RULE('PeerAuthentication', 'a', '{mtls: {mode: DISABLE}}');
    const both = calls({ ...WHOLE, south: [...WHOLE.south, off], east: [...WHOLE.east, strict] });
    expect(where(both.nodeapp2)).toEqual([`${EAST} refused`]);
    expect(both.nodeapp2).toMatchObject({ state: 'fails', served: [{ isTriedAgain: false }] });
    const halfway = calls({ ...WHOLE, east: [...WHOLE.east, off] });
    expect(halfway.nodeapp2).toMatchObject({ served: [{ outcome: 'refused', isTriedAgain: false }] });
    expect(calls({ ...WHOLE, east: [...WHOLE.east, strict] }).nodeapp2?.state).toBe('ok');
    expect(halfway.nodeapp2?.state).toBe('fails');
    expect(calls({ ...WHOLE, south: [...WHOLE.south, off], east: [...WHOLE.east, off] }).nodeapp2?.state).toBe('ok');
  });

  it('is answered in part where one cluster lacks the policy that lets the caller in', () => {
    const policy = (who: string): string =>
      RULE(
        'AuthorizationPolicy',
        'a',
        `{selector: {matchLabels: {app: nodeapp1}}, rules: [{from: [{source: {principals: [${who}]}}]}]}`,
      );
    const us = 'cluster.local/ns/default/sa/nodeapp3';
    const { nodeapp1, findings } = calls({
      ...WHOLE,
      south: [...WHOLE.south, policy(us)],
      east: [...WHOLE.east, policy('cluster.local/ns/x/sa/y')],
    });
    expect(nodeapp1?.state).toBe('degraded');
    expect(where(nodeapp1)).toEqual([`${SOUTH} answered`, `${EAST} forbidden`]);
    expect(findings.map((one) => one.split(' ')[0])).toEqual(['mesh-forbidden']);
    expect(calls({ ...WHOLE, south: [...WHOLE.south, policy(`spiffe://${us}`)] }).nodeapp1?.served[0]?.outcome).toBe(
      'forbidden',
    );
  });

  it('reaches its own cluster alone without a sidecar, and is refused where STRICT holds', () => {
    const bare = WHOLE.south.map((one) =>
      one.includes('name: nodeapp3, namespace: default}\nspec:\n')
        ? one.replace('labels: {', "labels: {sidecar.istio.io/inject: 'false', ")
        : one,
    );
    const { nodeapp1, nodeapp2 } = calls({ ...WHOLE, south: bare });
    expect(where(nodeapp1)).toEqual([`${SOUTH} answered`]);
    expect(nodeapp2?.state).toBe('fails');
    const strict = RULE('PeerAuthentication', 'a', '{mtls: {mode: STRICT}}');
    expect(where(calls({ ...WHOLE, south: [...bare, strict] }).nodeapp1)).toEqual([`${SOUTH} refused`]);
  });
});

it('says a verdict in lines that a caller understands', () => {
  const { answer } = ask(WHOLE, 'default/nodeapp3', 'http://nodeapp2/');
  expect(verdictLines(answer)).toEqual([
    `default/nodeapp3 in ${SOUTH} calls http://nodeapp2/: is answered`,
    `  ${EAST}: 1 pod of default/nodeapp2 answers`,
    '  all in asia-southeast1 (1 pod); no breaker',
    '  no time limit, tried up to 3 times, where no answer came',
  ]);
});

it('knows calls of every sort, and keeps the surest', () => {
  const story = {
    ...WHOLE,
    mesh: "{calls: [{from: default/nodeapp3, to: 'http://nodeapp9'}, {from: default/nobody, to: nodeapp1}]}",
  };
  const { findings } = ask(story, 'default/nodeapp3', 'http://nodeapp1/');
  expect(findings.map((one) => one.split(' ')[0])).toEqual(['mesh-call-unknown', 'mesh-name-missing']);
});

it('judges so many calls and says so where there are more, the declared ones first', () => {
  const urls = Array.from({ length: 80 }, (_, at) => `http://s${at}.default.svc.cluster.local/`).join(' ');
  const many = Array.from({ length: 70 }, (_, at) => DEPLOYMENT(`w${at}`, `w${at}`, urls));
  const story = {
    south: [NAMESPACE(), SERVICE('s0'), ...many],
    east: [],
    mesh: '{calls: [{from: default/w69, to: s99}]}',
  };
  const { findings } = ask(story, 'default/w0', 'http://s0/');
  expect(findings.filter((one) => one.startsWith('mesh-calls-limit'))).toEqual(['mesh-calls-limit rangelight.yaml:13']);
  expect(findings).toContain('mesh-name-missing rangelight.yaml:13');
});

it('knows nothing of a deployment that is not there', () => {
  expect(() => ask(WHOLE, 'default/nodeapp4', 'http://nodeapp1/')).toThrow(/no workload default\/nodeapp4.*nodeapp/s);
  expect(() => ask({ ...WHOLE, south: [DEPLOYMENT('x')] }, 'default/x', 'https://example.com/')).toThrow(
    /is no Service of the mesh/,
  );
});
