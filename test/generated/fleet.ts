// A generated fleet with its manifests: every feature, in any choice that is no mistake.
import * as fc from 'fast-check';
import { type GeneratedRule, generatedRules } from './routes.ts';
import { type AppProtocol, generatedBackendConfig, generatedFrontendConfig } from './settings.ts';

export const US = 'us-west1/gke-us';
export const EU = 'europe-north1/gke-eu';
export const ASIA = 'asia-east1/gke-asia';

/** Labels `app` of pods that there are. */
export const APPS = ['foo', 'bar', 'default-backend'] as const;

export interface GeneratedService {
  readonly version: 'v1' | 'v1beta1';
  readonly app: (typeof APPS)[number];
  readonly ports: readonly GeneratedPort[];
  /** Undefined: all members. */
  readonly clusters: readonly string[] | undefined;
  /** Which BackendConfig each port has, by the way it is named; `default` for all others. */
  readonly configured: 'none' | 'default' | 'by name' | 'by number' | 'name and default';
  readonly betaKey: boolean;
  readonly maxRate: string | undefined;
  readonly scaler: string | undefined;
}

export interface GeneratedPort {
  readonly port: number;
  readonly targetPort: number | string | undefined;
  readonly protocol: AppProtocol | undefined;
}

export interface GeneratedIngress {
  readonly version: 'v1' | 'v1beta1';
  readonly rules: readonly GeneratedRule[];
  /** Spread over the ports of the services. */
  readonly picks: readonly number[];
  readonly byPortName: boolean;
  readonly address: 'own' | 'name' | 'url' | 'literal';
  readonly certificates: readonly string[];
  readonly frontEnd: object | undefined;
}

export interface GeneratedFleet {
  readonly members: readonly string[];
  readonly primary: string;
  readonly drift: 'heal' | 'report';
  readonly services: readonly GeneratedService[];
  readonly backendConfigs: readonly object[];
  readonly ingresses: readonly GeneratedIngress[];
}

const version = fc.constantFrom('v1' as const, 'v1beta1' as const);
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined });

const port = (protocols: readonly AppProtocol[]): fc.Arbitrary<GeneratedPort> =>
  fc.record({
    port: fc.constantFrom(80, 443, 8080, 9090),
    targetPort: fc.constantFrom(8080, 'http'),
    protocol: maybe(fc.constantFrom(...protocols)),
  });

const service = (members: readonly string[], protocols: readonly AppProtocol[]): fc.Arbitrary<GeneratedService> =>
  fc.record({
    version,
    app: fc.constantFrom(...APPS),
    ports: fc.uniqueArray(port(protocols), { minLength: 1, maxLength: 2, selector: (one) => one.port }),
    clusters: maybe(fc.subarray([...members], { minLength: 1 })),
    configured: fc.constantFrom('none', 'default', 'by name', 'by number', 'name and default'),
    betaKey: fc.boolean(),
    maxRate: maybe(fc.constantFrom('1', '50', '0.5', '1000000')),
    scaler: maybe(fc.constantFrom('1', '0.1', '0.75')),
  });

const ingress: fc.Arbitrary<GeneratedIngress> = fc
  .record({
    version,
    rules: generatedRules,
    picks: fc.array(fc.nat(31), { minLength: 1, maxLength: 6 }),
    byPortName: fc.boolean(),
    address: fc.constantFrom('own', 'name', 'url', 'literal'),
    certificates: fc.oneof(fc.constant([]), fc.shuffledSubarray(['cert-a', 'cert-b', 'cert-c'])),
    frontEnd: maybe(generatedFrontendConfig),
  })
  .map(({ frontEnd, ...rest }) => {
    // A redirect without a certificate is a mistake.
    const { redirectToHttps, ...plain } = frontEnd ?? {};
    const keeps = rest.certificates.length > 0 || redirectToHttps?.enabled !== true;
    return { ...rest, frontEnd: keeps ? frontEnd : plain };
  });

/** @param protocols of pods and of probes; the data plane cannot probe HTTP2, so such a service never takes over. */
export function generatedFleet(
  protocols: readonly AppProtocol[] = ['HTTP', 'HTTPS', 'HTTP2'],
): fc.Arbitrary<GeneratedFleet> {
  return fc.constantFrom([US, EU], [US, EU, ASIA]).chain((members) =>
    fc.record({
      members: fc.constant(members),
      primary: fc.constantFrom(US, EU),
      drift: fc.constantFrom('heal', 'report'),
      services: fc.array(service(members, protocols), { minLength: 1, maxLength: 3 }),
      backendConfigs: fc.array(generatedBackendConfig(protocols), { minLength: 1, maxLength: 2 }),
      ingresses: fc.array(ingress, { minLength: 1, maxLength: 2 }),
    }),
  );
}
