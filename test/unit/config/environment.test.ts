// The environment of each function: defaults, what is read, and every mistake at once.
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  defaultInstallation,
  readDriftConfig,
  readPlannerConfig,
  readReporterConfig,
  readWebhookConfig,
  readWorkerConfig,
} from '../../../lib/config/index.ts';

const SHARED = { RANGELIGHT_PROJECT: 'demo-project', RANGELIGHT_REPOSITORIES: 'acme/fleet' };
const CALLER = { RANGELIGHT_OIDC_AUDIENCE: 'rangelight-planner', RANGELIGHT_OIDC_CALLER: 'caller@p.example' };
const FLEETS = {
  ...SHARED,
  ...CALLER,
  RANGELIGHT_BUCKET: 'demo-state',
  RANGELIGHT_FLEET_PROJECT_NUMBERS: 'demo-project=1234567890,other-project=2345678901',
};
const GITHUB = { GITHUB_TOKEN: 'w' };

describe('the environment of the webhook', () => {
  it('needs where to publish, for whom, and what GitHub signs with', () => {
    expect(readWebhookConfig({ ...SHARED, WEBHOOK_SECRETS: 'old,new' })).toEqual({
      project: 'demo-project',
      repositories: [{ name: 'acme/fleet', branch: 'main' }],
      topics: { revisions: 'rangelight-revisions', tasks: 'rangelight-tasks', reports: 'rangelight-reports' },
      endpoints: { pubsub: undefined },
      accessToken: undefined,
      callTimeoutSeconds: 30,
      webhookSecrets: ['old', 'new'],
    });
  });

  it('without a secret does not do', () => {
    expect(() => readWebhookConfig(SHARED)).toThrow('WEBHOOK_SECRETS: missing, expected one secret');
  });
});

