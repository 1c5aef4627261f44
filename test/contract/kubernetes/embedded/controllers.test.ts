// What controllers do to a cluster, which the embedded server plays at once.
import { beforeEach, expect, test } from 'vitest';
import {
  type TestCluster,
  blue,
  configMap,
  ingress,
  ingressDefinition,
  ingresses,
  startBlueCluster,
} from '../cluster.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startBlueCluster();
});

const mci = `${ingresses}/ing`;
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

test('a namespace takes its content with it and waits for finalizers', async () => {
  await cluster.send('POST', `${blue}/configmaps`, configMap('plain'));
  await cluster.send('POST', `${blue}/configmaps`, configMap('held', {}, { finalizers: ['x/y'] }));
  const deleted = await cluster.send('DELETE', blue);
  expect(deleted.body).toMatchObject({ kind: 'Namespace', status: { phase: 'Terminating' } });
  expect((await cluster.get(`${blue}/configmaps/plain`)).code).toBe(404);
  const refused = await cluster.send('POST', `${blue}/configmaps`, configMap('late'));
  expect(refused).toMatchObject({ code: 403, body: { details: { causes: [{ reason: 'NamespaceTerminating' }] } } });
  await cluster.patch('merge', `${blue}/configmaps/held`, { metadata: { finalizers: null } });
  expect((await cluster.get(blue)).code).toBe(404);
  expect((await cluster.send('DELETE', '/api/v1/namespaces/default')).code).toBe(403);
});

test('a definition takes its objects and its group with it', async () => {
  await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }));
  await cluster.send('DELETE', `${definitions}/${ingressDefinition.metadata.name}`);
  expect(await cluster.get(mci)).toMatchObject({ code: 404, body: { text: '404 page not found\n' } });
});

test('the garbage collector takes its marks away a second after a deletion in the foreground', async () => {
  await cluster.send('POST', `${blue}/configmaps`, configMap('owner'));
  const held = await cluster.send('DELETE', `${blue}/configmaps/owner`, { propagationPolicy: 'Foreground' });
  expect(held.body.metadata).toMatchObject({ finalizers: ['foregroundDeletion'] });
  await cluster.clock.advance(1_000);
  expect((await cluster.get(`${blue}/configmaps/owner`)).code).toBe(404);
});
