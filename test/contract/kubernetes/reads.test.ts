// Lists, selectors, pages, tables and watches.
import { beforeEach, expect, test } from 'vitest';
import { type TestCluster, blue, configMap, ingress, ingresses, service, startBlueCluster } from './cluster.ts';

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
  expect((await cluster.get(`${maps}?fieldSelector=data.a%3D1`)).body.message).toContain('field label not supported');
  expect((await cluster.get(`${maps}?labelSelector=a%3D%3D%3Db`)).code).toBe(400);
});

test('items of built-in kinds carry no kind, those of custom kinds do', async () => {
  await threeMaps();
  await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }));
  expect((await cluster.get(maps)).body.items?.[0]).not.toHaveProperty('kind');
  const all = await cluster.get('/apis/networking.gke.io/v1/multiclusteringresses');
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
  expect((await cluster.get(`${maps}?limit=1&continue=old`)).body).toMatchObject({ code: 410, reason: 'Expired' });
});

test('a version of the future is answered 504', async () => {
  expect((await cluster.get(`${maps}?resourceVersion=9999`)).body).toMatchObject({
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

interface Event {
  readonly type: string;
  readonly object: { readonly code?: number; readonly metadata?: { readonly name?: string } };
}

/** Opens a watch; `next` resolves with the next event, `undefined` when the stream has ended. */
async function openWatch(query: string) {
  const request = new Request(`http://cluster${maps}?watch=true&${query}`, {
    headers: { authorization: 'Bearer root' },
  });
  const response = await cluster.handler(request);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  return {
    cancel: () => reader.cancel(),
    async next(): Promise<Event | undefined> {
      const { value } = await reader.read();
      return value === undefined ? undefined : (JSON.parse(new TextDecoder().decode(value)) as Event);
    },
  };
}

test('a watch without a version starts with what is there, then follows', async () => {
  await cluster.send('POST', maps, configMap('a'));
  const watch = await openWatch('');
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
  const watch = await openWatch(`resourceVersion=${body.metadata?.resourceVersion}&labelSelector=on`);
  expect(await watch.next()).toMatchObject({ type: 'ADDED' });
  await cluster.patch('merge', `${maps}/a`, { metadata: { labels: null } });
  expect(await watch.next()).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'a' } } });
  await watch.cancel();
});

test('a no-op write sends no event', async () => {
  await cluster.send('POST', maps, configMap('a', { k: 'v' }));
  const watch = await openWatch('');
  await watch.next();
  await cluster.patch('merge', `${maps}/a`, { data: { k: 'v' } });
  await cluster.send('POST', maps, configMap('b'));
  expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'b' } } });
  await watch.cancel();
});

test('a watch ends with a bookmark at its timeout', async () => {
  const watch = await openWatch('allowWatchBookmarks=true&timeoutSeconds=5');
  await cluster.clock.advance(5_000);
  expect(await watch.next()).toMatchObject({ type: 'BOOKMARK' });
  expect(await watch.next()).toBeUndefined();
});

test('a watch that asks for bookmarks has one every minute, at the version of then', async () => {
  const watch = await openWatch('allowWatchBookmarks=true&timeoutSeconds=600&resourceVersion=0');
  const silent = await openWatch('timeoutSeconds=90&resourceVersion=0');
  const other = await cluster.send('POST', `${blue}/services`, service('web'));
  await cluster.clock.advance(60_000);
  const { resourceVersion } = other.body.metadata ?? {};
  expect(await watch.next()).toMatchObject({ type: 'BOOKMARK', object: { metadata: { resourceVersion } } });
  await cluster.clock.advance(60_000);
  expect(await watch.next()).toMatchObject({ type: 'BOOKMARK' });
  expect(await silent.next()).toBeUndefined();
  await watch.cancel();
});

test('a compacted version is answered with an ERROR event of code 410', async () => {
  for (let i = 0; i < 25; i += 1) await cluster.send('POST', maps, configMap(`m${i}`));
  const watch = await openWatch('resourceVersion=2');
  expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  expect(await watch.next()).toBeUndefined();
});

test('open watches end when the cluster goes down', async () => {
  const watch = await openWatch('');
  cluster.setDown('gateway');
  expect(await watch.next()).toBeUndefined();
});
