// What the Terraform module tells the functions, and lets them do, is what the table says: worked out by Terraform
// where it is installed, and read from the module's text for the rest.
import { describe, expect, it } from 'vitest';
import { audienceOf, COLLECTIONS, type FunctionName, FUNCTIONS, ROUTES, TOPICS } from '../../infra/deploy/contract.ts';
import { permissionsOf } from '../../infra/deploy/permissions.ts';
import { SERVICES } from '../../infra/deploy/services.ts';
import { CLUSTER_ROLES } from '../../infra/local/cluster-rights.ts';
import {
  type Config,
  readDriftConfig,
  readPlannerConfig,
  readReporterConfig,
  readWebhookConfig,
  readWorkerConfig,
} from '../../lib/config/index.ts';
import { type Body, MODULE, readConfiguration } from './configuration.ts';
import { hasTerraform, terraform, workedOut } from './terraform.ts';

const VARIABLES = {
  project: 'acme-rangelight',
  project_number: '123456789012',
  region: 'europe-west1',
  bucket: 'acme-state',
  bucket_location: 'EU',
  image: 'image',
  repositories: ['acme/ingress', 'acme/shop@release'],
  github_app_id: '4711',
  people: ['group:sre@example.com'],
  settings: { SETTLE_SECONDS: '180', HEAL_AFTER_SECONDS: '600' },
  fleets: {
    prod: { project: 'acme-prod', network_project: 'acme-network', fleet_project_number: '234567890123' },
    shop: { project: 'acme-shop', fleet_project: 'acme-fleets', fleet_project_number: '345678901234' },
    next: { project: 'acme-prod', fleet_project_number: '234567890123' },
  },
};

const READERS: Readonly<Record<FunctionName, (env: Readonly<Record<string, string>>) => Config>> = {
  webhook: readWebhookConfig,
  planner: readPlannerConfig,
  worker: readWorkerConfig,
  drift: readDriftConfig,
  reporter: readReporterConfig,
};

const { resources } = await readConfiguration(MODULE);

/** The arguments of the one resource of that type and name. */
function resource(type: string, name: string): Body {
  const found = resources.find((one) => one.type === type && one.name === name);
  if (found === undefined) throw new TypeError(`${type}.${name}`);
  return found.body;
}

/** The one block of that name. */
function block(body: Body, ...path: readonly string[]): Body {
  return path.reduce((within, name) => (within[name] as readonly Body[])[0] ?? {}, body);
}

