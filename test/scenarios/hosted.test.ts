// A fleet under the hosted controller, looked at with the rights of a viewer: what stands, compared with manifests as
// behaviour (cases 59, 60).
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type LocalCloud, startCloud } from '../../infra/local/cloud.ts';
import { writeKubeconfig } from '../../infra/local/rangelight.ts';
import { CANARY, logLine } from '../generated/log.ts';
import { rangelight } from './cli-process.ts';
import { clusterOf, request, resources, watchWrites } from './support/state.ts';

const FLEET = `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: prod}
spec:
  project: demo-project
  network: default
  configClusters: {primary: us-west1/gke-us, backup: europe-north1/gke-eu}
  clusters: [{link: us-west1/gke-us}, {link: europe-north1/gke-eu}]
  manifests: [manifests/**/*.yaml]
  controller: gke
  policy: {apply: never}
`;

const service = (name: string, more = ''): string => `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata:
  name: ${name}
  namespace: blue
  annotations: {cloud.google.com/backend-config: '{"default": "settings"}'}
spec:
  template:
    spec:
      selector: {app: ${name}}
      ports: [{name: web, protocol: TCP, port: 8080, targetPort: 8080}]
${more}`;

/** The third member of the local cloud has no NEG controller, which the hosted controller needs. */
const BOTH = '  clusters: [{link: us-west1/gke-us}, {link: europe-north1/gke-eu}]\n';

const MANIFESTS = [
  service('foo', '  clusters: [{link: us-west1/gke-us}]\n'),
  service('bar', BOTH),
  service('default-backend', BOTH),
  `apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: settings, namespace: blue}
spec: {timeoutSec: 40, healthCheck: {requestPath: /healthz}}
`,
  `apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
metadata: {name: shop-front, namespace: blue}
spec:
  template:
    spec:
      backend: {serviceName: default-backend, servicePort: 8080}
      rules:
        - host: foo.example.com
          http:
            paths:
              - {path: /bar/*, backend: {serviceName: bar, servicePort: 8080}}
              - {path: /*, backend: {serviceName: foo, servicePort: 8080}}
`,
].join('---\n');

let directory: string;
let cloud: LocalCloud;
let endpoints: string;

async function apply(text: string): Promise<void> {
  const plurals: Readonly<Record<string, string>> = {
    MultiClusterIngress: 'networking.gke.io/v1/namespaces/blue/multiclusteringresses',
    MultiClusterService: 'networking.gke.io/v1/namespaces/blue/multiclusterservices',
    BackendConfig: 'cloud.google.com/v1/namespaces/blue/backendconfigs',
  };
  for (const document of parseAllDocuments(text)) {
    const object = document.toJS() as { readonly kind: string; readonly metadata: { readonly name: string } };
    const path = `/apis/${plurals[object.kind]}/${object.metadata.name}?fieldManager=kubectl`;
    const answer = await request(clusterOf(cloud, 'us-west1/gke-us'), 'PATCH', path, object, 'apply-patch+yaml');
    expect(answer.ok, await answer.text()).toBe(true);
  }
}

async function tree(name: string, manifests: string, fleet = FLEET): Promise<string> {
  const folder = join(directory, name);
  for (const [path, text] of [
    ['rangelight.yaml', fleet],
    ['manifests/blue/all.yaml', manifests],
  ] as const) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const compare = (...args: readonly string[]) => rangelight(['compare', ...args, '--local', endpoints]);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rangelight-hosted-'));
  cloud = await startCloud({
    directory,
    speed: 20,
    seed: 1,
    operations: 'instant',
    propagation: 'none',
    webhookUrl: () => undefined,
  });
  // In the clusters the rights of the planner, which only looks and reads no Secret.
  const kubeconfig = await writeKubeconfig(cloud, 'planner', directory);
  endpoints = join(directory, 'endpoints.json');
  await writeFile(endpoints, JSON.stringify({ compute: cloud.urls.compute, gkehub: cloud.urls.gkehub, kubeconfig }));
  await cloud.hosted.sync();
  await apply(MANIFESTS);
  await cloud.hosted.sync();
});
afterAll(async () => {
  await cloud.close();
  await rm(directory, { recursive: true });
});

