// The object cases of mcs-api's conformance suite, on embedded clusters with the emulated importer over them: what the
// importer makes is what the suite asks, and what is predicted. The table of all specs is in test/conformance.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predicted, seen } from '../../property/clusterset/imports.ts';
import {
  at,
  EXPORTS,
  exportOf,
  type Fleet,
  IMPORTS,
  type KubeObject,
  namespaceOf,
  SERVICES,
  serviceOf,
  SLICES,
  sliceOf,
  startFleet,
} from './fleet.ts';

const CLUSTERS = ['us-west1/one', 'europe-north1/two'] as const;
const [ONE, TWO] = CLUSTERS;
const POD = { [ONE]: '10.8.0.2', [TWO]: '10.16.0.2' } as const;
const EXPORTS_OF_STANDARD = '/apis/multicluster.x-k8s.io/v1alpha1/serviceexports';

const TCP = { name: 'tcp', port: 42, protocol: 'TCP' };
const UDP = { name: 'udp', port: 42, protocol: 'UDP' };

interface Exported {
  readonly cluster: keyof typeof POD;
  readonly spec?: object;
  /** Of an export in the standard group. */
  readonly exported?: object;
}

type Made = KubeObject & { readonly spec: Readonly<Record<string, unknown>> };
type Slice = KubeObject & {
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly endpoints: readonly { readonly addresses: readonly string[] }[] | null;
};

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet(CLUSTERS);
  for (const cluster of CLUSTERS) await fleet.put(cluster, '/api/v1/namespaces/hello', namespaceOf('hello'));
});
afterAll(() => fleet.close());

/** What each cluster has of the name, once it is exported by these, the oldest first; it is what is predicted. */
async function imported(name: string, ...exporters: readonly Exported[]): Promise<readonly (Made | undefined)[]> {
  const key = `hello/${name}`;
  for (const { cluster, spec = {}, exported } of exporters) {
    await deploy(cluster, key, spec);
    const collection = exported === undefined ? EXPORTS : EXPORTS_OF_STANDARD;
    const written = {
      ...exportOf(key),
      ...(exported === undefined ? {} : { apiVersion: 'multicluster.x-k8s.io/v1alpha1', spec: exported }),
    };
    await fleet.put(cluster, at(collection, key), written);
    // Ages are whole seconds.
    await fleet.pass(1);
  }
  expect(await seen(fleet, CLUSTERS)).toEqual(await predicted(fleet, CLUSTERS));
  return Promise.all(
    CLUSTERS.map(async (cluster) =>
      (await fleet.list<Made>(cluster, IMPORTS)).find(({ metadata }) => metadata.name === name),
    ),
  );
}

async function deploy(cluster: keyof typeof POD, key: string, spec: object): Promise<void> {
  const whole = { ports: [TCP, UDP], selector: { app: 'hello' }, ...spec };
  await fleet.put(cluster, at(SERVICES, key), serviceOf(key, whole));
  const endpoints = [{ addresses: [POD[cluster]], conditions: { ready: true } }];
  const ports = whole.ports.map((port) => ({ ...port, port: 8080 }));
  await fleet.put(cluster, at(SLICES, `${key}-abcde`), sliceOf(key, ports, endpoints));
}

async function withdraw(cluster: string, name: string): Promise<void> {
  await fleet.remove(cluster, at(EXPORTS, `hello/${name}`));
  await fleet.pass(1);
}

const slicesOf = async (cluster: string, name: string): Promise<readonly Slice[]> =>
  (await fleet.list<Slice>(cluster, SLICES)).filter(
    ({ metadata }) => metadata.labels?.['multicluster.kubernetes.io/service-name'] === name,
  );

/** Pods that a port of the name leads to in a cluster. */
const behind = async (cluster: string, name: string, port: string): Promise<readonly string[]> =>
  (await slicesOf(cluster, name))
    .filter(({ ports }) => ports.some((one) => one.name === port))
    .flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses));

