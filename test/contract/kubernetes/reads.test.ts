// Lists, selectors, pages, tables and watches.
import { beforeEach, expect, test } from 'vitest';
import { type TestCluster, blue, configMap, ingress, ingresses, startBlueCluster } from './cluster.ts';
import { openWatch } from './open-watch.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startBlueCluster({ history: 20 });
});

const maps = `${blue}/configmaps`;

async function threeMaps(): Promise<void> {
  const labels = [{ app: 'a', tier: 'x' }, { app: 'b', size: '5' }, { tier: 'y' }];
  for (const [index, set] of labels.entries()) {
    await cluster.send('POST', maps, configMap(`m${index}`, {}, { labels: set }));
  }
}

async function names(query: string): Promise<unknown> {
  return (await cluster.get(`${maps}?${query}`)).body.items?.map((item) => item.metadata?.name);
}

test.each([
  ['app=a', ['m0']],
  ['app==a', ['m0']],
  ['app!=a', ['m1', 'm2']],
  ['app in (a, b)', ['m0', 'm1']],
  ['app notin (a,c)', ['m1', 'm2']],
  ['app', ['m0', 'm1']],
  ['!app', ['m2']],
  ['size>4', ['m1']],
  ['size<4', []],
  ['app,tier=x', ['m0']],
])('label selector %s', async (selector, expected) => {
  await threeMaps();
  expect(await names(`labelSelector=${encodeURIComponent(selector)}`)).toEqual(expected);
});

test('field selectors select by name; other fields and bad selectors are refused', async () => {
  await threeMaps();
  expect(await names('fieldSelector=metadata.name%3Dm1')).toEqual(['m1']);
  const unknown = await cluster.get(`${maps}?fieldSelector=data.a%3D1`);
  expect(unknown).toMatchObject({ code: 400, body: { reason: 'BadRequest' } });
  expect(unknown.body.message).toContain('"data.a" is not a known field selector');
  const services = await cluster.get(`${blue}/services?fieldSelector=data.a%3D1`);
  expect(services.body.message).toContain('field label not supported: data.a');
  expect((await cluster.get(`${maps}?labelSelector=a%3D%3D%3Db`)).code).toBe(400);
});

test('items of built-in kinds carry no kind, those of custom kinds do', async () => {
  await threeMaps();
  await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }));
  expect((await cluster.get(maps)).body.items?.[0]).not.toHaveProperty('kind');
  const all = await cluster.get(ingresses);
  expect(all.body).toMatchObject({ kind: 'MultiClusterIngressList', items: [{ kind: 'MultiClusterIngress' }] });
});

test('pages show the state of the first one', async () => {
  await threeMaps();
  const first = (await cluster.get(`${maps}?limit=2`)).body;
  expect(first.metadata).toMatchObject({ remainingItemCount: 1 });
  await cluster.send('DELETE', `${maps}/m2`);
  const token = encodeURIComponent(String(first.metadata?.continue));
  const second = (await cluster.get(`${maps}?limit=2&continue=${token}`)).body;
  expect(second.items).toMatchObject([{ metadata: { name: 'm2' } }]);
  expect(second.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
  const selective = (await cluster.get(`${maps}?limit=1&labelSelector=app`)).body;
  expect(selective.metadata).not.toHaveProperty('remainingItemCount');
  expect((await cluster.get(`${maps}?limit=1&continue=old`)).body).toMatchObject({ code: 400, reason: 'BadRequest' });
});

test('a version of the future is answered 504', async () => {
  expect((await cluster.get(`${maps}?resourceVersion=99999999`)).body).toMatchObject({
    code: 504,
    details: { causes: [{ reason: 'ResourceVersionTooLarge' }] },
  });
});

test('a table shows the printer columns', async () => {
  await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }));
  await cluster.patch('merge', `${ingresses}/ing/status`, { status: { VIP: '192.0.2.1' } });
  const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
  const { body } = await cluster.send('GET', ingresses, undefined, accept);
  expect(body).toMatchObject({
    kind: 'Table',
    columnDefinitions: [{ name: 'Name' }, { name: 'VIP' }],
    rows: [{ cells: ['ing', '192.0.2.1'], object: { kind: 'PartialObjectMetadata', metadata: { name: 'ing' } } }],
  });
});

test('a watch without a version starts with what is there, then follows', async () => {
  await cluster.send('POST', maps, configMap('a'));
  const watch = await openWatch(cluster, '');
  expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a' } } });
  await cluster.patch('merge', `${maps}/a`, { data: { k: 'v' } });
  await cluster.send('DELETE', `${maps}/a`);
  expect(await watch.next()).toMatchObject({ type: 'MODIFIED', object: { data: { k: 'v' } } });
  expect(await watch.next()).toMatchObject({ type: 'DELETED' });
  await watch.cancel();
});

test('a watch from a version replays what came after it, seen through its selector', async () => {
  const { body } = await cluster.get(maps);
  await cluster.send('POST', maps, configMap('a', {}, { labels: { on: '1' } }));
  const watch = await openWatch(cluster, `resourceVersion=${body.metadata?.resourceVersion}&labelSelector=on`);
  expect(await watch.next()).toMatchObject({ type: 'ADDED' });
  await cluster.patch('merge', `${maps}/a`, { metadata: { labels: null } });
  expect(await watch.next()).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'a' } } });
  await watch.cancel();
});

test('a label that is empty is neither less nor more than a number', async () => {
  await cluster.send('POST', maps, configMap('none', {}, { labels: { a: '' } }));
  await cluster.send('POST', maps, configMap('three', {}, { labels: { a: '3' } }));
  const { body } = await cluster.get(`${maps}?labelSelector=a%3C9`);
  expect(body.items?.map((item) => item.metadata?.['name'])).toEqual(['three']);
});

test('case 50: a list can be had as metadata alone', async () => {
  await cluster.send('POST', maps, configMap('a', { k: 'v' }));
  const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
  const { code, body } = await cluster.send('GET', maps, undefined, { accept });
  expect(code).toBe(200);
  expect(body).toMatchObject({ kind: 'PartialObjectMetadataList', items: [{ metadata: { name: 'a' } }] });
  expect(body.items?.[0]).not.toHaveProperty('data');
});

test('a no-op write sends no event', async () => {
  await cluster.send('POST', maps, configMap('a', { k: 'v' }));
  const watch = await openWatch(cluster, '');
  await watch.next();
  await cluster.patch('merge', `${maps}/a`, { data: { k: 'v' } });
  await cluster.send('POST', maps, configMap('b'));
  expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'b' } } });
  await watch.cancel();
});
