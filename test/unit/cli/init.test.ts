// Folders as people have them, laid out like public recipes: `init` proposes a fleet file, nothing is moved, and a
// change is shown (case 60).
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../functions/cli/run.ts';
import { FLEET_SCHEMA } from '../../../functions/cli/version.ts';
import { type Files, mci, mcs, RECIPES } from '../../generated/recipes.ts';

const MEMBERS = ['--cluster', 'us-west1/gke-us', '--cluster', 'europe-west1/gke-eu', '--project', 'acme-net'];

async function told(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const code = await run(args, { out: (text) => void (said.out += text), err: (text) => void (said.err += text) });
  return { code, ...said };
}

let scratch: string;
let count = 0;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rangelight-init-'));
});
afterAll(() => rm(scratch, { recursive: true }));

async function folder(files: Files): Promise<string> {
  count += 1;
  const root = join(scratch, String(count));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

describe('a folder', () => {
  it.each(Object.entries(RECIPES))('with %s is validated and compared as it lies', async (_name, { files, change }) => {
    const before = await folder(files);
    expect(await told('init', before, ...MEMBERS, '--write')).toMatchObject({ code: 0, err: '' });
    const validated = await told('validate', before);
    expect([validated.code, validated.out]).toEqual([0, expect.stringContaining('fleet prod: 0 errors') as string]);
    const fleet = await readFile(join(before, 'rangelight.yaml'), 'utf8');
    const text = files[change] ?? '';
    const after = await folder({ ...files, [change]: text.replace('/shop/*', '/store/*'), 'rangelight.yaml': fleet });
    // The one service answers every path: nobody notices that the rule has another one.
    expect(await told('compare', before, after)).toMatchObject({ code: 0, err: '' });
    const slower = await folder({
      ...Object.fromEntries(
        Object.entries(files).map(([path, one]) => [path, one.replace('targetPort: 8080', 'targetPort: 9090')]),
      ),
      'rangelight.yaml': fleet,
    });
    const ports = await told('compare', before, slower);
    expect([ports.code, ports.out]).toEqual([2, expect.stringMatching(/: targetPort, as for http/) as string]);
  });

  it('with two fleets is asked which one is meant, and has a true diff of each', async () => {
    const of = (place: string): Files => ({
      [`${place}/mcs.yaml`]: mcs('store', 'store'),
      [`${place}/mci.yaml`]: mci('front', 'store', `${place}.example.com`, 'store'),
    });
    const root = await folder({ ...of('one'), ...of('two') });
    for (const name of ['one', 'two'])
      expect((await told('init', join(root, name), ...MEMBERS, '--name', name, '--write')).code).toBe(0);
    const edited = await mkdtemp(join(scratch, 'edited-'));
    await cp(root, edited, { recursive: true });
    const service = join(edited, 'one/mcs.yaml');
    await writeFile(service, (await readFile(service, 'utf8')).replace('targetPort: 8080', 'targetPort: 9090'));
    const changed = await told('compare', root, edited, '--fleet', 'one');
    expect([changed.code, changed.out]).toEqual([
      2,
      expect.stringMatching(
        /^differs {2}store\/store:8080: targetPort, as for http:\/\/one\.example\.com[^]*^1 difference;/m,
      ),
    ]);
    const other = await told('compare', root, edited, '--fleet', 'two');
    expect([other.code, other.out]).toEqual([0, expect.stringMatching(/^they serve alike/m)]);
    expect((await told('validate', root)).out).toMatch(/^2 fleets: 0 errors/m);
    expect((await told('compare', root, root)).err).toContain('choose one with --fleet NAME');
    expect((await told('compare', root, root, '--fleet', 'two')).code).toBe(0);
  });

  it.each([
    [
      'a chart',
      {
        'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
        'chart/templates/mcs.yaml': mcs('"{{ .Values.name }}"', 'store'),
      },
    ],
    [
      'an overlay',
      {
        'base/kustomization.yaml': 'resources: [mcs.yaml]\n',
        'base/mcs.yaml': mcs('store'),
        'overlays/prod/kustomization.yaml':
          'namespace: store\nresources: [../../base]\npatches: [{path: patch.yaml}]\n',
        'overlays/prod/patch.yaml': mcs('store'),
      },
    ],
  ])('with %s is one finding that says how to render it', async (_name, files) => {
    const root = await folder({ ...files, 'plain/mcs.yaml': mcs('plain', 'store') });
    await told('init', root, ...MEMBERS, '--write');
    const { out } = await told('validate', root, '--json');
    const { diagnostics } = JSON.parse(out) as { readonly diagnostics: readonly { readonly code: string }[] };
    expect(diagnostics.filter(({ code }) => code === 'needs-rendering')).toHaveLength(1);
  });
});

describe('init', () => {
  it('takes project and clusters out of the kubeconfig, and the links that manifests name', async () => {
    const root = await folder({ 'm/mcs.yaml': mcs('store', 'store', '  clusters: [{link: asia-east1/gke-asia}]\n') });
    const contexts = ['gke_shop_us-west1_gke-us', 'minikube'].map((name) => ({ name, context: { cluster: name } }));
    const kubeconfig = join(scratch, 'kubeconfig');
    await writeFile(kubeconfig, JSON.stringify({ apiVersion: 'v1', kind: 'Config', contexts }));
    const { code, out } = await told('init', root, '--kubeconfig', kubeconfig, '--controller', 'gke', '--json');
    const { text, written } = JSON.parse(out) as { readonly text: string; readonly written: boolean };
    expect([code, written]).toEqual([0, false]);
    expect(text).toContain('project: shop\n');
    expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${FLEET_SCHEMA}`);
    expect(text).toContain('primary: us-west1/gke-us\n    backup: asia-east1/gke-asia\n');
    expect(text).toContain('- m/**/*.yaml\n  controller: gke\n  policy:\n    apply: never\n');
  });

  it.each([
    [['--cluster', 'us-west1/gke-us', '--project', 'acme-net'], 'a fleet needs two clusters'],
    [MEMBERS.slice(0, 4), 'name it with --project ID'],
    [['--cluster', 'us-west1'], 'LOCATION/NAME'],
    [['--kubeconfig', '/nonexistent'], 'name clusters with --cluster LOCATION/NAME'],
  ])('says what it needs: %j', async (args, message) => {
    const { code, err } = await told('init', await folder({ 'm/mcs.yaml': mcs('store', 'store') }), ...args);
    expect([code, err.includes(message)]).toEqual([1, true]);
  });

  it('never writes over a fleet file', async () => {
    const root = await folder({ 'rangelight.yaml': 'mine\n' });
    expect((await told('init', root, ...MEMBERS, '--write')).err).toContain('is there already');
    expect(await readFile(join(root, 'rangelight.yaml'), 'utf8')).toBe('mine\n');
  });
});
