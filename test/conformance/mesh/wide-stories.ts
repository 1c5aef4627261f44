// Stories that nobody thought of, of what the first ones did not draw: regions and shares, weights, pods that fail or
// are slow under limits, retries and breakers, Services without an address, networks, stubs, ids, and rules that
// Rangelight places.
import { type Random, seededRandom } from '../../../infra/emulators/kit/random.ts';
import { pick, rule } from './draw.ts';
import { type Link, type Manifest, ONE, type Story, TWO, type Unwell } from './story.ts';

export const WIDE_FROM = 124;
/** From here on the clusters stand in networks of their own; proxies start anew for that, and it is done once. */
const NETWORKS_FROM = 186;

const CALLED = ['nodeapp1', 'nodeapp2'] as const;
const LINKS = [ONE, TWO] as const;
/** Longer than every limit that is drawn. */
const SLOW_MS = 8_000;

type Often = (percent: number) => boolean;
type Part = Partial<Omit<Story, 'name'>>;

export function wideStory(seed: number): Story {
  const random = seededRandom(seed);
  const often: Often = (percent) => random.integer(1, 100) <= percent;
  const knows = { [ONE]: often(90), [TWO]: often(90) };
  const each = CALLED.flatMap((service) => LINKS.map((cluster) => ({ cluster, service })));
  const without = each.filter(() => often(6));
  const portNames = each
    .filter((one) => !without.includes(one) && often(5))
    .map((one) => ({ ...one, portName: 'http-web' }));
  const hasStub = often(40);
  const hasOtherIds = often(15);
  const themes = [localities, weights, slowness, failures, breakers, headlessness, placement];
  const theme = themes[seed % themes.length] ?? localities;
  return {
    name: `made up: ${seed}`,
    without,
    portNames,
    ...(hasStub ? { hasStub } : {}),
    ...(hasOtherIds ? { hasOtherIds } : {}),
    discovers: (from) => knows[from],
    ...(seed < NETWORKS_FROM ? {} : { controlPlanes: { [ONE]: { network: 'west' }, [TWO]: { network: 'north' } } }),
    ...theme(random, often, seed),
  };
}

const inEach = (make: (link: Link) => readonly Manifest[]) =>
  LINKS.flatMap((cluster) => make(cluster).map((one) => ({ cluster, rule: one })));
const destination = (app: string, trafficPolicy: object): Manifest =>
  rule('networking', 'DestinationRule', app, { host: app, trafficPolicy });
const route = (app: string, http: object): Manifest =>
  rule('networking', 'VirtualService', app, { hosts: [app], http: [http] });
const to = (host: string, more: object = {}): object => ({ destination: { host }, ...more });
const breaker = (interval: number, more: object = {}): object => ({
  // An interval that no other story has: proxies forget whom they ejected before.
  outlierDetection: { consecutive5xxErrors: 3, interval: `${interval}s`, baseEjectionTime: '300s', ...more },
});

function localities(random: Random, often: Often, seed: number): Part {
  const [west, north] = ['us-west1/*', 'europe-north1/*'];
  const settings = [
    { localityLbSetting: { distribute: [{ from: west, to: { [west]: 70, [north]: 30 } }] } },
    { localityLbSetting: { distribute: [{ from: west, to: { [north]: 100 } }] } },
    { localityLbSetting: { distribute: [{ from: north, to: { [west]: 20, [north]: 80 } }] } },
    { localityLbSetting: { distribute: [{ from: '*', to: { [west]: 50, [north]: 50 } }] } },
    {
      localityLbSetting: {
        distribute: [{ from: 'us-west1/us-west1-a/*', to: { 'us-west1/us-west1-a/*': 10, [north]: 90 } }],
      },
    },
    { localityLbSetting: { failover: [{ from: 'us-west1', to: 'europe-north1' }] } },
    { localityLbSetting: { failoverPriority: ['topology.kubernetes.io/region'] } },
    { localityLbSetting: { enabled: false } },
    {},
  ];
  return {
    isWeighed: true,
    rules: inEach(() =>
      often(80)
        ? [
            destination('nodeapp1', {
              loadBalancer: { simple: 'LEAST_REQUEST', ...pick(random, settings) },
              ...(often(40) ? breaker(seed) : {}),
            }),
          ]
        : [],
    ),
  };
}

