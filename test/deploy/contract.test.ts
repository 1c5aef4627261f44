// The table of the deployment says of the code what the code says of itself.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTRACT } from '../../docs/reference/generate.ts';
import { TIMEOUT_MS as DRIFT_MS } from '../../functions/drift/compose.ts';
import { TIMEOUT_MS as PLANNER_MS } from '../../functions/planner/compose.ts';
import { TIMEOUT_MS as REPORTER_MS } from '../../functions/reporter/compose.ts';
import { TIMEOUT_MS as WEBHOOK_MS } from '../../functions/webhook/compose.ts';
import { type FunctionName, FUNCTIONS, SUBSCRIPTION, TICK, TOPICS } from '../../infra/deploy/contract.ts';
import { contractJson } from '../../infra/deploy/contract-json.ts';
import { CALLS, permissionsOf, sourceOf } from '../../infra/deploy/permissions.ts';
import { QUOTAS, SERVICES } from '../../infra/deploy/services.ts';
import { CALLS as COMPUTE_CALLS } from '../../lib/adapters/compute/collection-calls.ts';
import {
  type Config,
  readDriftConfig,
  readPlannerConfig,
  readReporterConfig,
  readWebhookConfig,
  readWorkerConfig,
} from '../../lib/config/index.ts';

const READERS: Readonly<Record<FunctionName, (env: Readonly<Record<string, string>>) => Config>> = {
  webhook: readWebhookConfig,
  planner: readPlannerConfig,
  worker: readWorkerConfig,
  drift: readDriftConfig,
  reporter: readReporterConfig,
};

/** Variables of before, which are known only to be refused. */
const FORMER = new Set(['RANGELIGHT_REPOSITORY', 'RANGELIGHT_FLEET_PROJECT_NUMBER']);

/** What a function asks of an empty environment, and what it says is missing there. */
function asked(name: FunctionName): { readonly known: readonly string[]; readonly needed: readonly string[] } {
  const known = new Set<string>();
  const env = new Proxy<Readonly<Record<string, string>>>(
    {},
    { get: (_, variable) => void known.add(String(variable)) },
  );
  let told = '';
  try {
    READERS[name](env);
  } catch (error) {
    told = (error as Error).message;
  }
  const needed = [...told.matchAll(/^ {2}(\w+): /gm)].map(([, variable]) => variable ?? '');
  return { known: [...known].filter((variable) => !FORMER.has(variable)).sort(), needed: needed.sort() };
}

const VALUES: Readonly<Record<string, string>> = {
  RANGELIGHT_PROJECT: 'demo-project',
  RANGELIGHT_REPOSITORIES: 'acme/fleet',
  RANGELIGHT_BUCKET: 'demo-state',
  RANGELIGHT_OIDC_AUDIENCE: 'rangelight-planner',
  RANGELIGHT_OIDC_CALLER: 'caller@demo-project.iam.gserviceaccount.com',
  RANGELIGHT_FLEET_PROJECT_NUMBERS: 'demo-project=1234567890',
  WEBHOOK_SECRETS: 'secret',
  GITHUB_TOKEN: 'token',
};

describe.each(FUNCTIONS)('%s', (name) => {
  const { needed, known } = SERVICES[name].variables;

  it('knows the variables of the table, and needs those that it must have', () => {
    expect(asked(name)).toEqual({
      known: [...new Set<string>([...needed, ...known])].sort(),
      needed: [...needed].sort(),
    });
  });

  it('starts with them, and says in words which one is missing', () => {
    expect(READERS[name](VALUES).project).toBe('demo-project');
    for (const variable of needed) {
      const without = { ...VALUES, [variable]: '', ...(variable.includes('GITHUB') ? { GITHUB_TOKEN: '' } : {}) };
      expect(() => READERS[name](without)).toThrow(`${variable}: `);
    }
  });
});