describe('the hosted controller', () => {
  it('names what it makes as public dumps show it', async () => {
    const names = (collection: string): readonly string[] => resources(cloud, collection).map(({ name }) => name);
    expect(names('urlMaps')).toEqual(['mci-8se3df-blue-shop-front']);
    expect(names('backendServices').toSorted()).toEqual([
      'mci-8se3df-8080-blue-bar',
      'mci-8se3df-8080-blue-default-backend',
      'mci-8se3df-8080-blue-foo',
    ]);
    expect(names('forwardingRules')).toEqual(['mci-8se3df-fw-blue-shop-front']);
    const path = '/apis/networking.gke.io/v1/namespaces/blue/multiclusteringresses/shop-front';
    const answer = await request(clusterOf(cloud, 'us-west1/gke-us'), 'GET', path);
    const { status } = (await answer.json()) as {
      readonly status: { readonly VIP: string; readonly CloudResources: object };
    };
    expect(status.VIP).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(status.CloudResources).toMatchObject({ UrlMap: 'mci-8se3df-blue-shop-front' });
  });
});

it('is looked at with rights that write nothing', async () => {
  const addresses = `${cloud.urls.compute}/compute/v1/projects/demo-project/global/addresses`;
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(addresses, { method: 'POST', headers, body: '{"name": "mine"}' })).status).toBe(403);
  expect((await fetch(addresses)).status).toBe(200);
});

describe('compare DIR hosted', () => {
  it('finds that the manifests serve as what stands, and writes nothing', async () => {
    const writes = watchWrites(cloud);
    const { code, stdout, stderr } = await compare(await tree('same', MANIFESTS), 'hosted');
    expect([stderr, stdout]).toEqual(['', 'they serve alike; 3 requests stand for all that there can be\n']);
    expect(code).toBe(0);
    expect(writes()).toEqual({ compute: [], kubernetes: [] });
  });

  it('shows what a change of the manifests would change, by a request and by a setting', async () => {
    const changed = MANIFESTS.replace('/bar/*, backend: {serviceName: bar', '/bar/*, backend: {serviceName: foo')
      .replace('timeoutSec: 40', 'timeoutSec: 50')
      .replace('clusters: [{link: us-west1/gke-us}]', 'clusters: [{link: europe-north1/gke-eu}]');
    const folder = await tree('changed', changed);
    const { code, stdout } = await compare('hosted', folder);
    expect(code).toBe(2);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'differs  http://foo.example.com/bar/any',
        '           hosted: blue/bar:8080',
        `           ${folder}: blue/foo:8080`,
        'differs  blue/foo:8080: clusters, as for http://foo.example.com/any',
        '           hosted: ["us-west1/gke-us"]',
        'differs  blue/foo:8080: timeoutSec, as for http://foo.example.com/any',
      ]),
    );
  });

  it('says what would be different under Rangelight: settings that the hosted controller leaves to Compute', async () => {
    const folder = await tree('ours', MANIFESTS, FLEET.replace('controller: gke', 'controller: rangelight'));
    const { code, stdout } = await compare('hosted', folder, '--ingress', 'blue/shop-front', '--json');
    const { differences, notes } = JSON.parse(stdout) as {
      readonly notes: readonly string[];
      readonly differences: readonly { readonly type: string; readonly name: string }[];
    };
    expect(code).toBe(2);
    expect([...new Set(differences.map(({ type, name }) => `${type} ${name}`))]).toEqual([
      'setting capacity',
      'setting connectionDraining.drainingTimeoutSec',
    ]);
    expect(notes).toEqual([expect.stringContaining('one side is classic and the other Envoy-based') as string]);
  });

  it('has nothing to compare with where Rangelight made nothing', async () => {
    const { code, stdout } = await compare('hosted', 'live', '--dir', await tree('live', MANIFESTS));
    expect([code, stdout.split('\n')[0]]).toEqual([2, 'differs  blue/shop-front: only in hosted']);
  });
});

