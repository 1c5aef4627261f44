// The project of the local cloud as the Terraform module would leave it: what `rangelight doctor` looks at.
import {
  APIS,
  audienceOf,
  COLLECTIONS,
  type FunctionName,
  FUNCTIONS,
  IDENTITIES,
  OBJECT_ROLES,
  ORDERED_TOPICS,
  ROUTES,
  SECRETS,
  subscriptionOf,
  TICK,
  TOPICS,
  type Topic,
} from '../deploy/contract.ts';
import { permissionsOf, PUBLISHES } from '../deploy/permissions.ts';
import { SERVICES } from '../deploy/services.ts';
import type { OtherFeature } from '../emulators/gkehub/index.ts';
import type { ProjectState } from '../emulators/project/index.ts';
import type { TopicPolicies } from '../emulators/pubsub/index.ts';
import type { BucketBinding, BucketSettings } from '../emulators/storage/index.ts';
import { BUCKETS, CALLER, NAME, OWNER, PROJECT, PROJECT_NUMBER, SECOND_REPOSITORY, TOKENS } from './layout.ts';
import { accountOf } from './rights.ts';

export const REGION = 'local';

const SCOPES = ['project', 'networkProject', 'fleetProject'] as const;
const YEAR_SECONDS = 31_536_000;
const MOST_IN_CONDITION = 10;

/** Load balancers, their network and the fleet are in one project here, so that a function has one role. */
export function deployedProject(): ProjectState {
  const roles = FUNCTIONS.map((name) => [name, permissionsIn(name)] as const).filter(([, own]) => own.length > 0);
  const ofObjects = Object.entries(OBJECT_ROLES).map(([name, own]) => [`rangelight_object_${name}`, own] as const);
  return {
    services: new Set<string>(APIS),
    roles: new Map([...roles.map(([name, own]) => [`rangelight_${name}`, own] as const), ...ofObjects]),
    bindings: roles.map(([name]) => ({
      role: `projects/${PROJECT}/roles/rangelight_${name}`,
      members: [memberOf(name)],
    })),
    runServices: new Map(FUNCTIONS.map((name) => [`${REGION}/rangelight-${name}`, runService(name)])),
    runPolicies: new Map([[`${REGION}/rangelight-webhook`, [{ role: 'roles/run.invoker', members: ['allUsers'] }]]]),
    jobs: new Map([
      [
        `${REGION}/rangelight-tick`,
        {
          schedule: TICK.schedule,
          state: 'ENABLED',
          uri: `https://${ROUTES.tick.to}.local${ROUTES.tick.path}`,
          serviceAccountEmail: CALLER,
          audience: audienceOf(ROUTES.tick.to),
        },
      ],
    ]),
    secrets: new Map([
      [SECRETS.WEBHOOK_SECRETS, { state: 'ENABLED', value: TOKENS.webhookSecret }],
      [SECRETS.RANGELIGHT_GITHUB_APP_KEY, { state: 'ENABLED', value: 'none: functions have a token here' }],
    ]),
    // Defaults of a project. Source: "API rate quotas" of Compute; "Connect gateway quotas".
    quotas: new Map([
      [
        'compute.googleapis.com',
        ['global_reads', 'global_writes'].map((name) => ({
          metric: `compute.googleapis.com/${name}`,
          unit: '1/min/{project}',
          limit: 1_500,
        })),
      ],
      [
        'connectgateway.googleapis.com',
        [{ metric: 'connectgateway.googleapis.com/default_requests', unit: '1/min/{project}', limit: 2_400 }],
      ],
    ]),
  };
}

export function bucketSettings(): ReadonlyMap<string, BucketSettings> {
  const documents = (bucket: 'state' | 'release'): BucketSettings => ({
    location: 'EU',
    uniformAccess: true,
    versioning: true,
    softDeleteSeconds: 0,
    lifecycle: [{ action: { type: 'Delete' }, condition: { daysSinceNoncurrentTime: 30, isLive: false } }],
    bindings: bindingsOf(bucket),
  });
  const audit: BucketSettings = {
    location: 'EU',
    uniformAccess: true,
    retentionSeconds: YEAR_SECONDS,
    bindings: bindingsOf('audit'),
  };
  return new Map([
    [BUCKETS.state, documents('state')],
    [BUCKETS.release, documents('release')],
    [BUCKETS.audit, audit],
  ]);
}

