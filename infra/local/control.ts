// The control API of the local cloud: what a person or a test does to it that no real API offers. Loopback only.
// What every set of emulators offers is kit/control.ts's; beside it stands what only this set-up has.
import { Hono } from 'hono';
import { githubControls } from '../emulators/github/control.ts';
import { type ControlledEmulator, controlRoutes } from '../emulators/kit/control.ts';
import type { Handler } from '../emulators/kit/serve.ts';
import type { LocalCloud } from './cloud.ts';
import type { RunningCluster } from './cluster.ts';
import type { LocalRangelight } from './rangelight.ts';

/** Under `/__control/`. Unknown names answer 404 with what there is. */
export function controlApi(local: LocalRangelight): Handler {
  const { cloud } = local;
  const root = new Hono().route('/', emulatorControls(cloud)).route('/', githubControls(cloud.github));
  const app = root.basePath('/__control');
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
  return (request) => root.fetch(request);
}

/** Clusters are emulators by their names, e.g. `gke-us`. */
function emulatorControls(cloud: LocalCloud): Hono {
  const { accounts, compute, hub, monitoring, storage, pubsub, projectApis, github, clusters, clocks, dataPlane } =
    cloud;
  const emulators = new Map<string, ControlledEmulator>(
    Object.entries({ accounts, compute, gkehub: hub, monitoring, storage, pubsub, project: projectApis, github }),
  );
  for (const { layout, api } of clusters) emulators.set(layout.name, api);
  return controlRoutes({
    emulators,
    clocks,
    clusters: new Map(clusters.map(({ layout, api }) => [layout.link, api])),
    settled: () => dataPlane.settled(),
  });
}

async function act(cluster: RunningCluster, pod: string, action: string): Promise<void> {
  if (action === 'kill') await cluster.workloads.kill(pod);
  else if (action === 'crash') cluster.workloads.crash(pod);
  else await cluster.workloads.recover(pod);
}
