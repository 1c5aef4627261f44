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
import { defaultKubeconfig } from './access.ts';
import { json, type Outcome } from './outcome.ts';
import { HERE } from './question.ts';
import { readText } from './read-text.ts';

interface InitOptions {
  readonly project?: string;
  readonly network: string;
  readonly name: string;
  readonly controller: string;
  readonly cluster?: readonly string[];
  readonly kubeconfig?: string;
  readonly write?: true;
  readonly json?: true;
}

const FLEET_FILE = 'rangelight.yaml';

export function addInitVerb(program: Command, finish: (outcome: Outcome) => void): void {
  program
    .command('init')
    .description('propose a fleet file out of the manifests of a folder and the contexts of the kubeconfig; no cloud')
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
      'gke: the hosted controller makes the load balancers',
      parseController,
      'rangelight',
    )
    .option('--kubeconfig <file>', 'default: $KUBECONFIG, or ~/.kube/config')
    .option('--write', `write ${FLEET_FILE}; default: it is printed`)
    .option('--json', 'print JSON: {path, text, written}')
    .action(async (directory: string, options: InitOptions) => finish(await init(directory, options)));
}

async function init(directory: string, options: InitOptions): Promise<Outcome> {
  const files = await readDirectory(directory, new AbortController().signal);
  const { project, network, name, cluster, write } = options;
  const clusters = cluster?.map((link) => ({ link })) ?? (await inKubeconfig(options.kubeconfig));
  const controller = options.controller === 'gke' ? 'gke' : 'rangelight';
  const text = proposeFleet({ kinds: FEATURES.kinds, files, name, project, network, controller, clusters });
  const path = join(directory, FLEET_FILE);
  if (write) await writeNew(path, text);
  const exitCode = EXIT_CODES.ok.code;
  if (options.json) return { text: json({ path, text, written: write === true }), exitCode };
  return {
    text: write ? `wrote ${path}: rangelight validate says what is wrong with the manifests\n` : text,
    exitCode,
  };
}

async function inKubeconfig(named: string | undefined): Promise<ReturnType<typeof kubeconfigLinks>> {
  const path = named ?? defaultKubeconfig();
  return kubeconfigLinks(await readText(path, 'the kubeconfig', 'name clusters with --cluster LOCATION/NAME'));
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
