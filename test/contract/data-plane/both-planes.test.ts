// Control plane and data plane together: a certificate that went in by the API ends TLS at the edge.
import { expect, test } from 'vitest';
import { createDataPlane } from '../../../infra/emulators/compute/data-plane/index.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { testCertificate } from '../certificates.ts';
import { createProject, link, ruleBody } from '../compute/project.ts';
import { sendByTls } from './tls-client.ts';

test('a proxy made by the API serves its certificate, and the next one after setSslCertificates', async () => {
  const project = createProject();
  const { emulator, clock, fabric } = project;
  const region = 'us-west1';
  const plane = createDataPlane({
    view: emulator.view,
    fabric,
    clock,
    random: seededRandom(1),
    regions: [region],
    propagation: 'none',
  });
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
