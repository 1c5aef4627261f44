// Fourteen pull requests of every day.
import { ASIA, EU, type Files, type Pods, type PullRequest, US } from './fleet.ts';
import { documents, fleet, type Ingress, ingress, type Rule, type Service, service } from './manifests.ts';

const SERVICES: readonly Service[] = [{ name: 'foo' }, { name: 'bar' }, { name: 'default-backend' }];
const RULES: readonly Rule[] = [
  { host: 'foo.example.com', to: 'foo' },
  { host: 'bar.example.com', to: 'bar' },
];

export interface Blue {
  readonly services?: readonly Service[];
  readonly ingress?: Ingress;
  readonly fleet?: Parameters<typeof fleet>[0];
  readonly more?: Files;
}

/** Namespace blue as it stands, or with something else. */
export function blue({ services = SERVICES, ingress: front = {}, fleet: file = {}, more = {} }: Blue = {}): Files {
  return {
    'rangelight.yaml': fleet(file),
    'manifests/blue/ingress.yaml': ingress({ rules: RULES, ...front }),
    'manifests/blue/services.yaml': documents(...services.map(service)),
    ...more,
  };
}

export const EVERYWHERE = { [US]: 2, [EU]: 2, [ASIA]: 2 };
export const PODS: readonly Pods[] = ['foo', 'bar', 'default-backend'].map((app) => ({
  in: EVERYWHERE,
  labels: { app },
}));

function services(change: Readonly<Record<string, Partial<Service>>>): readonly Service[] {
  return SERVICES.map((one) => ({ ...one, ...change[one.name] }));
}

const request = (after: Blue, more: Partial<PullRequest> = {}): PullRequest => ({
  before: blue(),
  after: blue(after),
  pods: PODS,
  ...more,
});

const BACKEND_CONFIG = (path: string): string => `apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata:
  name: foo-config
  namespace: blue
spec:
  healthCheck:
    type: HTTP
    requestPath: ${path}
`;
const CONFIGURED = services({ foo: { annotations: `cloud.google.com/backend-config: '{"default": "foo-config"}'` } });

export const EVERYDAY: Readonly<Record<string, PullRequest>> = {
  'target-port': request({ services: services({ 'default-backend': { targetPort: 9090 } }) }),
  'host-added': request({ ingress: { rules: [...RULES, { host: 'new.example.com', to: 'foo' }] } }),
  'hosts-added': request({
    ingress: {
      rules: [
        ...RULES,
        ...Array.from({ length: 20 }, (_, index) => ({ host: `shop-${index}.example.com`, to: 'foo' })),
      ],
    },
  }),
  'host-removed': request({ ingress: { rules: RULES.slice(0, 1) } }),
  'path-added': request({ ingress: { rules: [...RULES, { host: 'foo.example.com', path: '/api/*', to: 'bar' }] } }),
  'host-moved': request({ ingress: { rules: [{ host: 'foo.example.com', to: 'bar' }, ...RULES.slice(1)] } }),
  'service-added': request(
    {
      services: [...SERVICES, { name: 'shop' }],
      ingress: { rules: [...RULES, { host: 'shop.example.com', to: 'shop' }] },
    },
    { pods: [...PODS, { in: EVERYWHERE, labels: { app: 'shop' } }] },
  ),
  'cluster-added': {
    before: blue({ fleet: { clusters: [US, EU] } }),
    after: blue(),
    pods: PODS,
  },
  'cluster-removed': request({ fleet: { clusters: [US, EU] } }),
  'service-leaves-a-cluster': request({ services: services({ foo: { clusters: [US, EU] } }) }),
  'selector-changed': request(
    { services: services({ bar: { selector: 'bar-v2' } }) },
    { pods: [...PODS, { in: EVERYWHERE, labels: { app: 'bar-v2' } }] },
  ),
  'health-check': {
    before: blue({ services: CONFIGURED, more: { 'manifests/blue/config.yaml': BACKEND_CONFIG('/') } }),
    after: blue({ services: CONFIGURED, more: { 'manifests/blue/config.yaml': BACKEND_CONFIG('/healthz') } }),
    pods: PODS,
  },
  'mistyped-service': request({ ingress: { rules: [...RULES, { host: 'new.example.com', to: 'fooo' }] } }),
  'first-ingress': {
    before: { 'rangelight.yaml': fleet() },
    after: blue(),
    pods: PODS,
  },
};
