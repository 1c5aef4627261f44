// `npm run build:commands [-- --node 22]`: the commands of README and of the pages about looking, as they are written,
// by the package of the command line: packed, installed in an empty folder without a registry, and run with `npx` in a
// repository of manifests, against the local cloud. With `--node`, by that Node, which comes from the registry.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { parseAllDocuments } from 'yaml';
import { type LocalCloud, startCloud } from '../local/cloud.ts';
import { PROJECT, TOKENS } from '../local/layout.ts';
import { writeKubeconfig } from '../local/rangelight.ts';
import { installPacked, runShell } from './install-packed.ts';
import { argumentsOf, commandsOf, RUN_PAGES } from './shown-commands.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** They reach a cloud: here it is the local one. */
const CLOUD =
  /^(?:init .*--memberships|plan|compare .*(?:hosted|live|standing)|traffic(?!.*--before commit)|parity|import)/;
/** 0: nothing to do; 2: something differs; 3: something is unknown, or waits for somebody. */
const FINE = new Set([0, 2, 3]);

/** Of the repository that the commands are run in. */
const INGRESS = 'blue/foobar-ingress';

const run = promisify(execFile);

/** Those of ours, with what a person puts in place of names. */
function commandsIn(page: string): readonly string[] {
  return commandsOf(page)
    .flatMap((command) => argumentsOf(command) ?? [])
    .map((line) =>
      line
        .replaceAll('my-project', PROJECT)
        .replace('shop/storefront', INGRESS)
        .replace(/\bschemas\//, `${ROOT}schemas/`),
    );
}

/** A repository with manifests, an exported URL map, and a log. */
async function makeRepository(folder: string): Promise<void> {
  await cp(join(ROOT, 'infra/local/seed/manifests'), join(folder, 'manifests'), { recursive: true });
  const urlMap = { name: 'storefront', defaultService: 'global/backendServices/web' };
  await writeFile(join(folder, 'url-map.json'), JSON.stringify(urlMap));
  const entry = { httpRequest: { requestUrl: 'http://foo.example.com/', requestMethod: 'GET', status: 200 } };
  await writeFile(join(folder, 'requests.jsonl.gz'), gzipSync(`${JSON.stringify(entry)}\n`));
}

const SERVED = ['us-west1/gke-us', 'europe-north1/gke-eu'].map((link) => ({ link }));
const CONFIG_MEMBERSHIP = 'projects/demo-project/locations/us-west1/memberships/gke-us';
/** What the page says of it is that there is no difference. */
const ALIKE = /^compare fleet hosted/;

/** What people have applied to the first config cluster, and the hosted controller makes load balancers of. */
async function applyTo(cloud: LocalCloud): Promise<void> {
  const [config] = cloud.clusters;
  const plurals = { MultiClusterIngress: 'multiclusteringresses', MultiClusterService: 'multiclusterservices' };
  for (const path of ['blue/services.yaml', 'blue/foobar.yaml'])
    for (const document of parseAllDocuments(await readFile(join(ROOT, 'infra/local/seed/manifests', path), 'utf8'))) {
      const object = document.toJS() as {
        readonly kind: keyof typeof plurals;
        readonly metadata: { readonly name: string };
        readonly spec: Readonly<Record<string, unknown>>;
      };
      // The hosted controller does not serve from the third member.
      const spec = object.kind === 'MultiClusterService' ? { ...object.spec, clusters: SERVED } : object.spec;
      const at = `/apis/networking.gke.io/v1/namespaces/blue/${plurals[object.kind]}/${object.metadata.name}`;
      const headers = { authorization: `Bearer ${TOKENS.google}`, 'content-type': 'application/apply-patch+yaml' };
      const init = { method: 'PATCH', headers, body: JSON.stringify({ ...object, spec }) };
      const answer = await config?.api.handler(new Request(`https://cluster${at}?fieldManager=kubectl`, init));
      if (answer?.ok !== true) throw new TypeError(`${at}: ${await answer?.text()}`);
    }
}

async function commit(folder: string): Promise<void> {
  const git = (...args: readonly string[]) => run('git', ['-C', folder, ...args]);
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('add', '--all');
  await git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '--quiet', '--message', 'All');
}

/** The folder that has it. */
async function installNode(version: string, folder: string): Promise<string> {
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, `node@${version}`]);
  return join(folder, 'node_modules', '.bin');
}

const { node } = new Command('page-commands')
  .option('--node <version>', 'by which Node the package is run; default: the one that runs this')
  .parse()
  .opts<{ node?: string }>();
const folder = await mkdtemp(join(tmpdir(), 'rangelight-commands-'));
const home = await mkdtemp(join(tmpdir(), 'rangelight-home-'));
const directory = await mkdtemp(join(home, 'cloud-'));
const options = { speed: 20, seed: 1, operations: 'instant', propagation: 'none' } as const;
const cloud = await startCloud({ ...options, directory, webhookUrl: () => undefined });
try {
  await cloud.hosted.sync();
  await applyTo(cloud);
  await cloud.hosted.sync();
  await makeRepository(folder);
  await writeFile(join(folder, '.gitignore'), 'node_modules\n');
  await installPacked(folder, home);
  const path = process.env['PATH'] ?? '';
  const PATH = node === undefined ? path : `${await installNode(node, home)}${delimiter}${path}`;
  const kubeconfig = await writeKubeconfig(cloud, 'planner', home);
  const endpoints = join(home, 'endpoints.json');
  await writeFile(endpoints, JSON.stringify({ compute: cloud.urls.compute, gkehub: cloud.urls.gkehub, kubeconfig }));
  let failed = 0;
  for (const page of RUN_PAGES)
    for (const line of commandsIn(await readFile(join(ROOT, page), 'utf8'))) {
      // What README has written is committed: other pages begin with a repository that has it.
      if (line.startsWith('compare')) await commit(folder).catch(() => undefined);
      if (line.startsWith('init'))
        for (const made of ['rangelight.yaml', 'fleet']) await rm(join(folder, made), { recursive: true, force: true });
      // Whoever imports has the hosted controller on.
      cloud.hub.setFeature(line.startsWith('import') || ALIKE.test(line) ? CONFIG_MEMBERSHIP : undefined);
      const more = CLOUD.test(line) ? ` --local '${endpoints}'` : '';
      const env = { ...process.env, PATH, KUBECONFIG: kubeconfig };
      const { code, out, err, seconds } = await runShell(`npx --no-install rangelight ${line}${more}`, folder, env);
      const isFine =
        (ALIKE.test(line) ? code === 0 : FINE.has(Number(code))) ||
        (page === 'README.md' && line.includes('invalid/') && code === 1);
      if (!isFine) failed += 1;
      process.stdout.write(
        `${isFine ? 'ok    ' : 'FAILED'} ${seconds} s  ${page}: rangelight ${line} (exit code ${code})\n`,
      );
      if (!isFine) process.stdout.write(`${out}${err}`);
    }
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await cloud.close();
  for (const one of [folder, home]) await rm(one, { recursive: true, force: true });
}