describe('what could not be read', () => {
  const refused = { type: 'answer', status: 403, body: { error: { code: 403, message: 'no right' } } } as const;

  it('is unknown, with its reason, and nothing of it counts as gone or new', async () => {
    const folder = await tree('unread', MANIFESTS);
    onTestFinished(cloud.compute.faults.inject({ match: { path: '/**/urlMaps' }, effect: refused }));
    const log = join(directory, 'unread.jsonl');
    await writeFile(log, `${logLine({ url: `http://foo.example.com/x?t=${CANARY}`, forwardingRule: 'any' })}\n`);
    const compared = await compare(folder, 'hosted');
    const counted = await rangelight(['traffic', log, folder, '--local', endpoints]);
    for (const { code, stdout } of [compared, counted]) {
      expect([code, stdout]).toEqual([
        3,
        expect.stringMatching(/unknown:? +Compute cannot be read \(urlMap\): .*no right/) as string,
      ]);
      expect(stdout).not.toMatch(/only in|answered by nobody/);
    }
    const planned = await rangelight(['plan', folder, '--log', log, '--local', endpoints]);
    expect(planned.stdout).toContain('Compute cannot be read (urlMap)');
    expect(planned.stdout).not.toMatch(/hosted-(?:new|stops|moves)|answered by nobody/);
  });

  it('of a config cluster is told by parity with the reason', async () => {
    const { api } = clusterOf(cloud, 'europe-north1/gke-eu');
    onTestFinished(api.faults.inject({ match: { path: '/apis/**' }, effect: { ...refused, body: {} } }));
    const { code, stdout } = await rangelight(['parity', await tree('refused', MANIFESTS), '--local', endpoints]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/; europe-north1\/gke-eu: could not be read$/m);
    expect(stdout).toMatch(/^unknown {2}(?:part of )?europe-north1\/gke-eu cannot be read: /m);
  });
});

describe('traffic', () => {
  it('says which requests of a log would be answered otherwise than by what stands', async () => {
    const forwardingRule = 'mci-8se3df-fw-blue-shop-front';
    const lines = ['/bar/1', '/bar/2', '/', '/x'].map((path) =>
      logLine({ url: `http://foo.example.com${path}?t=${CANARY}`, forwardingRule }),
    );
    const log = join(directory, 'requests.jsonl');
    await writeFile(log, lines.join('\n'));
    const folder = await tree(
      'moved',
      MANIFESTS.replace('/bar/*, backend: {serviceName: bar', '/bar/*, backend: {serviceName: foo'),
    );
    const told = [
      'Requests of the log, before → after: moves 50 % of 4',
      '  2 would go to another backend, all under /bar/*',
      '2 of foo.example.com /bar/*: blue/bar:8080 → blue/foo:8080',
      '  GET 2; such as /bar/*',
      '',
    ].join('\n');
    expect(await rangelight(['traffic', log, folder, '--local', endpoints])).toEqual({
      code: 2,
      stdout: told,
      stderr: '',
    });
    const planned = await rangelight(['plan', folder, '--log', log, '--local', endpoints]);
    expect(planned.stdout).toContain(told);
    expect(planned.stdout).not.toContain(CANARY);
  });
});

describe('plan of a hosted fleet that is only looked at (case 59)', () => {
  it('shows what a merge changes of the hosted load balancers, and asks nobody to switch anything off', async () => {
    const changed = MANIFESTS.replace('/bar/*, backend: {serviceName: bar', '/bar/*, backend: {serviceName: foo');
    const folder = await tree('changed', changed);
    const { code, stdout, stderr } = await rangelight(['plan', folder, '--local', endpoints]);
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).toContain(
      'Load balancers of the hosted controller, now → after the merge: 1 difference (3 requests',
    );
    expect(stdout).toContain('http://foo.example.com/bar/any: blue/bar:8080 → blue/foo:8080\n');
    expect(stdout).toMatch(/observe only\n$/);
    expect(stdout).not.toMatch(/error|feature|switch|disable/);
    // The backup, in which nobody keeps the objects yet, lacks them; of those that say what Git says nothing is told.
    expect(stdout).toContain('create MultiClusterIngress shop-front in europe-north1/gke-eu');
    expect(stdout).not.toContain('MultiClusterService foo in us-west1/gke-us');
    expect(stdout).toContain('somebody else keeps it, and it does not say what Git says');
    expect(stdout).not.toContain('takeover');
    expect(stdout).toContain('  MultiClusterIngress blue/shop-front: only in us-west1/gke-us\n');
  });
});

