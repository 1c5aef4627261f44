// Watches as only the embedded server can show them: on its clock, with its history, and taken down.
import { beforeEach, expect, test } from 'vitest';
import { type TestCluster, blue, configMap, service, startBlueCluster } from '../cluster.ts';
import { openWatch } from '../open-watch.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startBlueCluster({ history: 20 });
});

const maps = `${blue}/configmaps`;

test('a watch ends with a bookmark at its timeout', async () => {
  const watch = await openWatch(cluster, 'allowWatchBookmarks=true&timeoutSeconds=5');
  await cluster.clock.advance(5_000);
  expect(await watch.next()).toMatchObject({ type: 'BOOKMARK' });
  expect(await watch.next()).toBeUndefined();
});

test('a watch that asks for bookmarks has one every minute, at the version of then', async () => {
  const watch = await openWatch(cluster, 'allowWatchBookmarks=true&timeoutSeconds=600&resourceVersion=0');
  const silent = await openWatch(cluster, 'timeoutSeconds=90&resourceVersion=0');
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
  const watch = await openWatch(cluster, 'resourceVersion=2');
  expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  expect(await watch.next()).toBeUndefined();
});

test('open watches end when the cluster goes down', async () => {
  const watch = await openWatch(cluster, '');
  cluster.setDown('gateway');
  expect(await watch.next()).toBeUndefined();
});
