// The verb that writes down what stands in a config cluster.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { importFleet } from '../../../../lib/app/offline/index.ts';
import { readDirectory } from '../../../../lib/adapters/directory/index.ts';
import { networkIn } from '../../../../lib/features/ingress/index.ts';
import { EXIT_CODES } from '../../../../lib/report/index.ts';
import { KINDS } from '../../../wiring/kinds.ts';
import { type AccessOptions, cloudAccess } from '../../access.ts';
import { addAccessOptions } from '../../access-options.ts';
import { json, type Outcome } from '../../outcome.ts';
import type { AddVerbs } from '../../question.ts';
import { FLEET_SCHEMA } from '../../version.ts';

interface ImportOptions extends AccessOptions {
  readonly fromCluster: string;
  readonly project: string;
  readonly fleetProject?: string;
  readonly backup?: string;
  readonly network?: string;
  readonly name: string;
  readonly out?: string;
  readonly json?: true;
}

const TIMEOUT_MS = 300_000;

export const addImport: AddVerbs = (program, finish) => {
  const verb = program
    .command('import')
    .description('write down what stands in a config cluster: manifests and a fleet file; the cloud is only read')
    .requiredOption('--from-cluster <link>', 'config cluster, as LOCATION/CLUSTER', parseLink)
    .requiredOption('--project <id>', 'where the load balancers are')
    .option('--fleet-project <id>', 'where the fleet is; default: the same')
    .option('--backup <link>', 'second config cluster; default: the first other member', parseLink)
    .option('--network <name>', 'default: that of the groups that GKE fills')
    .option('--name <name>', 'how the fleet is called', 'prod')
    .option('--out <dir>', 'where files are written; default: they are printed')
    .option('--json', 'print JSON: {files, objects, kept}');
  addAccessOptions(verb).action(async (options: ImportOptions) => finish(await importFrom(options)));
};

async function importFrom(options: ImportOptions): Promise<Outcome> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { fromCluster: link, project, fleetProject = project, backup, network, name, out } = options;
  if (out !== undefined) await mkdir(out, { recursive: true });
  const before = out === undefined ? new Map() : await readDirectory(out, signal);
  const access = await cloudAccess(options);
  const { openFleet } = await import('../../open-fleet.ts');
  const { files, objects, kept } = await importFleet(
    {
      kinds: KINDS,
      schema: FLEET_SCHEMA,
      link,
      backup,
      name,
      project,
      fleetProject,
      network,
      networkIn,
      files: before,
    },
    openFleet(access, (note) => process.stderr.write(`rangelight: ${note}\n`)),
    signal,
  );
  if (out !== undefined) for (const [path, text] of files) await write(join(out, path), text);
  const exitCode = EXIT_CODES.ok.code;
  if (options.json) return { text: json({ files: Object.fromEntries(files), objects, kept }), exitCode };
  if (out === undefined) {
    return { text: [...files].map(([path, text]) => `# ${path}\n${text}`).join('---\n'), exitCode };
  }
  const lines = [
    ...[...files.keys()].map((path) => `wrote ${join(out, path)}`),
    `${objects} objects of ${link}, ${kept} of them in files that were there; nothing was written to the cloud`,
    `see whether they serve as what stands: rangelight compare ${out} hosted`,
  ];
  return { text: `${lines.join('\n')}\n`, exitCode };
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

function parseLink(value: string): string {
  if (/^[^/]+\/[^/]+$/.test(value)) return value;
  throw new InvalidArgumentError('It is LOCATION/CLUSTER.');
}
