// What is looked at in Rangelight's own project: APIs, buckets and who writes in them, topics and subscriptions, the
// services, their secrets, and the tick.
import { objectsAt, textAt, type JsonObject } from '../../core/index.ts';
import { type DocumentBucket, GRANT_SCOPES } from './contract.ts';
import type { Defect } from './defect.ts';
import { accountOf, type Examined } from './examined.ts';
import { judgeAccess } from './judge-access.ts';
import { judgeBucket } from './judge-buckets.ts';
import { judgeObjectRole } from './judge-role.ts';
import { judgeService, judgeShares, judgeWebhookAccess } from './judge-services.ts';
import { judgeSubscription } from './judge-subscriptions.ts';
import { judgeTick } from './judge-tick.ts';
import { judgeAgent, judgePublishers, pubsubAgent } from './judge-topics.ts';
import type { Found, Looking } from './looking.ts';

/** The services by function; those that could not be read are not among them. */
export async function lookAtProject(looking: Looking, of: Examined): Promise<ReadonlyMap<string, Found>> {
  const services = new Map<string, Found>();
  await Promise.all([
    lookAtApis(looking, of),
    ...(['state', 'release', 'audit'] as const).map((use) => lookAtBucket(looking, of, use)),
    lookAtMessages(looking, of),
    ...Object.keys(of.contract.functions).map(async (name) => {
      const found = await lookAtService(looking, of, name);
      if (found !== undefined) services.set(name, found.found);
    }),
    lookAtTick(looking, of),
    ...Object.values(of.contract.secrets).map((secret) => lookAtSecret(looking, of, secret)),
  ]);
  looking.tell(judgeShares(of.contract, services));
  return services;
}

/** Its number, which names service agents and paths of Connect Gateway. Undefined where it cannot be read. */
export async function numberOf(looking: Looking, project: string): Promise<string | undefined> {
  const seen = await looking.at(
    'cloudresourcemanager',
    `v1/projects/${project}`,
    `resourcemanager.projects.get on ${project} (roles/viewer)`,
  );
  return textAt(seen?.found, 'projectNumber');
}

async function lookAtApis(looking: Looking, { contract, project, fleets }: Examined): Promise<void> {
  const needed = new Map<string, Set<string>>([[project, new Set(contract.apis)]]);
  for (const fleet of fleets)
    for (const scope of GRANT_SCOPES) {
      const own = needed.get(fleet[scope]) ?? new Set();
      for (const api of contract.fleetApis[scope]) own.add(api);
      needed.set(fleet[scope], own);
    }
  await Promise.all(
    [...needed].map(async ([one, apis]) => {
      const path = `v1/projects/${one}/services?filter=state:ENABLED&pageSize=200`;
      const seen = await looking.at('serviceusage', path, `serviceusage.services.list on ${one} (roles/viewer)`);
      if (seen !== undefined) looking.tell(judgeApis([...apis].sort(), one, seen.found));
    }),
  );
}

