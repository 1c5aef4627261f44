// The control API of the local cloud: what a person or a test does to it that no real API offers. Loopback only.
// May import: hono, local.
import { Hono } from 'hono';
import type { Handler } from '../emulators/kit/serve.ts';
import type { RunningCluster } from './cluster.ts';
import type { LocalRangelight } from './rangelight.ts';

/** Under `/__control/`. Unknown names answer 404 with what there is. */
export function controlApi(local: LocalRangelight): Handler {
  const app = new Hono().basePath('/__control');
  const { cloud } = local;
  app.get('/pods', (c) =>
    c.json(cloud.clusters.flatMap((one) => one.workloads.pods().map((pod) => ({ cluster: one.layout.link, ...pod })))),
  );
  app.post('/pods/:pod/:action{kill|crash|recover}', async (c) => {
    const pod = c.req.param('pod');
    const owner = cloud.clusters.find((one) => one.workloads.pods().some((candidate) => candidate.name === pod));
    if (owner === undefined) return c.json({ message: `no pod ${pod}; GET /__control/pods lists them` }, 404);
    await act(owner, pod, c.req.param('action'));
    return c.body(null, 204);
  });
  app.post('/clusters/:location/:name/:state{down|up}', (c) => {
    const link = `${c.req.param('location')}/${c.req.param('name')}`;
    const cluster = cloud.clusters.find((one) => one.layout.link === link);
    if (cluster === undefined) return c.json({ message: `no cluster ${link}` }, 404);
    cluster.api.setDown(c.req.param('state') === 'down' ? 'gateway' : undefined);
    return c.body(null, 204);
  });
  app.post('/tick', async (c) => c.json({ status: await local.scheduler.tick() }));
  app.get('/deliveries', (c) => c.json(cloud.github.deliveries().map(({ id, event }) => ({ id, event }))));
  app.post('/deliveries/:id/redeliver', async (c) => {
    await cloud.github.redeliver(c.req.param('id'));
    return c.body(null, 204);
  });
  app.get('/writes', (c) =>
    c.json({
      compute: cloud.compute.journal.mutations().length,
      kubernetes: Object.fromEntries(
        cloud.clusters.map((one) => [one.layout.link, one.api.journal.mutations().length]),
      ),
    }),
  );
  app.get('/requests', (c) => c.json(cloud.dataPlane.requests));
  app.all('*', (c) => c.json({ message: `no such control: ${c.req.method} ${c.req.path}` }, 404));
  return (request) => app.fetch(request);
}

async function act(cluster: RunningCluster, pod: string, action: string): Promise<void> {
  if (action === 'kill') await cluster.workloads.kill(pod);
  else if (action === 'crash') cluster.workloads.crash(pod);
  else await cluster.workloads.recover(pod);
}