describe('times', () => {
  const defaults = readWorkerConfig(VALUES);
  const [call, budget] = [defaults.callTimeoutSeconds, defaults.workerBudgetSeconds];
  const codes: Readonly<Record<FunctionName, number>> = {
    webhook: WEBHOOK_MS / 1000,
    planner: PLANNER_MS / 1000,
    worker: budget,
    drift: DRIFT_MS / 1000,
    reporter: REPORTER_MS / 1000,
  };

  it.each(FUNCTIONS)('%s gives up before Pub/Sub does, and Pub/Sub before Cloud Run', (name) => {
    const { timeoutSeconds } = SERVICES[name];
    expect(codes[name]).toBeLessThan(timeoutSeconds);
    if (name === 'webhook') return;
    expect(codes[name] + call).toBeLessThan(SUBSCRIPTION.ackDeadlineSeconds);
    expect(timeoutSeconds).toBeGreaterThanOrEqual(SUBSCRIPTION.ackDeadlineSeconds);
  });

  it('a lease outlives one call, and its next holder waits less than for the message to come again', () => {
    expect(defaults.leaseSeconds / 2).toBeGreaterThan(call);
    expect(defaults.leaseSeconds + call).toBeLessThan(SUBSCRIPTION.ackDeadlineSeconds);
  });

  it('a tick ends before its job gives it up', () => {
    expect(codes.drift + call).toBeLessThanOrEqual(TICK.deadlineSeconds);
    expect(TICK.deadlineSeconds).toBeLessThanOrEqual(SERVICES.drift.timeoutSeconds);
  });
});

describe('quotas', () => {
  it.each(Object.entries(QUOTAS))(
    'the shares of %s stay within %i, and leave each instance something',
    (variable, most) => {
      const services = FUNCTIONS.filter((name) =>
        (SERVICES[name].variables.known as readonly string[]).includes(variable),
      );
      const shares = services.map((name) => (SERVICES[name].shares as Readonly<Record<string, number>>)[variable] ?? 0);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(most);
      // A share below the number of instances is rounded up, and more than was given is taken.
      for (const [index, name] of services.entries())
        expect(shares[index]).toBeGreaterThanOrEqual(SERVICES[name].mostInstances);
    },
  );
});

describe('permissions', () => {
  it('each have a public source', () => {
    for (const row of CALLS) expect(sourceOf(row)).toMatch(/^https:\/\/cloud\.google\.com\/[\w/.-]+$/);
  });

  it('cover every way in which the worker changes what it makes, and nobody else has one that writes', () => {
    const writes = /\.(?:insert|patch|update|delete|set\w+|add\w+|attach\w+|detach\w+)$/;
    const written = new Set(CALLS.filter(({ call }) => writes.test(call)).map(({ call }) => call));
    for (const [collection, { updates }] of Object.entries(COMPUTE_CALLS)) {
      const name = PERMITTED[collection] ?? collection;
      const verbs = Object.values(updates.verbs).map(({ method }) => method);
      const bodies = 'body' in updates ? ['patch', 'update'] : [];
      for (const method of ['insert', 'delete', ...verbs, ...bodies]) expect(written).toContain(`${name}.${method}`);
    }
    const looks = /\.(?:get|list)$/;
    for (const name of FUNCTIONS.filter((one) => one !== 'worker'))
      for (const scope of ['project', 'networkProject', 'fleetProject'] as const)
        expect(permissionsOf(name, scope).filter((permission) => !looks.test(permission))).toEqual([]);
  });
});

/** Global ones have permissions of their own. */
const PERMITTED: Readonly<Record<string, string>> = {
  addresses: 'globalAddresses',
  forwardingRules: 'globalForwardingRules',
};

it('topics are those that the functions publish on when nothing else is said', () => {
  const { revisions, tasks, reports } = TOPICS;
  expect(readWebhookConfig(VALUES).topics).toEqual({ revisions, tasks, reports });
});

it('contract.json is as `npm run gen` writes it', () => {
  expect(readFileSync(CONTRACT, 'utf8'), 'stale: run `npm run gen`').toBe(contractJson());
});