/** Topic or subscription → its policy. */
export function topicPolicies(): TopicPolicies {
  const agent = `serviceAccount:service-${PROJECT_NUMBER}@gcp-sa-pubsub.iam.gserviceaccount.com`;
  const topics = (Object.keys(TOPICS) as Topic[]).map((topic) => {
    const own = FUNCTIONS.filter((name) => PUBLISHES[name].includes(topic)).map(memberOf);
    const members = topic === 'deadLetters' ? [...own, agent] : own;
    return [`projects/${PROJECT}/topics/${TOPICS[topic]}`, [{ role: 'roles/pubsub.publisher', members }]] as const;
  });
  const subscriptions = ORDERED_TOPICS.map(
    (topic) =>
      [
        `projects/${PROJECT}/subscriptions/${subscriptionOf(topic)}`,
        [{ role: 'roles/pubsub.subscriber', members: [agent] }],
      ] as const,
  );
  return new Map<string, readonly { readonly role: string; readonly members: readonly string[] }[]>([
    ...topics,
    ...subscriptions,
  ]);
}

export function hubFeatures(): Map<string, OtherFeature> {
  return new Map([
    ['multiclusterservicediscovery', {}],
    ['servicemesh', { said: new Map(IN_MESH.map((link) => [membershipOf(link), MANAGED])) }],
  ]);
}

/** Clusters of which Google runs the control plane of the mesh. */
const IN_MESH = ['us-west1/gke-us', 'europe-north1/gke-eu'];
const MANAGED = { controlPlaneManagement: { implementation: 'TRAFFIC_DIRECTOR', state: 'ACTIVE' } };

function membershipOf(link: string): string {
  const [location, name] = link.split('/');
  return `projects/${PROJECT}/locations/${location}/memberships/${name}`;
}

function bindingsOf(bucket: keyof typeof BUCKETS): readonly BucketBinding[] {
  const role = (of: keyof typeof OBJECT_ROLES): string => `projects/${PROJECT}/roles/rangelight_object_${of}`;
  const functions = IDENTITIES.filter((one) => one !== 'person');
  const readers = bucket === 'audit' ? [] : functions.map(memberOf);
  const writers = functions.flatMap((name) => {
    const own = COLLECTIONS.filter((one) => one.bucket === bucket && one.writers.includes(name));
    return chunksOf(own).map((chunk, index) => ({
      role: role(bucket === 'audit' ? 'adder' : 'writer'),
      members: [memberOf(name)],
      condition: {
        title: `rangelight-${bucket}-${index}`,
        expression: chunk
          .map(
            ({ collection }) =>
              `resource.name.startsWith("projects/_/buckets/${BUCKETS[bucket]}/objects/${collection}/")`,
          )
          .join(' || '),
      },
    }));
  });
  return [...(readers.length > 0 ? [{ role: role('reader'), members: readers }] : []), ...writers];
}

function chunksOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / MOST_IN_CONDITION);
  return Array.from({ length: count }, (_, at) => all.slice(at * MOST_IN_CONDITION, (at + 1) * MOST_IN_CONDITION));
}

function memberOf(name: FunctionName): string {
  return `serviceAccount:${accountOf(name)}`;
}

function permissionsIn(name: FunctionName): readonly string[] {
  return [...new Set(SCOPES.flatMap((scope) => permissionsOf(name, scope)))].sort();
}

function runService(name: FunctionName): Readonly<Record<string, unknown>> {
  const { timeoutSeconds, shares, mostInstances } = SERVICES[name];
  const isOpen = name === 'webhook';
  const audience = isOpen ? undefined : audienceOf(name);
  const variables = {
    ...shares,
    RANGELIGHT_REPOSITORIES: `${NAME},${OWNER}/${SECOND_REPOSITORY}`,
    RANGELIGHT_FLEET_PROJECT_NUMBERS: `${PROJECT}=${PROJECT_NUMBER}`,
    RANGELIGHT_MAX_INSTANCES: mostInstances,
    // No App: a token is shown to GitHub.
    GITHUB_TOKEN: TOKENS.github,
    ...(audience !== undefined && { RANGELIGHT_OIDC_AUDIENCE: audience }),
  };
  return {
    uri: `https://${name}.local`,
    ingress: isOpen ? 'INGRESS_TRAFFIC_ALL' : 'INGRESS_TRAFFIC_INTERNAL_ONLY',
    ...(isOpen ? {} : { invokerIamDisabled: true }),
    customAudiences: audience === undefined ? [] : [audience],
    terminalCondition: { type: 'Ready', state: 'CONDITION_SUCCEEDED' },
    template: {
      serviceAccount: accountOf(name),
      timeout: `${timeoutSeconds}s`,
      scaling: { maxInstanceCount: mostInstances },
      containers: [{ env: Object.entries(variables).map(([key, value]) => ({ name: key, value: String(value) })) }],
    },
  };
}
