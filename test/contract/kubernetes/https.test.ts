// The same server over a socket: https with a local authority.
import { request } from 'node:https';
import { Agent, fetch } from 'undici';
import { expect, test } from 'vitest';
import { createLocalAuthority } from '../../../infra/emulators/kubernetes/index.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { startCluster } from './cluster.ts';
import { HANGS_MS } from '../../limits.ts';

async function start() {
  const authority = await createLocalAuthority();
  const cluster = startCluster();
  const served = await serve(cluster.handler, { tls: await authority.issue('gke-us') });
  return { ca: authority.caPem, cluster, served };
}

/** Resolves with the status as soon as the headers are here, and ends the request. */
function statusOf(url: string, ca: string | undefined): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: 'Bearer root' };
    const sent = request(
      url,
      { headers, agent: false, timeout: HANGS_MS, ...(ca === undefined ? {} : { ca }) },
      (response) => {
        resolve(response.statusCode);
        response.destroy();
      },
    );
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.end();
  });
}

test('clients that trust the authority get in, by address and by name; others do not', async () => {
  const { ca, served } = await start();
  try {
    expect(await statusOf(`${served.url}/api/v1/namespaces`, ca)).toBe(200);
    expect(await statusOf(`https://localhost:${served.port}/api/v1/namespaces`, ca)).toBe(200);
    const other = (await createLocalAuthority()).caPem;
    await expect(statusOf(`${served.url}/api/v1/namespaces`, other)).rejects.toThrow(/certificate|signature/u);
  } finally {
    await served.close();
  }
});

test('a watch sends its headers before there is any event', async () => {
  const { ca, served } = await start();
  try {
    const path = '/api/v1/configmaps?watch=true&resourceVersion=1';
    expect(await statusOf(`${served.url}${path}`, ca)).toBe(200);
  } finally {
    await served.close();
  }
});

test('a certificate of another authority is shown to whoever was connected, too', async () => {
  const { ca, served } = await start();
  const other = await createLocalAuthority();
  // Connections are kept, and sessions of TLS are taken up again: as the product's own client does.
  const dispatcher = new Agent({ connect: { ca } });
  const ask = async (): Promise<number> => (await fetch(`${served.url}/version`, { dispatcher })).status;
  try {
    expect(await ask()).toBe(200);
    served.renew(await other.issue('gke-us'));
    // The connection that it had is gone, and a new one is none to trust.
    await expect(ask()).rejects.toThrow();
    await expect(ask()).rejects.toHaveProperty('cause.message', expect.stringMatching(/certificate/u));
    expect(await statusOf(`${served.url}/version`, other.caPem)).toBe(200);
  } finally {
    await dispatcher.destroy();
    await served.close();
  }
});
