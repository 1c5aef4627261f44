// The NEG controller: what it makes in Compute, what it reports in the cluster, what it leaves alone and what it
// removes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FOO, createTestCluster, putService, type TestCluster, ZONES } from './cluster.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = createTestCluster();
  await cluster.workloads.start();
});
afterEach(() => cluster.workloads.close());

const NAMED = { exposed_ports: { 80: { name: 'my-neg' } } };
const SERVICE = '/api/v1/namespaces/shop/services/foo';
const SVCNEG = '/apis/networking.gke.io/v1beta1/namespaces/shop/servicenetworkendpointgroups/my-neg';
const clusterUid = () => cluster.api.objects.get('/api/v1/namespaces/kube-system')?.metadata.uid;
const negStatus = () => cluster.api.objects.get(SERVICE)?.metadata.annotations?.['cloud.google.com/neg-status'];
const addresses = (name = 'my-neg'): string[] =>
  Object.values(cluster.negs(name)).flatMap(({ endpoints }) => endpoints.map(({ ipAddress }) => ipAddress));
const eventReasons = () => cluster.api.all('/api/v1/events').map((event) => event['reason']);
const hasBoth = (name = 'my-neg') => Object.keys(cluster.negs(name)).length === 2;

describe('a Service that asks for a NEG', () => {
  it('gets one per zone, marked with its owner, filled with the ready pods of that zone', async () => {
    putService(cluster.api, NAMED);
    await cluster.workloads.deploy({ ...FOO, replicas: 3 });
    await cluster.until(() => addresses().length === 3);
    for (const [zone, neg] of Object.entries(cluster.negs('my-neg'))) {
      expect(JSON.parse(neg.description ?? '')).toEqual({
        'cluster-uid': clusterUid(),
        namespace: 'shop',
        'service-name': 'foo',
        port: '80',
      });
      expect(neg).toMatchObject({ networkEndpointType: 'GCE_VM_IP_PORT' });
      expect(neg.network).toMatch(/\/projects\/p\/global\/networks\/default$/);
      const pods = cluster.workloads.pods().filter((pod) => pod.zone === zone);
      const [instance] = cluster.fabric.instances().filter((candidate) => candidate.zone === zone);
      expect(neg.endpoints).toEqual(pods.map(({ ip }) => ({ instance: instance?.name, ipAddress: ip, port: 8080 })));
    }
  });

  it('has its default name from the ingress-uid of the cluster', async () => {
    putService(cluster.api, { exposed_ports: { 80: {} } });
    await cluster.until(() => cluster.compute.negs.size === 2);
    const configMap = cluster.api.objects.get('/api/v1/namespaces/kube-system/configmaps/ingress-uid');
    const uid = (configMap?.['data'] as { uid: string } | undefined)?.uid ?? 'absent';
    const [neg] = cluster.compute.negs.values();
    expect(neg?.name).toMatch(new RegExp(`^k8s1-${uid.slice(0, 8)}-shop-foo-80-[0-9a-f]{8}$`));
  });

  it('is told the names and zones before the NEGs exist', async () => {
    putService(cluster.api, NAMED);
    await cluster.until(() => negStatus() !== undefined);
    expect(cluster.compute.negs.size).toBe(0);
    expect(JSON.parse(negStatus() ?? '')).toEqual({ network_endpoint_groups: { 80: 'my-neg' }, zones: ZONES });
  });

  it('has a SvcNEG that names the NEG of every zone', async () => {
    putService(cluster.api, NAMED);
    await cluster.until(() => cluster.api.objects.has(SVCNEG));
    const svcNeg = cluster.api.objects.get(SVCNEG);
    expect(svcNeg?.metadata.labels).toEqual({
      'networking.gke.io/managed-by': 'neg-controller',
      'networking.gke.io/service-name': 'foo',
      'networking.gke.io/service-port': '80',
    });
    expect(svcNeg?.['status']).toMatchObject({
      networkEndpointGroups: ZONES.map((zone) => ({
        selfLink: cluster.negs('my-neg')[zone]?.selfLink,
        state: 'ACTIVE',
      })),
      conditions: [
        { type: 'Initialized', status: 'True' },
        { type: 'Synced', status: 'True' },
      ],
    });
  });

  it('follows its pods', async () => {
    putService(cluster.api, NAMED);
    await cluster.workloads.deploy({ ...FOO, replicas: 2 });
    await cluster.until(() => addresses().length === 2);
    const [first, second] = cluster.workloads.pods();
    await cluster.workloads.kill(first?.name ?? '');
    await cluster.until(() => addresses().length === 1);
    const terminated = cluster.workloads.terminate(second?.name ?? '', 30);
    await cluster.until(() => addresses().length === 0, 10);
    await cluster.clock.advance(30_000);
    await terminated;
    expect(hasBoth()).toBe(true);
  });

  it('attaches at most 500 at a time', async () => {
    const [instance] = cluster.fabric.instances();
    putService(cluster.api, NAMED);
    cluster.api.remove(SERVICE);
    cluster.api.put(SERVICE, {
      metadata: { name: 'foo', namespace: 'shop', annotations: { 'cloud.google.com/neg': JSON.stringify(NAMED) } },
      spec: { ports: [{ port: 80 }] },
    });
    cluster.api.put('/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices/foo-many', {
      metadata: { name: 'foo-many', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'foo' } },
      endpoints: Array.from({ length: 501 }, (_, i) => ({
        addresses: [`10.8.${i >> 8}.${i & 255}`],
        nodeName: instance?.name,
      })),
      ports: [{ name: '', protocol: 'TCP', port: 8080 }],
    });
    await cluster.until(() => addresses().length === 501);
    const attaches = cluster.compute.changes.filter((change) => change.endsWith('attachNetworkEndpoints'));
    expect(attaches).toHaveLength(2);
  });
});

