// The verb that proposes the first fleet file of a folder.
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { proposeFleet } from '../../lib/app/offline/index.ts';
import { readDirectory } from '../../lib/adapters/directory/index.ts';
import { kubeconfigLinks } from '../../lib/adapters/kubernetes/index.ts';
import { RangelightError } from '../../lib/core/index.ts';
import { EXIT_CODES } from '../../lib/report/index.ts';
import { FEATURES } from '../wiring/features.ts';
import { cloudAccess, defaultKubeconfig } from './access.ts';
import { localOption, parseUrl } from './access-options.ts';
import { json, type Outcome } from './outcome.ts';
import { HERE } from './question.ts';
import { readText } from './read-text.ts';
import { FLEET_SCHEMA } from './version.ts';

interface InitOptions {
  readonly project?: string;
  readonly network: string;
  readonly name: string;
  readonly controller?: string;
  readonly memberships?: true;
  readonly fleetProject?: string;
  readonly gkehubEndpoint?: string;
  readonly local?: string;
  readonly cluster?: readonly string[];
  readonly kubeconfig?: string;
  readonly write?: true;
  readonly json?: true;
}

const FLEET_FILE = 'rangelight.yaml';
const TIMEOUT_MS = 60_000;

export function addInitVerb(program: Command, finish: (outcome: Outcome) => void): void {
  program
    .command('init')
    .description(
      'propose a fleet file out of the manifests of a folder and the contexts of the kubeconfig; no cloud but with --memberships, which only reads',
    )
    .argument('[dir]', 'folder of manifests', HERE)
    .option('--project <id>', 'where the load balancers are; default: as the contexts say')
    .option(
      '--cluster <link>',
      'member, as LOCATION/NAME, in place of the contexts; the first two hold the objects',
      addLink,
    )
    .option('--network <name>', 'network of the clusters', 'default')
    .option('--name <name>', 'how the fleet is called', 'prod')
    .option(
      '--controller <controller>',
      'gke: the hosted controller makes the load balancers; default: rangelight, or as the fleet says',
      parseController,
    )
    .option('--memberships', 'ask GKE Hub for the members of the fleet, and whether the hosted controller is on')
    .option('--fleet-project <id>', 'where the fleet is; default: as --project')
    .option('--gkehub-endpoint <url>', "another server than Google's", parseUrl)
    .addOption(localOption().conflicts(['kubeconfig', 'gkehubEndpoint']))
    .option('--kubeconfig <file>', 'default: $KUBECONFIG, or ~/.kube/config')
    .option('--write', `write ${FLEET_FILE}; default: it is printed`)
    .option('--json', 'print JSON: {path, text, written}')
    .action(async (directory: string, options: InitOptions) => finish(await init(directory, options)));
}

async function init(directory: string, options: InitOptions): Promise<Outcome> {
  const files = await readDirectory(directory, new AbortController().signal);
  const { project, network, name, cluster, write } = options;
  const inFleet = options.memberships === undefined ? undefined : await membersOf(options);
  const clusters = cluster?.map((link) => ({ link })) ?? inFleet?.clusters ?? (await inKubeconfig(options));
  const controller =
    options.controller === 'gke' || (options.controller ?? inFleet?.controller) === 'gke' ? 'gke' : 'rangelight';
  const { fleetProject } = options;
  const text = proposeFleet({
    kinds: FEATURES.kinds,
    schema: FLEET_SCHEMA,
    files,
    name,
    project: project ?? inFleet?.project,
    fleetProject,
    network,
    controller,
    clusters,
  });
  const path = join(directory, FLEET_FILE);
  if (write) await writeNew(path, text);
  const exitCode = EXIT_CODES.ok.code;
  if (options.json) return { text: json({ path, text, written: write === true }), exitCode };
  return {
    text: write ? `wrote ${path}: rangelight validate says what is wrong with the manifests\n` : text,
    exitCode,
  };
}

type Clusters = ReturnType<typeof kubeconfigLinks>;

async function inKubeconfig({ kubeconfig, local }: InitOptions): Promise<Clusters> {
  const path = local === undefined ? (kubeconfig ?? defaultKubeconfig()) : (await cloudAccess({ local })).kubeconfig;
  return kubeconfigLinks(await readText(path, 'the kubeconfig', 'name clusters with --cluster LOCATION/NAME'));
}

/** Members of the fleet, the config membership of the hosted controller first. */
async function membersOf(options: InitOptions): Promise<{
  readonly clusters: Clusters;
  readonly project: string;
  readonly controller: 'gke' | undefined;
}> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { gkehubEndpoint, local } = options;
  const named = options.fleetProject ?? options.project;
  const project = named ?? (await inKubeconfig(options)).map((one) => one.project).find((one) => one !== undefined);
  if (project === undefined)
    throw new RangelightError('invalid', 'init', 'the project of the fleet is not known: name it with --project ID');
  const gkehub = local === undefined ? gkehubEndpoint : (await cloudAccess({ local })).gkehub;
  // Google's clients take half a second to load; other verbs do without.
  const { openHub } = await import('./open-fleet.ts');
  const hub = await openHub(gkehub === undefined ? {} : { gkehub }, signal);
  const [members, config] = await Promise.all([
    hub.memberships(project, signal),
    hub.hostedConfigMembership(project, signal),
  ]);
  const isConfig = (one: (typeof members)[number]): boolean =>
    one.name === config?.name && one.location === config.location;
  const clusters = [...members.filter(isConfig), ...members.filter((one) => !isConfig(one))].map(({ link }) => ({
    link,
  }));
  return { clusters, project: options.project ?? project, controller: config === undefined ? undefined : 'gke' };
}

/** What a person wrote is never written over. */
async function writeNew(path: string, text: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw new RangelightError('invalid', 'init', `${path} is there already: without --write it is printed`);
  await writeFile(path, text);
}

function addLink(value: string, before: readonly string[] = []): readonly string[] {
  if (/^[^/]+\/[^/]+$/.test(value)) return [...before, value];
  throw new InvalidArgumentError('It is LOCATION/NAME.');
}

function parseController(value: string): string {
  if (value === 'gke' || value === 'rangelight') return value;
  throw new InvalidArgumentError('It is gke or rangelight.');
}
