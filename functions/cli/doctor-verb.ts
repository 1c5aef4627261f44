// `rangelight doctor`: compares what stands in Google Cloud, in the clusters and on GitHub with the table that the
// Terraform module is made from. It only reads.
import { type Command, Option } from 'commander';
import contract from '../../infra/deploy/contract.json' with { type: 'json' };
import { createGitHubApp } from '../../lib/adapters/github/index.ts';
import { createGoogleProject } from '../../lib/adapters/google-project/index.ts';
import { examine, secretRolesOf } from '../../lib/app/doctor/index.ts';
import { RangelightError } from '../../lib/core/index.ts';
import { doctorText, EXIT_CODES } from '../../lib/report/index.ts';
import { KINDS } from '../wiring/kinds.ts';
import { localEndpoints } from './access.ts';
import { NEEDS } from './fleet-needs.ts';
import type { StateOptions } from './open-state.ts';
import { json, type Outcome } from './outcome.ts';
import { readText } from './read-text.ts';
import { secretRolesText } from './secret-roles-text.ts';
import { withState } from './state-options.ts';

interface DoctorOptions extends StateOptions {
  readonly region?: string;
  readonly loadBalancers?: string;
  readonly network?: string;
  readonly fleetHost?: string;
  readonly githubAppKey?: string;
  readonly secretRoles?: string;
  readonly json?: true;
}

const TIMEOUT_MS = 120_000;
const CALL_TIMEOUT_MS = 30_000;
/** Of the local cloud, which has none. */
const LOCAL_REGION = 'local';
/** What the emulator of a project answers. */
const PROJECT_APIS = ['serviceusage', 'iam', 'cloudresourcemanager', 'run', 'cloudscheduler', 'secretmanager'] as const;

export function addDoctorVerb(program: Command, finish: (outcome: Outcome) => void): void {
  const command = program
    .command('doctor')
    .description('say what is wrong with a deployment, and how it is mended; read only');
  withState(command)
    .option('--region <name>', 'where the functions run')
    .option('--load-balancers <project>', 'before the first push: of the load balancers; default: that of Rangelight')
    .option('--network <project>', 'before the first push: of their network; default: that of the load balancers')
    .option('--fleet-host <project>', 'before the first push: of the fleet; default: that of the load balancers')
    .option('--github-app-key <file>', "the App's key; default: it is read from Secret Manager")
    .addOption(
      new Option(
        '--secret-roles <cluster>',
        'print, for kubectl apply, the Roles by which functions read the Secrets that fleets name there; nothing is looked at',
      ).conflicts(['region', 'json']),
    )
    .option('--json', 'print JSON')
    .action(async ({ secretRoles, ...options }: DoctorOptions) =>
      finish(await (secretRoles === undefined ? doctor(options) : printRoles(options, secretRoles))),
    );
}

async function printRoles(options: StateOptions, cluster: string): Promise<Outcome> {
  const { openStore, whereState } = await import('./open-state.ts');
  const { projectId: project } = await whereState(options);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const roles = await secretRolesOf(await openStore(options), NEEDS, { contract, project }, cluster, signal);
  return { text: secretRolesText(cluster, roles), exitCode: EXIT_CODES.ok.code };
}

async function doctor(options: DoctorOptions): Promise<Outcome> {
  // Google's clients take half a second to load; other verbs do without.
  const { openStore, whereState } = await import('./open-state.ts');
  const { projectId: project, bucket, auth, storage, pubsub } = await whereState(options);
  const local = options.local === undefined ? undefined : await localEndpoints(options.local);
  const region = options.region ?? (local === undefined ? undefined : LOCAL_REGION);
  if (region === undefined)
    throw new RangelightError('invalid', 'options', 'name the region of the functions: --region');
  const apis = local?.('projectApis');
  const google = createGoogleProject({
    auth,
    callTimeoutMs: CALL_TIMEOUT_MS,
    endpoints: {
      ...(storage !== undefined && { storage }),
      ...(pubsub !== undefined && { pubsub }),
      ...(apis !== undefined && Object.fromEntries(PROJECT_APIS.map((one) => [one, apis]))),
      ...(local !== undefined && {
        compute: local('compute'),
        gkehub: local('gkehub'),
        connectgateway: local('connectGateway'),
      }),
    },
  });
  const key = options.githubAppKey === undefined ? undefined : await readText(options.githubAppKey, "the App's key");
  const loadBalancers = options.loadBalancers ?? project;
  const findings = await examine(
    {
      google,
      store: await openStore(options),
      needsOf: NEEDS,
      gitHubApp: (id, pem) =>
        createGitHubApp({
          id,
          key: pem,
          callTimeoutMs: CALL_TIMEOUT_MS,
          ...(local !== undefined && { baseUrl: local('github', 'api') }),
        }),
      ...(key !== undefined && { gitHubAppKey: key }),
    },
    { contract, project, bucket, region, quotas: new Set(KINDS.compute.map(({ quota }) => quota)) },
    {
      project: loadBalancers,
      networkProject: options.network ?? loadBalancers,
      fleetProject: options.fleetHost ?? loadBalancers,
    },
    AbortSignal.timeout(TIMEOUT_MS),
  );
  return {
    text: options.json ? json(findings) : doctorText(findings),
    exitCode: findings.length === 0 ? EXIT_CODES.ok.code : EXIT_CODES.blocked.code,
  };
}