describe('the environment of a function that reaches fleets', () => {
  it('has defaults for all that is not needed', () => {
    expect(readWorkerConfig(FLEETS)).toMatchObject({
      bucket: 'demo-state',
      releaseBucket: 'demo-state-release',
      auditBucket: 'demo-state-audit',
      installation: undefined,
      clusters: {
        by: 'gateway',
        projectNumbers: new Map([
          ['demo-project', '1234567890'],
          ['other-project', '2345678901'],
        ]),
      },
      endpoints: { compute: undefined, storage: undefined, gkehub: undefined, pubsub: undefined },
      rates: { computeReads: 187, computeWrites: 187, gateway: 300 },
      settleSeconds: 120,
      bakeSeconds: 60,
      drainSeconds: 60,
      pollSeconds: 5,
      workerBudgetSeconds: 480,
      leaseSeconds: 120,
    });
    expect(readDriftConfig(FLEETS)).toMatchObject({ healAfterSeconds: 180, githubPollSeconds: 300 });
    expect(readPlannerConfig({ ...FLEETS, ...GITHUB }).github.rates).toEqual({
      readsPerMinute: 100,
      writesPerMinute: 20,
      writesPerHour: 125,
    });
  });

  it('is read where it is set', () => {
    const config = readWorkerConfig({
      ...FLEETS,
      COMPUTE_ENDPOINT: 'http://127.0.0.1:1/',
      PUBSUB_ENDPOINT: 'http://127.0.0.1:2',
      KUBECONFIG: '/tmp/kube config',
      RANGELIGHT_MAX_INSTANCES: '3',
      COMPUTE_WRITES_PER_MINUTE: '1000',
      SETTLE_SECONDS: '0.5',
    });
    expect(config.endpoints).toMatchObject({ compute: 'http://127.0.0.1:1', pubsub: 'http://127.0.0.1:2' });
    expect(config.clusters).toEqual({ by: 'kubeconfig', path: '/tmp/kube config' });
    expect(config.rates).toMatchObject({ computeReads: 250, computeWrites: 333, gateway: 400 });
    expect(config.settleSeconds).toBe(0.5);
  });

  it.each([
    ['1234567890', /expected the id and the number of each fleet host project/],
    ['demo-project=12', /expected the id and the number/],
    ['demo-project=12345,demo-project=54321', /expected each project once, but it repeats demo-project/],
  ])('has the number of each fleet host project, and not %s', (numbers, expected) => {
    expect(messageOf(() => readDriftConfig({ ...FLEETS, RANGELIGHT_FLEET_PROJECT_NUMBERS: numbers }))).toMatch(
      expected,
    );
  });

  it('says what became of the one number of before', () => {
    const { RANGELIGHT_FLEET_PROJECT_NUMBERS: _, ...before } = FLEETS;
    const told = messageOf(() => readDriftConfig({ ...before, RANGELIGHT_FLEET_PROJECT_NUMBER: '1234567890' }));
    expect(told).toContain('RANGELIGHT_FLEET_PROJECT_NUMBER: expected nothing: it is RANGELIGHT_FLEET_PROJECT_NUMBERS');
    expect(told).toContain('RANGELIGHT_FLEET_PROJECT_NUMBERS: missing');
  });

  it('tells every mistake at once, each once, and no value', () => {
    const env = {
      ...GITHUB,
      RANGELIGHT_PROJECT: 'Demo Project',
      RANGELIGHT_REPOSITORIES: 'acme',
      RANGELIGHT_REPOSITORY: 'acme/fleet',
      RANGELIGHT_BRANCH: 'refs/heads/main',
      RANGELIGHT_MAX_INSTANCES: 'three',
      PUBSUB_ENDPOINT: '127.0.0.1:1',
      COMPUTE_ENDPOINT: 'localhost',
    };
    const told = messageOf(() => readPlannerConfig(env));
    const { GITHUB_TOKEN: _, ...wrong } = env;
    const missing = ['RANGELIGHT_BUCKET', ...Object.keys(CALLER)];
    for (const name of [...Object.keys(wrong), ...missing]) expect(told.split(`${name}: `)).toHaveLength(2);
    for (const name of missing) expect(told).toContain(`${name}: missing`);
    expect(told).not.toContain('three');
    expect(() => readPlannerConfig(env)).toThrow(expect.objectContaining({ code: 'invalid', system: 'configuration' }));
  });

  it.each(['SETTLE_SECONDS=2m', 'LEASE_SECONDS=0'])('refuses %s', (text) => {
    const [name = '', value = ''] = text.split('=');
    expect(messageOf(() => readWorkerConfig({ ...FLEETS, [name]: value }))).toContain(`${name}: expected a number`);
  });
});