function weights(random: Random, often: Often): Part {
  const shares = [
    [90, 10],
    [75, 25],
    [50, 50],
    [100, 0],
    [40, 60],
  ] as const;
  return {
    isWeighed: true,
    rules: inEach(() => {
      if (!often(80)) return [];
      const [first, second] = pick(random, shares);
      const app = pick(random, CALLED);
      const other = pick(
        random,
        ['nodeapp1', 'nodeapp2', 'nodeapp3'].filter((one) => one !== app),
      );
      return [route(app, { route: [to(app, { weight: first }), to(other, { weight: second })] })];
    }),
  };
}

function slowness(random: Random, often: Often): Part {
  const limits = [
    { timeout: '2s' },
    { timeout: '5s' },
    { retries: { attempts: 2, perTryTimeout: '1.5s', retryOn: '5xx' } },
    { retries: { attempts: 2, perTryTimeout: '1.5s' } },
    { timeout: '2s', retries: { attempts: 3, perTryTimeout: '1.5s', retryOn: 'gateway-error' } },
    { timeout: '5s', retries: { attempts: 0 } },
    {},
  ];
  const delayMs = SLOW_MS;
  return {
    unwell: unwellPods(random, often).map((workload) => ({ workload, delayMs })),
    rules: inEach(() =>
      CALLED.flatMap((app) => (often(70) ? [route(app, { ...pick(random, limits), route: [to(app)] })] : [])),
    ),
  };
}

function failures(random: Random, often: Often): Part {
  const retries = [
    { retries: { attempts: 2, retryOn: '5xx' } },
    { retries: { attempts: 2, retryOn: 'gateway-error,connect-failure' } },
    { retries: { attempts: 3, retryOn: '503' } },
    { retries: { attempts: 2 } },
    { retries: { attempts: 0 } },
    {},
  ];
  const status = pick(random, [500, 503]);
  return {
    unwell: unwellPods(random, often).map((workload): Unwell => ({ workload, status })),
    rules: inEach(() =>
      CALLED.flatMap((app) => (often(70) ? [route(app, { ...pick(random, retries), route: [to(app)] })] : [])),
    ),
  };
}

function breakers(random: Random, often: Often, seed: number): Part {
  const status = pick(random, [500, 503]);
  return {
    unwell: unwellPods(random, often).map((workload): Unwell => ({ workload, status })),
    rules: inEach(() => {
      if (!often(80)) return [];
      const limit = pick(random, [
        {},
        { maxEjectionPercent: 49 },
        { maxEjectionPercent: 50 },
        { maxEjectionPercent: 100 },
      ]);
      const balancing = pick(random, [{}, { loadBalancer: { localityLbSetting: { enabled: false } } }]);
      return [destination('nodeapp1', { ...breaker(seed, limit), ...balancing })];
    }),
  };
}

/** One version of nodeapp1, and now and then nodeapp2. */
function unwellPods(random: Random, often: Often): readonly string[] {
  return [pick(random, ['nodeapp1-v1', 'nodeapp1-v2']), ...(often(30) ? ['nodeapp2'] : [])];
}

function headlessness(_random: Random, often: Often): Part {
  const each = CALLED.flatMap((service) => LINKS.map((cluster) => ({ cluster, service })));
  return { headless: each.filter(() => often(40)) };
}

function placement(random: Random, often: Often): Part {
  const mode = pick(random, ['STRICT', 'PERMISSIVE', 'DISABLE']);
  const placed = [
    ...(often(60) ? [rule('security', 'PeerAuthentication', 'everywhere', { mtls: { mode } }, 'istio-system')] : []),
    ...(often(50)
      ? [
          rule('security', 'AuthorizationPolicy', 'everywhere', {
            rules: [{ from: [{ source: { principals: ['cluster.local/ns/story/sa/nodeapp3'] } }] }],
          }),
        ]
      : []),
    ...(often(60) ? [route('nodeapp1', { retries: { attempts: 0 }, route: [to('nodeapp1')] })] : []),
    ...(often(40) ? [destination('nodeapp1', { tls: { mode: pick(random, ['DISABLE', 'ISTIO_MUTUAL']) } })] : []),
  ];
  const own = often(50)
    ? inEach((link) =>
        link === ONE || often(50)
          ? [rule('security', 'PeerAuthentication', 'default', { mtls: { mode: pick(random, ['STRICT', 'DISABLE']) } })]
          : [],
      )
    : [];
  return { placed, rules: own };
}