describe('one export', () => {
  it('only exported labels and annotations are on the import', async () => {
    const exported = { exportedLabels: { team: 'a' }, exportedAnnotations: { note: 'b' } };
    for (const made of await imported('labelled', { cluster: ONE, exported })) {
      expect(made?.metadata.labels).toMatchObject({ team: 'a' });
      expect(made?.metadata.annotations).toMatchObject({ note: 'b' });
      expect(made?.metadata.labels).not.toHaveProperty('app');
    }
  });

  it('session affinity and its time-out are the Service’s', async () => {
    const spec = { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } } };
    for (const made of await imported('sticky', { cluster: ONE, spec })) expect(made?.spec).toMatchObject(spec);
  });

  it('the internal traffic policy is the Service’s', async () => {
    for (const internalTrafficPolicy of ['Cluster', 'Local'])
      for (const made of await imported(`policy-${internalTrafficPolicy.toLowerCase()}`, {
        cluster: ONE,
        spec: { internalTrafficPolicy },
      }))
        expect(made?.spec).toMatchObject({ internalTrafficPolicy });
  });

  it('the traffic distribution is the Service’s', async () => {
    const spec = { trafficDistribution: 'PreferClose' };
    for (const made of await imported('close', { cluster: ONE, spec })) expect(made?.spec).toMatchObject(spec);
  });

  it('the ports are the Service’s', async () => {
    for (const made of await imported('ports', { cluster: ONE })) expect(made?.spec['ports']).toEqual([TCP, UDP]);
  });

  it('a headless Service is imported as one, without an address, until it is withdrawn', async () => {
    for (const made of await imported('headless', { cluster: ONE, spec: { clusterIP: 'None' } })) {
      expect(made?.spec).toMatchObject({ type: 'Headless' });
      expect(made?.spec).not.toHaveProperty('ips');
    }
    await withdraw(ONE, 'headless');
    for (const cluster of CLUSTERS)
      expect((await fleet.list(cluster, IMPORTS)).map(({ metadata }) => metadata.name)).not.toContain('headless');
  });

  it('slices say the name, the cluster and a manager that is not Kubernetes’ own, until it is withdrawn', async () => {
    await imported('sliced', { cluster: ONE });
    for (const cluster of CLUSTERS) {
      const [slice, ...others] = await slicesOf(cluster, 'sliced');
      expect(others).toEqual([]);
      expect(slice?.metadata.labels).toMatchObject({
        'multicluster.kubernetes.io/source-cluster': 'one.us-west1',
        'endpointslice.kubernetes.io/managed-by': 'gke-mcs-controller.gke.io',
      });
    }
    await withdraw(ONE, 'sliced');
    for (const cluster of CLUSTERS) expect(await slicesOf(cluster, 'sliced')).toEqual([]);
  });
});

describe('two clusters', () => {
  it('of labels that disagree those of the oldest export', async () => {
    const [older, younger] = [{ exportedLabels: { a: '1' } }, { exportedLabels: { b: '2' } }];
    for (const made of await imported(
      'named',
      { cluster: TWO, exported: older },
      { cluster: ONE, exported: younger },
    )) {
      expect(made?.metadata.labels).toMatchObject({ a: '1' });
      expect(made?.metadata.labels).not.toHaveProperty('b');
    }
  });

  it('of two clusters the ports are united', async () => {
    const other = { name: 'sctp', port: 142, protocol: 'SCTP' };
    for (const made of await imported('united', { cluster: ONE }, { cluster: TWO, spec: { ports: [TCP, other] } }))
      expect(made?.spec['ports']).toEqual([TCP, UDP, other]);
    for (const cluster of CLUSTERS) {
      expect([...(await behind(cluster, 'united', 'tcp'))].sort()).toEqual([POD[ONE], POD[TWO]].sort());
      expect(await behind(cluster, 'united', 'udp')).toEqual([POD[ONE]]);
      expect(await behind(cluster, 'united', 'sctp')).toEqual([POD[TWO]]);
    }
  });

  it('of one port with two numbers that of the oldest export', async () => {
    const other = { cluster: ONE, spec: { ports: [{ ...TCP, port: 43 }] } };
    for (const made of await imported('numbers', { cluster: TWO, spec: { ports: [TCP] } }, other))
      expect(made?.spec['ports']).toEqual([TCP]);
    for (const cluster of CLUSTERS) expect(await behind(cluster, 'numbers', 'tcp')).toEqual([POD[TWO]]);
  });

  it('of a headless Service and another one the oldest export decides', async () => {
    for (const made of await imported('mixed', { cluster: ONE }, { cluster: TWO, spec: { clusterIP: 'None' } }))
      expect(made?.spec).toMatchObject({ type: 'ClusterSetIP', ips: [expect.any(String)] });
  });

  it('only clusters that export it are behind the name', async () => {
    await deploy(TWO, 'hello/local', {});
    await imported('local', { cluster: ONE });
    for (const cluster of CLUSTERS) expect(await behind(cluster, 'local', 'tcp')).toEqual([POD[ONE]]);
  });
});
