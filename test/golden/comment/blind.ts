// Forty pull requests, ten of which are an outage that hides among harmless changes; with what a reader must see first.
import { ASIA, EU, type Pods, type PullRequest, US } from './fleet.ts';
import { type Blue, blue, EVERYDAY, EVERYWHERE } from './everyday.ts';
import { documents, ingress, type Rule, type Service, service } from './manifests.ts';

export interface Blind {
  readonly request: PullRequest;
  /** What must stand on the first three lines; undefined: nothing there may be red. */
  readonly first?: RegExp;
}

const STOOD: readonly Rule[] = [
  { host: 'foo.example.com', to: 'foo' },
  { host: 'bar.example.com', to: 'bar' },
  { host: 'bar.example.com', path: '/api/*', to: 'foo' },
];
const NOISE: readonly Rule[] = Array.from({ length: 20 }, (_, index) => ({
  host: `n-${index}.example.com`,
  to: 'foo',
}));
const SERVICES: readonly Service[] = [{ name: 'foo' }, { name: 'bar' }, { name: 'default-backend' }];
const EMPTY: Service = { name: 'shop' };
const GREEN = documents(
  service({ name: 'web', namespace: 'green' }),
  ingress({ name: 'web', namespace: 'green', backend: 'web', rules: [{ host: 'green.example.com', to: 'web' }] }),
);
const BEFORE: Blue = {
  services: [...SERVICES, EMPTY],
  ingress: { rules: STOOD },
  more: { 'manifests/green/web.yaml': GREEN },
};
/** Nearly all of bar lives in Asia. */
const UNEVEN: readonly Pods[] = [
  { in: EVERYWHERE, labels: { app: 'foo' } },
  { in: EVERYWHERE, labels: { app: 'default-backend' } },
  { in: { [US]: 1, [EU]: 1, [ASIA]: 8 }, labels: { app: 'bar' } },
  { in: EVERYWHERE, labels: { app: 'web' }, namespace: 'green' },
];

function among(after: Blue, pods: readonly Pods[] = UNEVEN): PullRequest {
  const { rules = STOOD, ...front } = after.ingress ?? {};
  return {
    before: blue(BEFORE),
    after: blue({ ...BEFORE, ...after, ingress: { ...front, rules: [...NOISE, ...rules] } }),
    pods,
  };
}

const changed = (name: string, change: Partial<Service>): readonly Service[] =>
  [...SERVICES, EMPTY].map((one) => (one.name === name ? { ...one, ...change } : one));

const OUTAGES: Readonly<Record<string, Blind>> = {
  'a host moves to a service without a ready pod': {
    request: among({ ingress: { rules: [{ host: 'foo.example.com', to: 'shop' }, ...STOOD.slice(1)] } }),
    first: /No endpoint is ready\*\* behind `blue\/shop` in any cluster: `foo\.example\.com` leads there/,
  },
  'the default backend becomes one without a ready pod': {
    request: among({ ingress: { backend: 'shop' } }),
    first: /No endpoint is ready\*\* behind `blue\/shop`/,
  },
  'a selector with a typing error': {
    request: among({ services: changed('bar', { selector: 'barr' }) }),
    first: /blue\/bar.*10 → 0 ready|No endpoint is ready\*\* behind `blue\/bar`/,
  },
  'a port on which nobody listens': {
    request: among({ services: changed('bar', { targetPort: 9090 }) }),
    first: /no container of its pods declares port 9090/,
  },
  'a host that goes among twenty that come': {
    request: among({ ingress: { rules: STOOD.slice(1) } }),
    first: /Would stop serving host foo\.example\.com/,
  },
  'a path that goes while its host stays': {
    request: among({ ingress: { rules: STOOD.slice(0, 2) } }),
    first: /`bar\.example\.com\/api\/\*` \*\*no longer leads\*\* to `blue\/foo`: the requests go to `blue\/bar`/,
  },
  'a service that leaves the cluster with most of its pods': {
    request: among({ services: changed('bar', { clusters: [US, EU] }) }),
    first: /blue\/bar.*(?:10 → 2 ready|2 of 10)/,
  },
  'a cluster that leaves with most of the pods': {
    request: among({ fleet: { clusters: [US, EU] } }),
    first: /blue\/bar.*(?:10 → 2 ready|2 of 10)/,
  },
  'another address': {
    request: among({ ingress: { annotations: ['networking.gke.io/static-ip: 203.0.113.99'] } }),
    first: /VIP|static-ip|203\.0\.113\.99/,
  },
  'an ingress of another namespace that is deleted': {
    request: among({ more: { 'manifests/green/web.yaml': service({ name: 'web', namespace: 'green' }) } }),
    first: /Would delete the MultiClusterIngress web|Would (?:release|close)/,
  },
};

const QUIET = [
  'host-added',
  'hosts-added',
  'path-added',
  'host-moved',
  'service-added',
  'cluster-added',
  'selector-changed',
  'health-check',
  'first-ingress',
] as const;

/** Twenty-one that look as busy as the outages do. */
function busy(): Readonly<Record<string, Blind>> {
  const hosts = (count: number, to: string): readonly Rule[] =>
    Array.from({ length: count }, (_, index) => ({ host: `${to}-${index}.example.com`, to }));
  const some = [1, 2, 3, 5, 8, 13].flatMap((count): [string, Blue][] => [
    [`${count} more hosts of foo`, { ingress: { rules: [...STOOD, ...hosts(count, 'foo')] } }],
    [`${count} more hosts of bar`, { ingress: { rules: [...STOOD, ...hosts(count, 'bar')] } }],
    [
      `${count} more paths`,
      {
        ingress: {
          rules: [
            ...STOOD,
            ...hosts(count, 'bar').map((rule, index) => ({ ...rule, host: 'foo.example.com', path: `/p${index}/*` })),
          ],
        },
      },
    ],
  ]);
  const most: [string, Blue][] = ['foo', 'bar'].map((to) => [
    `21 more hosts of ${to}`,
    { ingress: { rules: [...STOOD, ...hosts(21, to)] } },
  ]);
  const all = [...some, ...most, ['nothing but noise', {}] as [string, Blue]];
  return Object.fromEntries(all.map(([name, after]) => [name, { request: among(after) }]));
}

export const BLIND: Readonly<Record<string, Blind>> = {
  ...OUTAGES,
  ...Object.fromEntries(
    QUIET.flatMap((name) => (EVERYDAY[name] === undefined ? [] : [[name, { request: EVERYDAY[name] }]])),
  ),
  ...busy(),
};