function judgeApis(apis: readonly string[], project: string, found: Found): readonly Defect[] {
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

async function lookAtBucket(looking: Looking, of: Examined, use: DocumentBucket): Promise<void> {
  const { contract, project, bucket } = of;
  const name = use === 'state' ? bucket : `${bucket}-${use}`;
  const right = `storage.buckets.get on gs://${name} (roles/viewer)`;
  const seen = await looking.at('storage', `storage/v1/b/${name}`, right);
  if (seen !== undefined) looking.tell(judgeBucket(name, use === 'audit' ? 'audit' : 'documents', seen.found));
  if (seen?.found === undefined) return;
  const holders = Object.entries(contract.functions).map(([function_, documents]) => ({
    name: function_,
    member: `serviceAccount:${accountOf(of, function_)}`,
    documents,
  }));
  const policy = await looking.at(
    'storage',
    `storage/v1/b/${name}/iam?optionsRequestedPolicyVersion=3`,
    `storage.buckets.getIamPolicy on gs://${name} (roles/iam.securityReviewer)`,
  );
  if (policy !== undefined) looking.tell(judgeAccess(contract, { name, use, project }, holders, policy.found));
}

async function lookAtMessages(looking: Looking, of: Examined): Promise<void> {
  const { contract, project } = of;
  const memberOf = (name: string): string => `serviceAccount:${accountOf(of, name)}`;
  const caller = accountOf(of, 'caller');
  const number = await numberOf(looking, project);
  const agent = number === undefined ? undefined : pubsubAgent(number);
  const policyOf = (resource: string, kind: 'topics' | 'subscriptions') =>
    looking.at(
      'pubsub',
      `v1/projects/${project}/${resource}:getIamPolicy`,
      `pubsub.${kind}.getIamPolicy on ${project} (roles/iam.securityReviewer)`,
    );
  await Promise.all([
    ...Object.entries(contract.topics).map(async ([topic, id]) => {
      const policy = await policyOf(`topics/${id}`, 'topics');
      if (policy === undefined) return;
      looking.tell(judgePublishers(contract, topic, memberOf, policy.found));
      if (topic === 'deadLetters' && agent !== undefined)
        looking.tell(judgeAgent(`topic ${id}`, 'roles/pubsub.publisher', agent, policy.found));
    }),
    ...Object.values(contract.subscriptions).map(async (expected) => {
      const path = `subscriptions/${expected.name}`;
      const seen = await looking.at(
        'pubsub',
        `v1/projects/${project}/${path}`,
        `pubsub.subscriptions.get on ${project} (roles/viewer)`,
      );
      if (seen !== undefined) looking.tell(judgeSubscription(contract, expected, caller, seen.found));
      if (seen?.found === undefined || !expected.ordered || agent === undefined) return;
      const policy = await policyOf(path, 'subscriptions');
      if (policy === undefined) return;
      const where = `subscription ${expected.name}`;
      looking.tell(judgeAgent(where, 'roles/pubsub.subscriber', agent, policy.found));
    }),
    ...(['reader', 'writer', 'adder'] as const).map(async (one) => {
      const id = `rangelight_object_${one}`;
      const path = `v1/projects/${project}/roles/${id}`;
      const seen = await looking.at('iam', path, `iam.roles.get on ${project} (roles/iam.securityReviewer)`);
      if (seen !== undefined) looking.tell(judgeObjectRole(path.slice(3), contract.objectRoles[one], seen.found));
    }),
  ]);
}

async function lookAtService(
  looking: Looking,
  of: Examined,
  name: string,
): Promise<{ readonly found: Found } | undefined> {
  const { contract, project, region } = of;
  const path = `v2/projects/${project}/locations/${region}/services/rangelight-${name}`;
  const seen = await looking.at('run', path, `run.services.get on ${project} (roles/viewer)`);
  if (seen === undefined) return undefined;
  looking.tell(judgeService(contract, name, accountOf(of, name), seen.found));
  if (name === 'webhook' && isOpenByPolicy(seen.found)) {
    const right = `run.services.getIamPolicy on ${project} (roles/iam.securityReviewer)`;
    const policy = await looking.at('run', `${path}:getIamPolicy`, right);
    if (policy !== undefined) looking.tell(judgeWebhookAccess(seen.found, policy.found));
  }
  return seen;
}

function isOpenByPolicy(found: JsonObject | undefined): boolean {
  return found !== undefined && found['invokerIamDisabled'] !== true;
}

async function lookAtTick(looking: Looking, { contract, project, region }: Examined): Promise<void> {
  const job = `projects/${project}/locations/${region}/jobs/rangelight-tick`;
  const right = `cloudscheduler.jobs.get on ${project} (roles/viewer)`;
  const seen = await looking.at('cloudscheduler', `v1/${job}`, right);
  if (seen !== undefined) looking.tell(judgeTick(contract, job, seen.found));
}

/** Its newest version, not what it holds. */
async function lookAtSecret(looking: Looking, { project }: Examined, secret: string): Promise<void> {
  const path = `v1/projects/${project}/secrets/${secret}/versions/latest`;
  const seen = await looking.at('secretmanager', path, `secretmanager.versions.get on ${project} (roles/viewer)`);
  if (seen === undefined || textAt(seen.found, 'state') === 'ENABLED') return;
  const state = textAt(seen.found, 'state');
  const message = `${state === undefined ? 'it has no version' : `its newest version is ${state}`}: services do not start`;
  const fix = `gcloud secrets versions add ${secret} --data-file=- --project=${project}`;
  looking.tell([{ code: 'secret-empty', where: `secret ${secret}`, message, fix }]);
}
