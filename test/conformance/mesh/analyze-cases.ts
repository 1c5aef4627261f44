// What `istioctl analyze` says of both clusters of a mesh, beside what Rangelight finds in the manifests: cases that
// both see, that only one sees, and differences that do no harm. What its messages mean:
// https://istio.io/latest/docs/reference/config/analysis/
import { rule } from './draw.ts';
import { type Manifest, ONE, type Story, TWO } from './story.ts';

export interface AnalyzeCase {
  readonly name: string;
  readonly story: Story;
  /** Codes of its messages, sorted; those of the bare story do not count. */
  readonly istioctl: readonly string[];
  /** Codes of our findings, sorted. */
  readonly ours: readonly string[];
}

const of = (
  name: string,
  story: Partial<Story>,
  istioctl: readonly string[],
  ours: readonly string[],
): AnalyzeCase => ({
  name,
  story: { name, declares: true, ...story },
  istioctl,
  ours,
});
const inOne = (...rules: readonly Manifest[]) => ({ rules: rules.map((made) => ({ cluster: ONE, rule: made })) });
const inTwo = (...rules: readonly Manifest[]) => ({ rules: rules.map((made) => ({ cluster: TWO, rule: made })) });
const destination = (spec: object, name = 'nodeapp1'): Manifest =>
  rule('networking', 'DestinationRule', name, { host: 'nodeapp1', ...spec });
const route = (spec: object, name = 'nodeapp1'): Manifest =>
  rule('networking', 'VirtualService', name, { hosts: ['nodeapp1'], ...spec });
const to = (host: string, more: object = {}): object => ({ route: [{ destination: { host, ...more } }] });
const breaker = { outlierDetection: { consecutive5xxErrors: 3 } };

export const ANALYZE_CASES: readonly AnalyzeCase[] = [
  of(
    'ports of one Service with other names',
    { portNames: [{ cluster: TWO, service: 'nodeapp1', portName: 'http-web' }] },
    ['IST0170'],
    ['mesh-port-names-differ'],
  ),
  of(
    'a Service that is headless in one cluster alone',
    { headless: [{ cluster: ONE, service: 'nodeapp1' }] },
    ['IST0170'],
    ['mesh-headless-port', 'mesh-services-differ'],
  ),
  of('a Service of another type, which does no harm', { nodePorts: [TWO] }, ['IST0170'], []),
  of(
    'a Service that the cluster of the caller lacks',
    { without: [{ cluster: ONE, service: 'nodeapp2' }] },
    [],
    ['mesh-name-missing'],
  ),
  of(
    'a route to a Service that is nowhere',
    inOne(route({ http: [to('nodeapp9')] })),
    ['IST0101'],
    ['mesh-route-nowhere'],
  ),
  of(
    'a route to a subset that no rule has',
    inOne(route({ http: [to('nodeapp1', { subset: 'v9' })] })),
    ['IST0101'],
    ['mesh-route-nowhere'],
  ),
  of(
    'a subset without pods',
    inOne(
      destination({ subsets: [{ name: 'v9', labels: { version: 'v9' } }] }),
      route({ http: [to('nodeapp1', { subset: 'v9' })] }),
    ),
    ['IST0173'],
    ['mesh-no-endpoints'],
  ),
  of(
    'two VirtualServices for one host',
    inOne(route({ http: [to('nodeapp1')] }), route({ http: [to('nodeapp1')] }, 'other')),
    ['IST0109'],
    ['mesh-two-rules'],
  ),
  of(
    'a failover without a breaker',
    inOne(
      destination({
        trafficPolicy: {
          loadBalancer: { localityLbSetting: { failover: [{ from: 'us-west1', to: 'europe-north1' }] } },
        },
      }),
    ),
    ['IST0133'],
    ['mesh-failover-alone'],
  ),
  of(
    'a breaker that keeps calls in the region, and ejects nobody',
    inOne(destination({ trafficPolicy: breaker })),
    [],
    ['mesh-breaker-worse'],
  ),
  of(
    'a breaker that ejects nobody',
    inOne(destination({ trafficPolicy: { ...breaker, loadBalancer: { localityLbSetting: { enabled: false } } } })),
    [],
    ['mesh-breaker-no-effect'],
  ),
  of(
    'retries that the time limit cuts off',
    inOne(route({ http: [{ timeout: '1s', retries: { attempts: 3, perTryTimeout: '1s' }, ...to('nodeapp1') }] })),
    [],
    ['mesh-retries-cut'],
  ),
  of(
    'plain text from one cluster, where the other one wants mutual TLS',
    inTwo(rule('security', 'PeerAuthentication', 'default', { mtls: { mode: 'DISABLE' } })),
    [],
    ['mesh-plain-text-refused'],
  ),
  of(
    'a policy that keeps the caller out',
    inTwo(rule('security', 'AuthorizationPolicy', 'nodeapp2', { selector: { matchLabels: { app: 'nodeapp2' } } })),
    // That it is for no workload, which is not so: it is for one of the other cluster.
    ['IST0127'],
    ['mesh-forbidden'],
  ),
];
