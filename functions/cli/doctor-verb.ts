// `rangelight doctor`: compares what stands in Google Cloud with the table that the Terraform module is made from. It
// only reads.
import type { Command } from 'commander';
import contract from '../../infra/deploy/contract.json' with { type: 'json' };
import { createGoogleProject } from '../../lib/adapters/google-project/index.ts';
import { examine } from '../../lib/app/doctor/index.ts';
import { RangelightError } from '../../lib/core/index.ts';
import { doctorText, EXIT_CODES } from '../../lib/report/index.ts';
import { localEndpoints } from './access.ts';
import type { StateOptions } from './open-state.ts';
import { json, type Outcome } from './outcome.ts';
import { withState } from './state-options.ts';

interface DoctorOptions extends StateOptions {
  readonly region?: string;
  readonly loadBalancers?: string;
  readonly network?: string;
  readonly fleetHost?: string;
  readonly json?: true;
}

const TIMEOUT_MS = 120_000;
const CALL_TIMEOUT_MS = 30_000;
/** Of the local cloud, which has none. */
const LOCAL_REGION = 'local';

export function addDoctorVerb(program: Command, finish: (outcome: Outcome) => void): void {
  const command = program
    .command('doctor')
    .description('say what is wrong with a deployment, and how it is mended; read only');
  withState(command)
    .option('--region <name>', 'where the functions run')
    .option('--load-balancers <project>', 'of the load balancers; default: that of Rangelight')
    .option('--network <project>', 'of their network; default: that of the load balancers')
    .option('--fleet-host <project>', 'of the fleet; default: that of the load balancers')
    .option('--json', 'print JSON')
    .action(async (options: DoctorOptions) => finish(await doctor(options)));
}

async function doctor(options: DoctorOptions): Promise<Outcome> {
  // Google's clients take half a second to load; other verbs do without.
  const { whereState } = await import('./open-state.ts');
  const { projectId: project, bucket, auth, storage, pubsub } = await whereState(options);
  const apis = options.local === undefined ? undefined : (await localEndpoints(options.local))('projectApis');
  const region = options.region ?? (apis === undefined ? undefined : LOCAL_REGION);
  if (region === undefined)
    throw new RangelightError('invalid', 'options', 'name the region of the functions: --region');
  const google = createGoogleProject({
    auth,
    callTimeoutMs: CALL_TIMEOUT_MS,
    endpoints: {
      ...(storage !== undefined && { storage }),
      ...(pubsub !== undefined && { pubsub }),
      ...(apis !== undefined && { serviceusage: apis, iam: apis, cloudresourcemanager: apis, run: apis }),
    },
  });
  const loadBalancers = options.loadBalancers ?? project;
  const projects = {
    project: loadBalancers,
    networkProject: options.network ?? loadBalancers,
    fleetProject: options.fleetHost ?? loadBalancers,
  };
  const examined = { contract, project, bucket, region, projects };
  const findings = await examine(google, examined, AbortSignal.timeout(TIMEOUT_MS));
  return {
    text: options.json ? json(findings) : doctorText(findings),
    exitCode: findings.length === 0 ? EXIT_CODES.ok.code : EXIT_CODES.blocked.code,
  };
}
