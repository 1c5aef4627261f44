// Control plane and data plane together: what goes in by the API is what the edge serves, sooner or later.
import { expect, test } from 'vitest';
import { createDataPlane, type PropagationProfile } from '../../../infra/emulators/compute/data-plane/index.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { testCertificate } from '../certificates.ts';
import { createProject, link, makeLoadBalancer, type Project, ruleBody } from '../compute/project.ts';
import { sendThrough } from './client.ts';
import { sendByTls } from './tls-client.ts';

test('a proxy made by the API serves its certificate, and the next one after setSslCertificates', async () => {
  const project = createProject();
  const plane = planeOf(project, 'none');
  const { proxies } = await plane.start();
  try {
    const pairs = [await testCertificate(['a.com', 'old.a.com']), await testCertificate(['new.a.com', 'a.com'])];
    for (const [index, pair] of pairs.entries()) {
      await project.make('POST', '/global/sslCertificates', { name: `cert-${index}`, ...pair });
    }
    const defaultUrlRedirect = { hostRedirect: 'b.com', stripQuery: false };
    await project.make('POST', '/global/urlMaps', { name: 'map', defaultUrlRedirect });
    const certificates = (index: number) => ({ sslCertificates: [link(`/global/sslCertificates/cert-${index}`)] });
    const proxy = { name: 'proxy', urlMap: link('/global/urlMaps/map'), ...certificates(0) };
    await project.make('POST', '/global/targetHttpsProxies', proxy);
    const target = link('/global/targetHttpsProxies/proxy');
    await project.make('POST', '/global/forwardingRules', ruleBody('https', { target, portRange: '443' }));
    const { IPAddress } = await project.get('/global/forwardingRules/https');
    const ca = pairs.map(({ certificate }) => certificate);
    const send = async () => {
      await plane.settled();
      const options = { connectTo: `${String(IPAddress)}:443`, serverName: 'a.com', ca, path: '/x' };
      return sendByTls(proxies.get(region) ?? '', options);
    };
    expect(await send()).toMatchObject({
      subject: 'a.com',
      status: 301,
      headers: { location: 'https://b.com/x' },
    });
    await project.make('POST', '/targetHttpsProxies/proxy/setSslCertificates', certificates(1));
    expect(await send()).toMatchObject({ subject: 'new.a.com' });
  } finally {
    await plane.close();
  }
});

test('a DELETE that the API accepts makes requests fail while the edge still uses what is gone', async () => {
  const project = createProject();
  await makeLoadBalancer(project);
  const plane = planeOf(project, 'long');
  const { proxies } = await plane.start();
  try {
    await project.clock.advance(120_000);
    const { address } = await project.get('/global/addresses/vip');
    const send = () => sendThrough(proxies.get(region) ?? '', { url: `http://${String(address)}/` });
    // Nothing is attached: the edge knows the way, and nobody at the end of it.
    expect(await send()).toMatchObject({ status: 503, body: expect.stringContaining('no healthy upstream') as string });
    const { fingerprint } = await project.get('/global/urlMaps/map');
    const map = { name: 'map', defaultService: link('/global/backendServices/green'), fingerprint };
    const change = await project.call('PUT', '/global/urlMaps/map', map);
    await project.clock.advance(0);
    expect(await project.get(`/global/operations/${String(change.body.name)}`)).toMatchObject({ status: 'DONE' });
    // The API looks at its own state only, in which nothing uses the old service any more.
    expect((await project.call('DELETE', '/global/backendServices/blue')).status).toBe(200);
    await project.clock.advance(0);
    expect(await send()).toMatchObject({
      status: 502,
      body: 'backend service blue was deleted while this edge still refers to it\n',
    });
    await project.clock.advance(120_000);
    expect(await send()).toMatchObject({ status: 503, body: expect.stringContaining('no healthy upstream') as string });
    expect(plane.requests.map(({ backendService }) => backendService)).toEqual(['blue', 'blue', 'green']);
  } finally {
    await plane.close();
  }
});

const region = 'us-west1';

function planeOf({ emulator, clock, fabric }: Project, propagation: PropagationProfile) {
  const random = seededRandom(1);
  return createDataPlane({ view: emulator.view, fabric, clock, random, regions: [region], propagation });
}