describe('init', () => {
  it('proposes from the members of the fleet, the config cluster of the hosted controller first', async () => {
    cloud.hub.setFeature('projects/demo-project/locations/us-west1/memberships/gke-us');
    onTestFinished(() => cloud.hub.setFeature(undefined));
    const folder = join(directory, 'fresh');
    await mkdir(folder);
    await writeFile(join(folder, 'all.yaml'), MANIFESTS);
    const asked = ['init', folder, '--memberships', '--project', 'demo-project', '--local', endpoints, '--write'];
    expect(await rangelight(asked)).toMatchObject({ code: 0, stderr: '' });
    const text = await readFile(join(folder, 'rangelight.yaml'), 'utf8');
    expect(text).toContain('primary: us-west1/gke-us');
    expect(text).toContain('controller: gke');
    expect(await rangelight(['validate', folder])).toMatchObject({ code: 0 });
  });
});

describe('parity', () => {
  it('tells what the backup lacks, what differs from Git, and who else holds it', async () => {
    const folder = await tree('parity', MANIFESTS.replace('timeoutSec: 40', 'timeoutSec: 41'));
    const { code, stdout, stderr } = await rangelight(['parity', folder, '--local', endpoints]);
    expect([code, stderr]).toEqual([2, '']);
    const lines = stdout.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'BackendConfig blue/settings  in Git; us-west1/gke-us: differs; europe-north1/gke-eu: absent',
        '  spec.timeoutSec',
        '    Git: 41',
        '    us-west1/gke-us: 40',
        'MultiClusterIngress blue/shop-front  in Git; us-west1/gke-us: as in Git; europe-north1/gke-eu: absent',
        'MultiClusterService blue/foo  in us-west1/gke-us its spec is also held by kubectl',
        '0 of 5 objects are the same in Git, us-west1/gke-us and europe-north1/gke-eu',
      ]),
    );
  });
});

describe('import', () => {
  const take = (...args: readonly string[]) => {
    const where = [
      '--from-cluster',
      'us-west1/gke-us',
      '--project',
      'demo-project',
      '--backup',
      'europe-north1/gke-eu',
    ];
    return rangelight(['import', ...where, ...args, '--local', endpoints]);
  };

  it('writes manifests and a fleet file that serve as what stands', async () => {
    cloud.hub.setFeature('projects/demo-project/locations/us-west1/memberships/gke-us');
    onTestFinished(() => cloud.hub.setFeature(undefined));
    const out = join(directory, 'imported');
    const { code, stdout, stderr } = await take('--out', out);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`wrote ${join(out, 'manifests/blue/shop-front.multiclusteringress.yaml')}\n`);
    expect(await readFile(join(out, 'rangelight.yaml'), 'utf8')).toContain('controller: gke');
    expect(await rangelight(['validate', out])).toMatchObject({ code: 0 });
    const compared = await compare(out, 'hosted');
    expect([compared.code, compared.stdout]).toEqual([
      0,
      'they serve alike; 3 requests stand for all that there can be\n',
    ]);
  });

  it('keeps files that say the same, with their comments, and writes nothing to the cloud', async () => {
    const writes = watchWrites(cloud);
    const out = await tree('kept', `# Kept.\n${MANIFESTS}`);
    const { stdout } = await take('--out', out, '--json');
    expect(JSON.parse(stdout)).toEqual({ files: {}, objects: 5, kept: 5 });
    expect(await readFile(join(out, 'manifests/blue/all.yaml'), 'utf8')).toBe(`# Kept.\n${MANIFESTS}`);
    expect(writes()).toEqual({ compute: [], kubernetes: [] });
  });

  it('says what keeps it from its work', async () => {
    const args = [
      'import',
      '--from-cluster',
      'nowhere/none',
      '--project',
      'demo-project',
      '--json',
      '--local',
      endpoints,
    ];
    const { code, stdout } = await rangelight(args);
    const { error } = JSON.parse(stdout) as { readonly error: { readonly code: string; readonly message: string } };
    expect([code, error]).toEqual([
      1,
      {
        code: 'unreachable',
        message:
          'nowhere/none: there is no connection to this cluster; see whether it can be reached from here, and try again',
      },
    ]);
  });
});
