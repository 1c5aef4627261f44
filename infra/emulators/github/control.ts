// GitHub's part of the control API: what people do, and what happens to webhooks. See BEHAVIOR.md, "Control".
import { type Context, Hono } from 'hono';
import type { Acts, Push } from './acts.ts';
import { Problem } from './errors.ts';
import { type Fields, readFields } from './fields.ts';
import { type GitHubEmulator, UnknownDelivery, UnknownRepository } from './index.ts';

/** Routes under /__control/github, people's below repos/OWNER/REPO; mistakes answer in GitHub's error shape. */
export function githubControls(hub: GitHubEmulator): Hono {
  const app = new Hono().basePath('/__control/github');
  app.onError((error) => {
    if (error instanceof Problem) return Response.json(error.body(), { status: error.status });
    if (error instanceof UnknownDelivery || error instanceof UnknownRepository) {
      return Response.json({ message: error.message }, { status: 404 });
    }
    throw error;
  });
  addPeople(app, hub);
  addWebhooks(app, hub);
  return app;
}

function addPeople(app: Hono, hub: GitHubEmulator): void {
  const here = '/repos/:owner/:repo';
  const actsOf = (c: Context): Acts => hub.repository(`${c.req.param('owner')}/${c.req.param('repo')}`).acts;
  app.post(`${here}/comments`, async (c) => {
    const fields = await readFields(c.req.raw);
    const id = await actsOf(c).comment(fields.text('as'), required(fields, 'number'), fields.text('body'));
    return c.json({ id }, 201);
  });
  app.post(`${here}/check-runs/:id/press`, async (c) => {
    const fields = await readFields(c.req.raw);
    actsOf(c).pressButton(fields.text('as'), Number(c.req.param('id')), fields.text('identifier'));
    return c.body(null, 204);
  });
  app.post(`${here}/check-runs/:id/rerequest`, async (c) => {
    await actsOf(c).rerequest((await readFields(c.req.raw)).text('as'), Number(c.req.param('id')));
    return c.body(null, 204);
  });
  app.post(`${here}/pushes`, async (c) => {
    const fields = await readFields(c.req.raw);
    return c.json({ sha: await actsOf(c).push(fields.text('as'), pushIn(fields)) }, 201);
  });
  app.post(`${here}/pulls`, async (c) => {
    const fields = await readFields(c.req.raw);
    const shared = {
      title: fields.text('title'),
      ...optional(fields, 'body', 'base'),
      draft: fields.flag('draft') ?? false,
    };
    if (!fields.has('files')) {
      return c.json({ number: await actsOf(c).open(fields.text('as'), { ...shared, head: fields.text('head') }) }, 201);
    }
    return c.json(await actsOf(c).openFromFork(fields.text('as'), { ...shared, ...pushIn(fields) }), 201);
  });
  const simple: Readonly<Record<string, (acts: Acts, login: string, number: number) => Promise<void>>> = {
    ready: (acts, login, number) => acts.markReady(login, number),
    draft: (acts, login, number) => acts.convertToDraft(login, number),
    close: (acts, login, number) => acts.close(login, number),
    enqueue: (acts, login, number) => acts.enqueue(login, number),
    dequeue: (acts, login, number) => acts.dequeue(login, number),
  };
  for (const [name, act] of Object.entries(simple)) {
    app.post(`${here}/pulls/:number/${name}`, async (c) => {
      await act(actsOf(c), (await readFields(c.req.raw)).text('as'), Number(c.req.param('number')));
      return c.body(null, 204);
    });
  }
  app.post(`${here}/branches/rename`, async (c) => {
    const fields = await readFields(c.req.raw);
    await actsOf(c).renameBranch(fields.text('as'), fields.text('from'), fields.text('to'));
    return c.body(null, 204);
  });
  app.get(`${here}/queue`, (c) => c.json(actsOf(c).queue()));
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