describe.skipIf(!hasTerraform)('worked out by Terraform, which is skipped where it is not installed', () => {
  it('the files are formatted as Terraform does', () => {
    expect(terraform(MODULE, ['fmt', '-check', '-recursive'])).toEqual({ status: 0, out: '', err: '' });
  });

  const said = (): Readonly<Record<FunctionName, Readonly<Record<string, string>>>> =>
    workedOut('local.environments', VARIABLES) as Readonly<Record<FunctionName, Readonly<Record<string, string>>>>;
  const secrets = (): Readonly<Record<FunctionName, Readonly<Record<string, string>>>> =>
    workedOut('local.secret_environments', VARIABLES) as Readonly<
      Record<FunctionName, Readonly<Record<string, string>>>
    >;

  it('each function is told all that it needs and nothing that it does not know, and starts with it', () => {
    const [environments, secret] = [said(), secrets()];
    for (const name of FUNCTIONS) {
      const { needed, known } = SERVICES[name].variables;
      const told = [...Object.keys(environments[name]), ...Object.keys(secret[name])];
      expect([...needed, ...known]).toEqual(expect.arrayContaining(told));
      expect(told).toEqual(expect.arrayContaining([...needed]));
      // A key that a person adds; the form of it is none of Terraform's business.
      const { RANGELIGHT_GITHUB_APP_ID: _, ...others } = environments[name];
      const app = secret[name]['RANGELIGHT_GITHUB_APP_KEY'] === undefined ? {} : { GITHUB_TOKEN: 'token' };
      const signed = secret[name]['WEBHOOK_SECRETS'] === undefined ? {} : { WEBHOOK_SECRETS: 'secret' };
      expect(READERS[name]({ ...others, ...app, ...signed }).repositories).toHaveLength(2);
    }
  });

  it('nobody but webhook and reporter is told what GitHub signs with, nor anybody but planner and reporter the key of the App', () => {
    const having = (variable: string): readonly string[] =>
      FUNCTIONS.filter((name) => secrets()[name][variable] !== undefined);
    expect(having('WEBHOOK_SECRETS')).toEqual(['webhook', 'reporter']);
    expect(having('RANGELIGHT_GITHUB_APP_KEY')).toEqual(['planner', 'reporter']);
  });

  it('each fleet host project has its number, once', () => {
    const numbers = 'acme-prod=234567890123,acme-fleets=345678901234';
    const told = said().worker['RANGELIGHT_FLEET_PROJECT_NUMBERS']?.split(',').sort().join();
    expect(told).toBe(numbers.split(',').sort().join());
  });

  it('each function is asked for with its own audience, by the one account', () => {
    const environments = said();
    for (const name of FUNCTIONS) {
      if (name === 'webhook') continue;
      expect(environments[name]).toMatchObject({
        RANGELIGHT_OIDC_AUDIENCE: audienceOf(name),
        RANGELIGHT_OIDC_CALLER: 'rangelight-caller@acme-rangelight.iam.gserviceaccount.com',
      });
    }
  });

  interface Writer {
    readonly member: string;
    readonly bucket: string;
    readonly title: string;
    readonly expression: string;
  }

  it('each identity writes its own collections, under conditions that IAM takes', () => {
    const writers = Object.values(workedOut('local.bucket_writers', VARIABLES) as Record<string, Writer>);
    const granted = writers.flatMap(({ member, expression }) => {
      // Source: IAM, "Quotas and limits": twelve logical operators in a condition.
      expect(expression.split(/\|\||&&/).length - 1).toBeLessThanOrEqual(12);
      const names = [...expression.matchAll(/startsWith\("projects\/_\/buckets\/([^/]+)\/objects\/([^/]+)\/"\)/g)];
      expect(names).toHaveLength(expression.split('||').length);
      return names.map(([, bucket, collection]) => `${member} ${bucket}/${collection}`);
    });
    const buckets = { state: 'acme-state', release: 'acme-state-release', audit: 'acme-state-audit' };
    const account = (name: string): string =>
      name === 'person'
        ? 'group:sre@example.com'
        : `serviceAccount:rangelight-${name}@acme-rangelight.iam.gserviceaccount.com`;
    const wanted = COLLECTIONS.flatMap(({ bucket, collection, writers: all }) =>
      all.map((writer) => `${account(writer)} ${buckets[bucket]}/${collection}`),
    );
    expect(granted.sort()).toEqual(wanted.sort());
    expect(granted.filter((one) => /planner.*(?:applied|approvals|runs|leases)/.test(one))).toEqual([]);
  });

  it('each function has a role with exactly its permissions in each project that it reaches', () => {
    const roles = workedOut('local.roles', VARIABLES) as Record<string, { readonly permissions: readonly string[] }>;
    const scopes = { project: 'acme-shop', networkProject: 'acme-shop', fleetProject: 'acme-fleets' } as const;
    for (const name of FUNCTIONS) {
      const [own, fleet] = [roles[`${name}/${scopes.project}`], roles[`${name}/${scopes.fleetProject}`]];
      const here = new Set([...permissionsOf(name, 'project'), ...permissionsOf(name, 'networkProject')]);
      expect(own?.permissions ?? []).toEqual([...here].sort());
      expect(fleet?.permissions ?? []).toEqual(permissionsOf(name, 'fleetProject'));
      expect(roles[`${name}/acme-network`]?.permissions ?? []).toEqual(permissionsOf(name, 'networkProject'));
    }
    expect(Object.keys(roles).some((key) => /^(?:webhook|reporter)\//.test(key))).toBe(false);
  });

  it('each function that reaches clusters is bound to a role that is there', () => {
    expect(workedOut('local.cluster_functions', VARIABLES)).toEqual([...CLUSTER_ROLES.keys()].sort());
    for (const [name, { metadata }] of CLUSTER_ROLES) expect(metadata.name).toBe(`rangelight-${name}`);
  });

  it.each([
    [{ webhook_access: 'open' }, 'webhook_access is all-users'],
    [{ webhook_access: 'load-balancer' }, 'webhook_domain is needed'],
    [{ project_number: 'acme' }, 'project_number is digits only'],
    [{ repositories: [] }, 'At least one repository'],
    [{ fleets: {} }, 'At least one fleet'],
  ])('refuses %j', (wrong, expected) => {
    expect(() => workedOut('local.webhook_ingress', { ...VARIABLES, ...wrong })).toThrow(expected);
  });
});

describe('the text of the module', () => {
  const service = resource('google_cloud_run_v2_service', 'function');
  const subscription = resource('google_pubsub_subscription', 'push');

  it('runs each function as the table says, with an identity of its own', () => {
    expect(service['for_each']).toBe('${local.functions}');
    const template = block(service, 'template');
    expect(template).toMatchObject({
      service_account: '${google_service_account.function[each.key].email}',
      timeout: '${each.value.timeoutSeconds}s',
      max_instance_request_concurrency: '${each.value.concurrency}',
    });
    expect(block(template, 'scaling')['max_instance_count']).toBe('${each.value.mostInstances}');
    expect(block(template, 'containers')['env']).toEqual([{ name: 'FUNCTION_TARGET', value: '${each.key}' }]);
  });

  it('lets nobody but Google reach the private functions, and leaves their tokens whole', () => {
    expect(service['ingress']).toContain('"INGRESS_TRAFFIC_INTERNAL_ONLY"');
    expect(service['invoker_iam_disabled']).toContain('each.key != "webhook"');
  });

  it('pushes each topic to the path and with the audience of its function', () => {
    expect(subscription).toMatchObject({
      for_each: '${local.contract.subscriptions}',
      topic: '${google_pubsub_topic.own[each.key].id}',
      ack_deadline_seconds: '${local.contract.subscription.ackDeadlineSeconds}',
      enable_message_ordering: '${each.value.ordered}',
    });
    const push = block(subscription, 'push_config');
    expect(push['push_endpoint']).toBe('${google_cloud_run_v2_service.function[each.value.to].uri}${each.value.path}');
    expect(block(push, 'oidc_token')).toEqual({
      service_account_email: '${google_service_account.caller.email}',
      audience: '${local.functions[each.value.to].audience}',
    });
    expect(Object.keys(TOPICS).sort()).toEqual(
      Object.keys(ROUTES)
        .filter((name) => name !== 'tick')
        .sort(),
    );
  });

  it('keeps subscriptions that nothing comes to, and gives Pub/Sub what giving up takes', () => {
    expect(block(subscription, 'expiration_policy')).toEqual({ ttl: '' });
    for (const type of ['google_pubsub_topic_iam_member', 'google_pubsub_subscription_iam_member'])
      expect(resource(type, 'dead_letters')['member']).toBe('${local.pubsub_agent}');
  });

  it('never forbids to replace a document of the state, nor keeps deleted ones twice', () => {
    const state = resource('google_storage_bucket', 'state');
    expect(state).not.toHaveProperty('retention_policy');
    expect(block(state, 'soft_delete_policy')).toEqual({ retention_duration_seconds: 0 });
    expect(block(state, 'versioning')).toEqual({ enabled: true });
    // What is in use may be of any age.
    expect(block(state, 'lifecycle_rule', 'condition')).not.toHaveProperty('age');
    expect(block(resource('google_storage_bucket', 'audit'), 'retention_policy')['retention_period']).toContain('days');
    for (const { body } of resources.filter(({ type }) => type === 'google_storage_bucket'))
      expect(body).toMatchObject({ uniform_bucket_level_access: true, public_access_prevention: 'enforced' });
  });

  it('keeps values of secrets out of the state', () => {
    expect(resources.map(({ type }) => type)).not.toContain('google_secret_manager_secret_version');
  });

  it('uses of the roles that Google has only the narrowest', () => {
    const granted = resources.flatMap(({ type, body }) => (type.endsWith('_iam_member') ? [body['role']] : []));
    const own = granted.filter((role) => !String(role).includes('google_project_iam_custom_role.'));
    expect(new Set(own)).toEqual(
      new Set([
        'roles/pubsub.publisher',
        'roles/pubsub.subscriber',
        'roles/run.invoker',
        'roles/secretmanager.secretAccessor',
      ]),
    );
  });
});
