// GitHub's part of the control API: what people do, and what happens to webhooks. See BEHAVIOR.md, "Control".
// May import: hono, acts.ts (types), errors.ts, fields.ts, index.ts (types), webhooks.ts.
import { type Context, Hono } from 'hono';
import type { Push } from './acts.ts';
import { Problem } from './errors.ts';
import { type Fields, readFields } from './fields.ts';
import type { GitHubEmulator } from './index.ts';
import { UnknownDelivery } from './webhooks.ts';

/** Routes under /__control/github; mistakes answer in GitHub's error shape. */
export function githubControls(hub: GitHubEmulator): Hono {
  const app = new Hono().basePath('/__control/github');
  app.onError((error) => {
    if (error instanceof Problem) return Response.json(error.body(), { status: error.status });
    if (error instanceof UnknownDelivery) return Response.json({ message: error.message }, { status: 404 });
    throw error;
  });
  addPeople(app, hub);
  addWebhooks(app, hub);
  return app;
}

function addPeople(app: Hono, { acts }: GitHubEmulator): void {
  app.post('/comments', async (c) => {
    const fields = await readFields(c.req.raw);
    const id = await acts.comment(fields.text('as'), required(fields, 'number'), fields.text('body'));
    return c.json({ id }, 201);
  });
  app.post('/check-runs/:id/press', async (c) => {
    const fields = await readFields(c.req.raw);
    acts.pressButton(fields.text('as'), Number(c.req.param('id')), fields.text('identifier'));
    return c.body(null, 204);
  });
  app.post('/check-runs/:id/rerequest', async (c) => {
    await acts.rerequest((await readFields(c.req.raw)).text('as'), Number(c.req.param('id')));
    return c.body(null, 204);
  });
  app.post('/pushes', async (c) => {
    const fields = await readFields(c.req.raw);
    return c.json({ sha: await acts.push(fields.text('as'), pushIn(fields)) }, 201);
  });
  app.post('/pulls', async (c) => {
    const fields = await readFields(c.req.raw);
    const shared = {
      title: fields.text('title'),
      ...optional(fields, 'body', 'base'),
      draft: fields.flag('draft') ?? false,
    };
    if (!fields.has('files')) {
      return c.json({ number: await acts.open(fields.text('as'), { ...shared, head: fields.text('head') }) }, 201);
    }
    return c.json(await acts.openFromFork(fields.text('as'), { ...shared, ...pushIn(fields) }), 201);
  });
  const simple: Readonly<Record<string, (login: string, number: number) => Promise<void>>> = {
    ready: (login, number) => acts.markReady(login, number),
    draft: (login, number) => acts.convertToDraft(login, number),
    close: (login, number) => acts.close(login, number),
    enqueue: (login, number) => acts.enqueue(login, number),
    dequeue: (login, number) => acts.dequeue(login, number),
  };
  for (const [name, act] of Object.entries(simple)) {
    app.post(`/pulls/:number/${name}`, async (c) => {
      await act((await readFields(c.req.raw)).text('as'), Number(c.req.param('number')));
      return c.body(null, 204);
    });
  }
  app.get('/queue', (c) => c.json(acts.queue()));
}

function addWebhooks(app: Hono, hub: GitHubEmulator): void {
  const lifts: (() => void)[] = [];
  app.post('/webhook/rotate', async (c) => {
    hub.rotateSecret((await readFields(c.req.raw)).optionalText('secret'));
    return c.body(null, 204);
  });
  app.post('/webhook/drop', async (c) => {
    const fields = await readFields(c.req.raw);
    const [events, count, lost] = [fields.texts('events'), fields.integer('count'), fields.flag('lost')];
    const rule = {
      ...(events === undefined ? {} : { events }),
      ...(count === undefined ? {} : { count }),
      ...(lost === undefined ? {} : { lost }),
    };
    lifts.push(hub.dropDeliveries(rule));
    return c.body(null, 204);
  });
  app.delete('/webhook/drop', (c) => {
    for (const lift of lifts.splice(0)) lift();
    return c.body(null, 204);
  });
  app.get('/deliveries', (c: Context) =>
    c.json(
      hub.deliveries().map(({ id, event, payload, attempts }) => ({ id, event, action: payload['action'], attempts })),
    ),
  );
  app.post('/deliveries/:id/replay', async (c) => {
    await hub.redeliver(c.req.param('id'));
    return c.body(null, 204);
  });
}

function pushIn(fields: Fields): Push {
  const files = fields.raw('files');
  const valid =
    typeof files === 'object' &&
    files !== null &&
    Object.values(files).every((text) => text === null || typeof text === 'string');
  if (!valid) throw new Problem(400, 'files must be an object of texts by path; null removes one');
  return {
    branch: fields.text('branch'),
    files: files as Push['files'],
    force: fields.flag('force') ?? false,
    ...optional(fields, 'message'),
  };
}

function optional<N extends string>(fields: Fields, ...names: readonly N[]): Partial<Record<N, string>> {
  const found: Partial<Record<N, string>> = {};
  for (const name of names) {
    const text = fields.optionalText(name);
    if (text !== undefined) found[name] = text;
  }
  return found;
}

function required(fields: Fields, name: string): number {
  const value = fields.integer(name);
  if (value === undefined) throw new Problem(400, `${name} must be an integer`);
  return value;
}
