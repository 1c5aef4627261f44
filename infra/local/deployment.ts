// The project of the local cloud as the Terraform module would leave it: what `rangelight doctor` looks at.
import { APIS, audienceOf, type FunctionName, FUNCTIONS } from '../deploy/contract.ts';
import { permissionsOf } from '../deploy/permissions.ts';
import { SERVICES } from '../deploy/services.ts';
import type { ProjectState } from '../emulators/project/index.ts';
import type { BucketSettings } from '../emulators/storage/index.ts';
import { BUCKETS, PROJECT } from './layout.ts';
import { accountOf } from './rights.ts';

export const REGION = 'local';

const SCOPES = ['project', 'networkProject', 'fleetProject'] as const;
const YEAR_SECONDS = 31_536_000;

/** Load balancers, their network and the fleet are in one project here, so that a function has one role. */
export function deployedProject(): ProjectState {
  const roles = FUNCTIONS.map((name) => [name, permissionsIn(name)] as const).filter(([, own]) => own.length > 0);
  return {
    services: new Set(APIS),
    roles: new Map(roles.map(([name, own]) => [`rangelight_${name}`, own])),
    bindings: roles.map(([name]) => ({
      role: `projects/${PROJECT}/roles/rangelight_${name}`,
      members: [`serviceAccount:${accountOf(name)}`],
    })),
    runServices: new Map(FUNCTIONS.map((name) => [`${REGION}/rangelight-${name}`, runService(name)])),
  };
}

export function bucketSettings(): ReadonlyMap<string, BucketSettings> {
  const documents: BucketSettings = {
    location: 'EU',
    uniformAccess: true,
    versioning: true,
    softDeleteSeconds: 0,
    lifecycle: [{ action: { type: 'Delete' }, condition: { daysSinceNoncurrentTime: 30, isLive: false } }],
  };
  const audit: BucketSettings = { location: 'EU', uniformAccess: true, retentionSeconds: YEAR_SECONDS };
  return new Map([
    [BUCKETS.state, documents],
    [BUCKETS.release, documents],
    [BUCKETS.audit, audit],
  ]);
}

function permissionsIn(name: FunctionName): readonly string[] {
  return [...new Set(SCOPES.flatMap((scope) => permissionsOf(name, scope)))].sort();
}

function runService(name: FunctionName): Readonly<Record<string, unknown>> {
  const { timeoutSeconds, shares } = SERVICES[name];
  const audience = name === 'webhook' ? undefined : audienceOf(name);
  const variables = { ...shares, ...(audience !== undefined && { RANGELIGHT_OIDC_AUDIENCE: audience }) };
  return {
    customAudiences: audience === undefined ? [] : [audience],
    template: {
      serviceAccount: accountOf(name),
      timeout: `${timeoutSeconds}s`,
      containers: [{ env: Object.entries(variables).map(([key, value]) => ({ name: key, value: String(value) })) }],
    },
  };
}