describe('who may call', () => {
  it('has defaults for what Google is', () => {
    expect(readDriftConfig(FLEETS).caller).toEqual({
      issuers: ['https://accounts.google.com', 'accounts.google.com'],
      keysUrl: 'https://www.googleapis.com/oauth2/v3/certs',
      audience: 'rangelight-planner',
      account: 'caller@p.example',
    });
  });

  it('takes another issuer and its keys', () => {
    const more = {
      RANGELIGHT_OIDC_ISSUER: 'https://issuer.example.com/a',
      RANGELIGHT_OIDC_KEYS: 'http://127.0.0.1:81/certs',
    };
    expect(readDriftConfig({ ...FLEETS, ...more }).caller).toMatchObject({
      issuers: ['https://issuer.example.com/a', 'issuer.example.com/a'],
      keysUrl: 'http://127.0.0.1:81/certs',
    });
  });

  it.each([
    ['RANGELIGHT_OIDC_KEYS', 'http://keys.example.com/certs'],
    ['RANGELIGHT_OIDC_KEYS', 'http://127.0.0.1.example.com/certs'],
    ['RANGELIGHT_OIDC_KEYS', 'off'],
    ['RANGELIGHT_OIDC_ISSUER', 'http://accounts.google.com'],
    ['RANGELIGHT_OIDC_ISSUER', 'none'],
    ['RANGELIGHT_OIDC_CALLER', 'allUsers'],
    ['RANGELIGHT_OIDC_AUDIENCE', ' '],
  ])('refuses %s=%s', (name, value) => {
    expect(messageOf(() => readDriftConfig({ ...FLEETS, [name]: value }))).toContain(`${name}: expected`);
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('how GitHub is called', () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const read = (key: string, more: Readonly<Record<string, string>> = {}) =>
    readPlannerConfig({ ...FLEETS, RANGELIGHT_GITHUB_APP_ID: '4711', RANGELIGHT_GITHUB_APP_KEY: key, ...more });

  it.each([
    ['PEM', privateKey],
    ['PEM with its line ends written out', privateKey.replaceAll('\n', '\\n')],
    ['PEM in base64', Buffer.from(privateKey).toString('base64')],
  ])('as an App, with its key as %s, shown to nobody', (_, key) => {
    const config = read(key);
    expect(config.github.app?.privateKey.asymmetricKeyType).toBe('rsa');
    expect(JSON.stringify(config) + inspect(config, { depth: 9, showHidden: true })).not.toContain(
      privateKey.split('\n')[1],
    );
  });

  it.each([
    ['a key that is none', 'c2VjcmV0LXRleHQ=', {}, /RANGELIGHT_GITHUB_APP_KEY: expected/],
    ['no key', '', {}, /RANGELIGHT_GITHUB_APP_KEY: expected/],
    ['no id', privateKey, { RANGELIGHT_GITHUB_APP_ID: '' }, /RANGELIGHT_GITHUB_APP_ID: expected/],
    ['a token beside it', privateKey, { GITHUB_TOKEN: 't' }, /GITHUB_TOKEN: expected nothing/],
  ])('and not with %s, without telling it', (_, key, more, expected) => {
    expect(() => read(key, more)).toThrow(expected);
    expect(() => read(key, more)).not.toThrow(/secret-text|c2VjcmV0|PRIVATE/);
  });

  it('reads with the writing token when there is no other', () => {
    const readings = { RANGELIGHT_GITHUB_READ_TOKEN: 'r' };
    expect(readPlannerConfig({ ...FLEETS, ...GITHUB }).github.token).toBe('w');
    expect(readPlannerConfig({ ...FLEETS, ...GITHUB, ...readings }).github.token).toBe('r');
    expect(read(privateKey, readings).github).toMatchObject({ token: 'r', app: undefined });
  });

  it.each([
    ['planner', readPlannerConfig],
    ['reporter', readReporterConfig],
  ])('is what the %s cannot do without', (_, readConfig) => {
    expect(messageOf(() => readConfig({ ...FLEETS, WEBHOOK_SECRETS: 's' }))).toContain(
      'RANGELIGHT_GITHUB_APP_ID: expected a GitHub App',
    );
  });
});

describe('the id of the installation', () => {
  const given = (id: string) => readDriftConfig({ ...FLEETS, RANGELIGHT_INSTALLATION: id }).installation;

  it('is as given, or not known', () => {
    expect(given('acme-1')).toBe('acme-1');
    expect(given('')).toBeUndefined();
  });

  it.each(['Acme', '-acme', 'a b', 'a=b', 'a'.repeat(33)])('may not be %j', (id) => {
    expect(() => given(id)).toThrow(
      'RANGELIGHT_INSTALLATION: expected up to 32 lower-case letters, digits and hyphens',
    );
  });

  it('is by default one of the bucket, that is the same every time and of the same form', () => {
    expect(defaultInstallation('demo-state')).toMatch(/^[0-9a-f]{12}$/);
    expect(defaultInstallation('demo-state')).toBe(defaultInstallation('demo-state'));
    expect(defaultInstallation('demo-state')).not.toBe(defaultInstallation('demo-state-2'));
    expect(given(defaultInstallation('demo-state'))).toBe(defaultInstallation('demo-state'));
  });
});
