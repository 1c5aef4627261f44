// The story of a mesh, and what becomes of it by a change in one place.
import { type Manifest, NAMESPACE, ONE, type Story, TWO } from './story.ts';

const breaker = (maxEjectionPercent?: number): Manifest => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'nodeapp1', namespace: NAMESPACE },
  spec: {
    host: 'nodeapp1',
    trafficPolicy: {
      outlierDetection: {
        consecutive5xxErrors: 3,
        interval: '15s',
        baseEjectionTime: '15s',
        ...(maxEjectionPercent === undefined ? {} : { maxEjectionPercent }),
      },
    },
  },
});

const security = (kind: string, name: string, spec: object): Manifest => ({
  apiVersion: 'security.istio.io/v1',
  kind,
  metadata: { name, namespace: NAMESPACE },
  spec,
});
const tls = (mode: 'STRICT' | 'DISABLE'): Manifest => security('PeerAuthentication', 'default', { mtls: { mode } });
const policy = (app: string, spec: object): Manifest =>
  security('AuthorizationPolicy', app, { selector: { matchLabels: { app } }, ...spec });
const from = (...principals: readonly string[]) => ({ rules: [{ from: [{ source: { principals } }] }] });
const NODEAPP3 = `cluster.local/ns/${NAMESPACE}/sa/nodeapp3`;
const withoutTls: Manifest = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'nodeapp2', namespace: NAMESPACE },
  spec: { host: 'nodeapp2', trafficPolicy: { tls: { mode: 'DISABLE' } } },
};

/** In the order in which they are played; one with a workload at zero is the last, for its pod does not come back. */
export const STORIES: readonly Story[] = [
  { name: 'full' },
  {
    name: 'no stub: the Service of nodeapp2 is not in the cluster of nodeapp3',
    without: [{ cluster: ONE, service: 'nodeapp2' }],
  },
  {
    name: 'a stub: the Service of nodeapp2 that Rangelight makes in the cluster of nodeapp3',
    without: [{ cluster: ONE, service: 'nodeapp2' }],
    hasStub: true,
  },
  { name: 'one-way discovery: only the first cluster knows the other', discovers: (from) => from === ONE },
  { name: 'no discovery', discovers: () => false },
  { name: 'a breaker for nodeapp1 where nodeapp3 calls', rules: [{ cluster: ONE, rule: breaker() }] },
  {
    name: 'a breaker for nodeapp1 in the other cluster counts for callers there alone',
    rules: [{ cluster: TWO, rule: breaker(100) }],
  },
  {
    name: 'the port of nodeapp1 is called otherwise in the second cluster',
    portNames: [{ cluster: TWO, service: 'nodeapp1', portName: 'http-web' }],
  },
  { name: 'STRICT in both', rules: [ONE, TWO].map((cluster) => ({ cluster, rule: tls('STRICT') })) },
  { name: 'STRICT in the second cluster', rules: [{ cluster: TWO, rule: tls('STRICT') }] },
  { name: 'DISABLE in both', rules: [ONE, TWO].map((cluster) => ({ cluster, rule: tls('DISABLE') })) },
  { name: 'DISABLE in the second cluster', rules: [{ cluster: TWO, rule: tls('DISABLE') }] },
  {
    name: 'DISABLE in the first cluster, STRICT in the second',
    rules: [
      { cluster: ONE, rule: tls('DISABLE') },
      { cluster: TWO, rule: tls('STRICT') },
    ],
  },
  {
    name: 'a rule without TLS where nodeapp3 calls, against STRICT',
    rules: [
      { cluster: ONE, rule: withoutTls },
      { cluster: TWO, rule: tls('STRICT') },
    ],
  },
  {
    name: 'nodeapp2 lets nodeapp3 in',
    rules: [{ cluster: TWO, rule: policy('nodeapp2', { action: 'ALLOW', ...from(NODEAPP3) }) }],
  },
  {
    name: 'nodeapp2 names nodeapp3 with spiffe://, which nobody is called',
    rules: [{ cluster: TWO, rule: policy('nodeapp2', { action: 'ALLOW', ...from(`spiffe://${NODEAPP3}`) }) }],
  },
  {
    name: 'nodeapp2 keeps nodeapp3 out',
    rules: [{ cluster: TWO, rule: policy('nodeapp2', { action: 'DENY', ...from(NODEAPP3) }) }],
  },
  {
    name: 'the policy of nodeapp2 stands where nodeapp3 calls, and counts for nothing',
    rules: [{ cluster: ONE, rule: policy('nodeapp2', {}) }],
  },
  {
    name: 'nodeapp1 lets nobody in, in the second cluster',
    rules: [{ cluster: TWO, rule: policy('nodeapp1', {}) }],
  },
  { name: 'no version of nodeapp1 in the second cluster', atZero: ['nodeapp1-v2'] },
];
