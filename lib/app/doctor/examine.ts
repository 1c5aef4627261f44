// Looks at everything that a deployment stands on, and says what is not as it should be. It reads and changes nothing;
// what cannot be read is a finding of its own, and stops no other look.
import pLimit from 'p-limit';
import { type JsonObject, objectsAt, RangelightError, textAt } from '../../core/index.ts';
import type { GoogleProject, GoogleService } from '../../ports/index.ts';
import type { Contract, GrantScope } from './contract.ts';
import { APPLY, type Defect } from './defect.ts';
import { judgeBucket } from './judge-buckets.ts';
import { judgeRole } from './judge-role.ts';
import { judgeService, judgeShares } from './judge-services.ts';
import { judgeSubscription } from './judge-subscriptions.ts';

export interface Examined {
  readonly contract: Contract;
  /** Of Rangelight. */
  readonly project: string;
  /** Of its state. */
  readonly bucket: string;
  /** Of its services. */
  readonly region: string;
  /** Where each sort of permission is granted. */
  readonly projects: Readonly<Record<GrantScope, string>>;
}

const CONCURRENCY = 8;

/** @returns nothing when all is well; sorted by resource. */
export async function examine(google: GoogleProject, of: Examined, signal: AbortSignal): Promise<readonly Defect[]> {
  const { contract, project, bucket, region } = of;
  const limit = pLimit(CONCURRENCY);
  const findings: Defect[] = [];
  /** Undefined where it cannot be read, which is told. */
  const look = (service: GoogleService, path: string): Promise<Seen> =>
    limit(async () => {
      try {
        return { found: await google.read(service, path, signal) };
      } catch (error) {
        if (signal.aborted || !(error instanceof RangelightError)) throw error;
        findings.push(unreadable(`${service} ${path}`, error));
        return undefined;
      }
    });
  const judge = async (
    service: GoogleService,
    path: string,
    of: (found: Found) => readonly Defect[],
  ): Promise<Seen> => {
    const seen = await look(service, path);
    if (seen !== undefined) findings.push(...of(seen.found));
    return seen;
  };
  const accountOf = (name: string): string => `rangelight-${name}@${project}.iam.gserviceaccount.com`;

  const names = Object.keys(contract.functions);
  const services = new Map<string, Found>();
  await Promise.all([
    judge('serviceusage', `v1/projects/${project}/services?filter=state:ENABLED&pageSize=200`, (found) =>
      judgeApis(contract, project, found),
    ),
    ...[
      [bucket, 'documents'] as const,
      [`${bucket}-release`, 'documents'] as const,
      [`${bucket}-audit`, 'audit'] as const,
    ].map(([name, use]) => judge('storage', `storage/v1/b/${name}`, (found) => judgeBucket(name, use, found))),
    ...Object.values(contract.subscriptions).map((expected) =>
      judge('pubsub', `v1/projects/${project}/subscriptions/${expected.name}`, (found) =>
        judgeSubscription(contract, expected, found),
      ),
    ),
    ...names.map(async (name) => {
      const path = `v2/projects/${project}/locations/${region}/services/rangelight-${name}`;
      const seen = await judge('run', path, (found) => judgeService(contract, name, accountOf(name), found));
      services.set(name, seen?.found);
    }),
    ...[...new Set(Object.values(of.projects))].map(async (one) => {
      const policy = await look('cloudresourcemanager', `v1/projects/${one}:getIamPolicy`);
      await Promise.all(
        names.map(async (name) => {
          const permissions = permissionsIn(of, name, one);
          if (permissions.length === 0 || policy === undefined) return;
          const expected = { name, account: accountOf(name), project: one, permissions };
          await judge('iam', `v1/projects/${one}/roles/rangelight_${name}`, (role) =>
            judgeRole(expected, role, policy.found),
          );
        }),
      );
    }),
  ]);
  findings.push(...judgeShares(contract, services));
  return findings.sort((a, b) => compare(`${a.where} ${a.code}`, `${b.where} ${b.code}`));
}

type Found = JsonObject | undefined;
type Seen = { readonly found: Found } | undefined;

function judgeApis({ apis }: Contract, project: string, found: Found): readonly Defect[] {
  const enabled = new Set(objectsAt(found, 'services').map((one) => textAt(one, 'config', 'name')));
  return apis
    .filter((api) => !enabled.has(api))
    .map((api) => ({
      code: 'api-disabled',
      where: api,
      message: `it is not enabled in ${project}`,
      fix: `gcloud services enable ${api} --project=${project}`,
    }));
}

/** What a function is granted in a project, which may be of several sorts. */
function permissionsIn({ contract, projects }: Examined, name: string, project: string): readonly string[] {
  const scopes = (['project', 'networkProject', 'fleetProject'] as const).filter((one) => projects[one] === project);
  const all = scopes.flatMap((scope) => contract.functions[name]?.permissions[scope] ?? []);
  return [...new Set(all)].sort();
}

function unreadable(where: string, { code, message }: RangelightError): Defect {
  const fix =
    code === 'denied'
      ? 'ask with an account that may look: roles/viewer and roles/iam.securityReviewer on the project'
      : `ask again; if it stays so: ${APPLY}`;
  return { code: 'unreadable', where, message, fix };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
