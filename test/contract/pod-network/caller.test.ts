// Whose request it is: names as a pod of the caller's namespace means them, and the proxy of a mesh beside it.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ask } from '../../../infra/local/demo/client.ts';
import { POD_PORT, startCluster, type TestCluster } from './cluster.ts';

const CALLER = 'shop/caller';

let cluster: TestCluster;
let asked: { key: string; port: number; path: string; authorization: unknown }[];

beforeEach(async () => {
  asked = [];
  cluster = await startCluster((workload) =>
    workload === CALLER
      ? {
          send(key, port, { path, headers }) {
            asked.push({ key, port, path, authorization: headers['proxy-authorization'] });
            return Promise.resolve(
              port === 80 ? { status: 200, headers: {}, body: Buffer.from('by the mesh') } : undefined,
            );
          },
        }
      : undefined,
  );
  await cluster.create('/api/v1/namespaces/shop/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: POD_PORT }] },
  });
});
afterEach(() => cluster.close());

const call = (url: string, caller?: string) => ask(cluster.proxy, url, caller === undefined ? {} : { caller });

it('has a Service go through the proxy of the mesh, whichever way its name is written', async () => {
  for (const host of ['web', 'web.shop', 'web.shop.svc', 'web.shop.svc.cluster.local'])
    expect(await call(`http://${host}/x?y=1`, CALLER)).toMatchObject({ status: 200, body: 'by the mesh' });
  expect(asked).toHaveLength(4);
  for (const one of asked) expect(one).toEqual({ key: 'shop/web', port: 80, path: '/x?y=1', authorization: undefined });
  expect((await call('http://web:81/', CALLER)).body).toContain('ECONNREFUSED');
});

it('completes no name of a client that does not say who it is, or is of another namespace', async () => {
  expect((await call('http://web/')).body).toContain('ENOTFOUND');
  expect((await call('http://web/', 'pay/caller')).body).toContain('ENOTFOUND');
  expect((await call('http://web/', 'no workload')).body).toContain('ENOTFOUND');
  expect(asked).toEqual([]);
});

it('goes by kube-proxy for a workload without a proxy of the mesh', async () => {
  expect((await call('http://web.shop/', 'shop/bare')).body).toContain('ECONNREFUSED');
  expect(asked).toEqual([]);
});
