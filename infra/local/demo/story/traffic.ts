// 5. Traffic: on one VIP every client is served by the nearest cluster; hosts find their services.
import { expect, until } from '../expect.ts';
import { type Chapter, type Context, EU, US } from './context.ts';
import { vipOf } from './merge.ts';

const PATIENCE_MS = 60_000;

export const traffic: Chapter = {
  title: 'Traffic: one VIP, the nearest cluster answers',
  async tell(context) {
    const { say } = context;
    const called = await Promise.all([call(context, US), call(context, EU)]);
    expect(called[0].cluster === 'gke-us', `us-west1 was served by ${called[0].cluster}`);
    expect(called[1].cluster === 'gke-eu', `europe-north1 was served by ${called[1].cluster}`);
    for (const { region, cluster, status } of called)
      say(`${region}: POST /caller/messages → ${status} from ${cluster}`);
    const hosts = await Promise.all(
      [
        ['foo.example.com', 'foo'],
        ['bar.example.com', 'bar'],
        ['unknown.example.org', 'default-backend'],
      ].map(async ([host = '', app = '']) => ({ host, app: await appBehind(context, host, app) })),
    );
    for (const { host, app } of hosts) say(`Host: ${host} → ${app}`);
    return { called, hosts };
  },
};

interface Called {
  readonly region: string;
  readonly cluster: string;
  readonly status: number;
}

async function call(context: Context, region: string): Promise<Called> {
  const body = { payload: 'dummy payload', delay: '100', responseCode: 200 };
  const url = `http://${vipOf(context, 'caller')}/caller/messages`;
  const answer = await context.ask(region, url, { method: 'POST', body });
  expect(answer.status === 200, `POST /caller/messages from ${region} answered ${answer.status}: ${answer.body}`);
  const { cluster, received } = JSON.parse(answer.body) as { readonly cluster: string; readonly received: string };
  expect(received === body.payload, 'the caller did not get the payload');
  return { region, cluster, status: answer.status };
}

/** The app that answers for a host; the URL map may still be on its way to the edge. */
async function appBehind(context: Context, host: string, expected: string): Promise<string> {
  return until(`Host: ${host} reaches ${expected}`, PATIENCE_MS, async () => {
    const answer = await context.ask(US, `http://${vipOf(context, 'foobar')}/`, { host });
    if (answer.status !== 200) return undefined;
    const { app } = JSON.parse((await context.ask(US, `http://${vipOf(context, 'foobar')}/who`, { host })).body) as {
      readonly app: string;
    };
    return app === expected ? app : undefined;
  });
}
