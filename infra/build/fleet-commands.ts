// `npm run build:fleet`: the commands of the pages about a fleet that runs, as they are written, by the packed package,
// beside the local cloud with its functions. Two pushes have been applied there, and a third one waits for an
// approval.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clone, type WorkingCopy } from '../local/demo/working-copy.ts';
import { endpointsOf } from '../local/endpoints.ts';
import { NAME, PROJECT, TOKENS } from '../local/layout.ts';
import { type LocalRangelight, startRangelight } from '../local/rangelight.ts';
import { FLEET_PAGES } from './fleet-pages.ts';
import { installPacked, runShell } from './install-packed.ts';
import { argumentsOf, commandsOf } from './shown-commands.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Of one wait. */
const HANGS_MS = 400_000;

const BAR = '        - host: bar';

/** What the commands about a mesh are asked of: a caller, and a Service of another cluster. */
const MESH = {
  'rangelight.yaml': `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: prod}
spec:
  project: ${PROJECT}
  network: default
  configClusters: {primary: us-west1/gke-us, backup: europe-north1/gke-eu}
  clusters:
    folders: 'clusters/{location}/{name}/**'
    members: [{link: us-west1/gke-us}, {link: europe-north1/gke-eu}]
  manifests: ['clusters/**/*.yaml']
  controller: rangelight
  mesh: {}
`,
  'clusters/us-west1/gke-us/caller.yaml': `apiVersion: v1
kind: Namespace
metadata: {name: istio-apps, labels: {istio-injection: enabled}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: caller, namespace: istio-apps}
spec:
  selector: {matchLabels: {app: caller}}
  template:
    metadata: {labels: {app: caller}}
    spec: {containers: [{name: main, image: caller}]}
---
apiVersion: v1
kind: Service
metadata: {name: sample-producer, namespace: istio-apps}
spec: {selector: {app: sample-producer}, ports: [{name: http, port: 8080}]}
`,
  'clusters/europe-north1/gke-eu/producer.yaml': `apiVersion: v1
kind: Namespace
metadata: {name: istio-apps, labels: {istio-injection: enabled}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: sample-producer, namespace: istio-apps}
spec:
  selector: {matchLabels: {app: sample-producer}}
  template:
    metadata: {labels: {app: sample-producer}}
    spec: {containers: [{name: main, image: producer, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: sample-producer, namespace: istio-apps}
spec: {selector: {app: sample-producer}, ports: [{name: http, port: 8080}]}
`,
};

interface UnitSaid {
  readonly unit: string;
  readonly state: string;
  readonly plan?: string;
  readonly runId?: string;
}

const folder = await mkdtemp(join(tmpdir(), 'rangelight-fleet-'));
const home = await mkdtemp(join(tmpdir(), 'rangelight-home-'));
const endpoints = join(home, 'endpoints.json');

const rangelight = (line: string, answer?: string) => {
  // The endpoints file says which project, and a verdict on manifests asks no cloud.
  const more = line.startsWith('mesh ') ? '' : ` --local '${endpoints}'`;
  const command = `npx --no-install rangelight ${line.replace(/ --project \S+/, '')}${more}`;
  // Whoever is asked sits at a terminal.
  const asked = answer === undefined ? command : `script -qec "${command}" /dev/null`;
  return runShell(asked, folder, process.env, answer);
};

/**
 * Resolves with the unit when it stands so; looks each time that the functions tell GitHub something.
 * @param other by another plan than this one's.
 */
async function blueIs({ cloud }: LocalRangelight, state: string, other?: UnitSaid): Promise<UnitSaid> {
  const signal = AbortSignal.timeout(HANGS_MS);
  for (;;) {
    const told = cloud.github.journal.next(({ mutation }) => mutation, signal);
    told.catch(() => undefined);
    const { out } = await rangelight('status --json');
    const said: unknown = out === '' ? [] : JSON.parse(out);
    // Until the first head is known it is an object that says so.
    const fleets = (Array.isArray(said) ? said : []) as readonly { readonly units: readonly UnitSaid[] }[];
    const found = fleets
      .flatMap(({ units }) => units)
      .find((one) => one.unit === 'blue' && one.state === state && one.plan !== other?.plan);
    if (found !== undefined) return found;
    await told;
  }
}

async function pushed(local: LocalRangelight): Promise<WorkingCopy> {
  const copy = await clone(local.cloud.github.repository(NAME).gitUrl(), join(home, 'work'));
  await copy.git('checkout', '--quiet', '-b', 'main');
  await copy.copyIn(join(ROOT, 'infra/local/seed'));
  await copy.publish('main', 'A fleet');
  return copy;
}

async function urlMapOf({ cloud }: LocalRangelight): Promise<string> {
  const answer = await fetch(`${cloud.urls.compute}/compute/v1/projects/${PROJECT}/global/urlMaps`, {
    headers: { authorization: `Bearer ${TOKENS.person}` },
    signal: AbortSignal.timeout(HANGS_MS),
  });
  const { items } = (await answer.json()) as { readonly items: readonly { readonly name: string }[] };
  return items.find(({ name }) => name.includes('-blue-'))?.name ?? '';
}

const local = await startRangelight(
  { directory: join(home, 'cloud'), speed: 20, seed: 1, operations: 'instant', propagation: 'none' },
  () => undefined,
);
try {
  await writeFile(endpoints, JSON.stringify(endpointsOf(local, '')));
  for (const [path, text] of Object.entries(MESH)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await installPacked(folder, home);
  const copy = await pushed(local);
  const first = await blueIs(local, 'succeeded');
  const rule = (host: string) =>
    `        - host: ${host}\n          http: {paths: [{path: /*, backend: {serviceName: foo, servicePort: 8080}}]}\n`;
  await copy.edit('manifests/blue/foobar.yaml', (text) => text.replace(BAR, `${rule('baz.example.com')}${BAR}`));
  await copy.publish('main', 'Serve baz');
  await blueIs(local, 'succeeded', first);
  await copy.edit('manifests/blue/foobar.yaml', (text) => text.slice(0, text.indexOf(BAR)));
  await copy.publish('main', 'Stop serving bar');
  const { plan = '' } = await blueIs(local, 'gated');
  const names = new Map([
    ['000042-1f3a', first.runId ?? ''],
    ['8c1f0e64a3b2', plan],
    ['3fa9c01b', plan],
    ['rl1-um-blue-foobar', await urlMapOf(local)],
  ]);
  let failed = 0;
  for (const [page, rows] of Object.entries(FLEET_PAGES)) {
    const shown = commandsOf(await readFile(join(ROOT, page), 'utf8')).flatMap((one) => argumentsOf(one) ?? []);
    for (const [at, line] of shown.entries()) {
      const row = rows[at];
      const written = [...names].reduce((text, [name, ours]) => text.replace(name, ours), line);
      const { code, out, err, seconds } = await rangelight(written, row?.answer);
      // One that has no row, or another one, fails.
      const isFine = row?.command === line && code === row.code && row.says.test(out);
      if (!isFine) failed += 1;
      process.stdout.write(
        `${isFine ? 'ok    ' : 'FAILED'} ${seconds} s  ${page}: rangelight ${line} (exit code ${code})\n`,
      );
      if (!isFine) process.stdout.write(`${out}${err}`);
      // The plan of a way back is approved by the digest that it prints.
      const next = /To begin: rangelight approve ([0-9a-f]+)/.exec(out)?.[1];
      if (next !== undefined) names.set('3fa9c01b', next);
    }
  }
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await local.close();
  for (const one of [folder, home]) await rm(one, { recursive: true, force: true });
}
