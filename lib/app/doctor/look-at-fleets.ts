// What is looked at for each fleet: what functions may do in its projects, whether these have room, the features of the
// hub, and every cluster, through Connect Gateway.
import type { GrantScope } from './contract.ts';
import { GRANT_SCOPES } from './contract.ts';
import { accountOf, type Examined, type ExaminedFleet } from './examined.ts';
import { lookAtCluster } from './look-at-cluster.ts';
import { COMMANDS, judgeFeature, judgeMembers } from './judge-hub.ts';
import { judgeRate, judgeRoom } from './judge-quotas.ts';
import { judgeOtherRoles, judgeRole, otherAccounts } from './judge-role.ts';
import { judgeFleetNumbers, takenOf } from './judge-services.ts';
import { numberOf } from './look-at-project.ts';
import type { Found, Looking } from './looking.ts';

/** @param services by function, as Cloud Run shows them. */
export async function lookAtFleets(
  looking: Looking,
  of: Examined,
  services: ReadonlyMap<string, Found>,
): Promise<void> {
  const projects = new Set(of.fleets.flatMap((fleet) => GRANT_SCOPES.map((scope) => fleet[scope])));
  const numbers = new Map<string, string>();
  for (const { fleetProject } of of.fleets) {
    const number = numbers.has(fleetProject) ? undefined : await numberOf(looking, fleetProject);
    if (number !== undefined) numbers.set(fleetProject, number);
  }
  for (const [name, { permissions }] of Object.entries(of.contract.functions))
    if (permissions.fleetProject.some((one) => one.startsWith('gkehub.gateway.')) && services.has(name))
      looking.tell(judgeFleetNumbers(name, services.get(name), numbers));
  await Promise.all([
    ...[...projects].map((project) => lookAtGrants(looking, of, services, project)),
    ...of.fleets.map((fleet) => lookAtHub(looking, fleet)),
    ...of.fleets.flatMap((fleet) => {
      const number = numbers.get(fleet.fleetProject);
      return number === undefined ? [] : fleet.clusters.map((one) => lookAtCluster(looking, of, number, one));
    }),
  ]);
}

/** Roles in a project, who has them, and its quotas. */
async function lookAtGrants(
  looking: Looking,
  of: Examined,
  services: ReadonlyMap<string, Found>,
  project: string,
): Promise<void> {
  const right = `resourcemanager.projects.getIamPolicy on ${project} (roles/iam.securityReviewer)`;
  const policy = await looking.at('cloudresourcemanager', `v1/projects/${project}:getIamPolicy`, right);
  const others = new Set<string>();
  await Promise.all(
    Object.keys(of.contract.functions).map(async (name) => {
      const expected = { name, account: accountOf(of, name), project, permissions: permissionsIn(of, name, project) };
      if (policy === undefined) return;
      looking.tell(judgeOtherRoles(expected, policy.found));
      for (const one of otherAccounts(expected, policy.found)) others.add(installationOf(one));
      if (expected.permissions.length === 0) return;
      const path = `v1/projects/${project}/roles/rangelight_${name}`;
      const role = await looking.at('iam', path, `iam.roles.get on ${project} (roles/iam.securityReviewer)`);
      if (role !== undefined) looking.tell(judgeRole(expected, role.found, policy.found));
    }),
  );
  await lookAtQuotas(looking, of, services, project, [...others].sort());
}

/** `worker` of one is `planner` of the same: the project that it runs in. */
function installationOf(account: string): string {
  return account.replace(/^[^@]*@/, '').replace(/\.iam\.gserviceaccount\.com$/, '');
}

async function lookAtQuotas(
  looking: Looking,
  of: Examined,
  services: ReadonlyMap<string, Found>,
  project: string,
  others: readonly string[],
): Promise<void> {
  const isOf = (scope: GrantScope): boolean => of.fleets.some((fleet) => fleet[scope] === project);
  if (isOf('project')) {
    const right = `compute.projects.get on ${project} (roles/compute.viewer)`;
    const room = await looking.at('compute', `compute/v1/projects/${project}`, right);
    if (room !== undefined) looking.tell(judgeRoom(project, of.quotas, room.found));
  }
  const rates = [
    ...(isOf('project')
      ? [
          ['compute', ['compute.googleapis.com/global_reads'], 'COMPUTE_READS_PER_MINUTE'] as const,
          ['compute', ['compute.googleapis.com/global_writes'], 'COMPUTE_WRITES_PER_MINUTE'] as const,
        ]
      : []),
    ...(isOf('fleetProject') ? [['connectgateway', undefined, 'GATEWAY_REQUESTS_PER_MINUTE'] as const] : []),
  ];
  await Promise.all(
    rates.map(async ([service, metrics, variable]) => {
      const path = `v1beta1/projects/${project}/services/${service}.googleapis.com/consumerQuotaMetrics?pageSize=500`;
      const seen = await looking.at('serviceusage', path, `serviceusage.quotas.get on ${project} (roles/viewer)`);
      const callsPerMinute = takenOf(of.contract, services, variable);
      const taken = { service: `${service}.googleapis.com`, metrics, callsPerMinute, others };
      if (seen !== undefined) looking.tell(judgeRate(project, taken, seen.found));
    }),
  );
}

async function lookAtHub(looking: Looking, fleet: ExaminedFleet): Promise<void> {
  const at = `v1/projects/${fleet.fleetProject}/locations`;
  const rightTo = (what: string): string => `gkehub.${what} on ${fleet.fleetProject} (roles/gkehub.viewer)`;
  await Promise.all([
    ...Object.keys(COMMANDS).map(async (feature) => {
      const seen = await looking.at('gkehub', `${at}/global/features/${feature}`, rightTo('features.get'));
      if (seen !== undefined) looking.tell(judgeFeature(fleet, feature, seen.found));
    }),
    (async () => {
      if (fleet.clusters.length === 0) return;
      const seen = await looking.at('gkehub', `${at}/-/memberships?pageSize=500`, rightTo('memberships.list'));
      if (seen !== undefined) looking.tell(judgeMembers(fleet, seen.found));
    })(),
  ]);
}

/** What a function is granted in a project, which may be of several sorts. */
function permissionsIn({ contract, fleets }: Examined, name: string, project: string): readonly string[] {
  const scopes = GRANT_SCOPES.filter((scope) => fleets.some((fleet) => fleet[scope] === project));
  const all = scopes.flatMap((scope) => contract.functions[name]?.permissions[scope] ?? []);
  return [...new Set(all)].sort();
}