describe('what stands in the way', () => {
  it.each([
    ['malformed JSON', '{'],
    ['a port that the Service does not have', { exposed_ports: { 81: {} } }],
    ['a custom name together with ingress', { ingress: true, ...NAMED }],
  ])('%s is an event and nothing else', async (_, annotation) => {
    putService(cluster.api, annotation);
    await cluster.until(() => eventReasons().includes('ProcessServiceFailed'));
    await cluster.pass(30);
    expect(cluster.compute.changes).toEqual([]);
    expect(negStatus()).toBeUndefined();
  });

  it.each([
    ['no description', undefined],
    [
      'another cluster',
      JSON.stringify({ 'cluster-uid': 'other', namespace: 'shop', 'service-name': 'foo', port: '80' }),
    ],
  ])('a NEG of that name with %s is not touched; the other zone goes on', async (_, description) => {
    const [taken = '', free = ''] = ZONES;
    const foreign = { id: '9', name: 'my-neg', selfLink: 'x', endpoints: [], ...(description && { description }) };
    cluster.compute.negs.set(`${taken}/my-neg`, foreign);
    putService(cluster.api, NAMED);
    await cluster.workloads.deploy({ ...FOO, replicas: 2 });
    await cluster.until(() => (cluster.negs('my-neg')[free]?.endpoints.length ?? 0) === 1);
    await cluster.pass(300);
    expect(cluster.compute.negs.get(`${taken}/my-neg`)).toEqual(foreign);
    expect(cluster.compute.changes.some((change) => change.includes(taken) && !change.startsWith('POST us'))).toBe(
      false,
    );
    expect(eventReasons()).toContain('SyncNetworkEndpointGroupFailed');
    expect(cluster.api.objects.get(SVCNEG)?.['status']).toMatchObject({
      conditions: [{ type: 'Initialized', status: 'False' }, {}],
    });
  });

  it('tries again when Compute is not ready, and after the API server was away', async () => {
    cluster.compute.refusals.push({ status: 400, reason: 'resourceNotReady' }, { status: 503, reason: 'backendError' });
    cluster.api.setDown(true);
    await cluster.pass(20);
    cluster.api.setDown(false);
    putService(cluster.api, NAMED);
    await cluster.until(() => hasBoth());
    expect(cluster.compute.refusals).toEqual([]);
  });
});

describe('a NEG that nobody asks for any more', () => {
  beforeEach(async () => {
    putService(cluster.api, NAMED);
    await cluster.until(() => hasBoth() && cluster.api.objects.has(SVCNEG));
  });

  it('goes after the Service within two periods, with its SvcNEG', async () => {
    cluster.api.remove(SERVICE);
    await cluster.until(() => cluster.compute.negs.size === 0 && !cluster.api.objects.has(SVCNEG), 240);
  });

  it('goes after the annotation, and neg-status at once', async () => {
    putService(cluster.api);
    await cluster.until(() => negStatus() === undefined, 5);
    expect(hasBoth()).toBe(true);
    await cluster.until(() => cluster.compute.negs.size === 0, 240);
  });

  it('stays when the annotation became malformed', async () => {
    putService(cluster.api, '{');
    await cluster.pass(300);
    expect(hasBoth()).toBe(true);
  });

  it('gives way to a new custom name', async () => {
    putService(cluster.api, { exposed_ports: { 80: { name: 'other-neg' } } });
    await cluster.until(() => hasBoth('other-neg'));
    await cluster.until(() => Object.keys(cluster.negs('my-neg')).length === 0, 240);
    expect(hasBoth('other-neg')).toBe(true);
  });

  it('stays while in use, with an event, and goes afterwards', async () => {
    for (const zone of ZONES) cluster.compute.inUse.add(`${zone}/my-neg`);
    cluster.api.remove(SERVICE);
    await cluster.until(() => eventReasons().includes('NegGCError'), 240);
    expect(hasBoth()).toBe(true);
    expect(cluster.api.objects.has(SVCNEG)).toBe(true);
    cluster.compute.inUse.clear();
    await cluster.until(() => cluster.compute.negs.size === 0, 240);
  });

  it('of another cluster stays', async () => {
    const foreign = JSON.stringify({ 'cluster-uid': 'other', namespace: 'shop', 'service-name': 'foo', port: '80' });
    const neg = { id: '9', name: 'theirs', selfLink: 'x', endpoints: [], description: foreign };
    cluster.compute.negs.set('us-west1-a/theirs', neg);
    cluster.api.remove(SERVICE);
    await cluster.until(() => cluster.compute.negs.size === 1, 240);
    expect(cluster.compute.negs.has('us-west1-a/theirs')).toBe(true);
  });
});
