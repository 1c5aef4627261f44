// The environment: defaults, what is read, and every mistake at once.
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { defaultInstallation, readConfig, readPrivateConfig } from '../../../lib/config/index.ts';

const MINIMUM = {
  RANGELIGHT_PROJECT: 'demo-project',
  RANGELIGHT_BUCKET: 'demo-state',
  RANGELIGHT_REPOSITORIES: 'acme/fleet',
  RANGELIGHT_FLEET_PROJECT_NUMBER: '1234567890',
};

describe('readConfig', () => {
  it('needs four variables and has defaults for the rest', () => {
    expect(readConfig(MINIMUM)).toEqual({
      project: 'demo-project',
      bucket: 'demo-state',
      releaseBucket: 'demo-state-release',
      auditBucket: 'demo-state-audit',
      installation: undefined,
      repositories: [{ name: 'acme/fleet', branch: 'main' }],
      topics: { revisions: 'rangelight-revisions', tasks: 'rangelight-tasks', reports: 'rangelight-reports' },
      clusters: { by: 'gateway', projectNumber: '1234567890' },
      github: {
        app: undefined,
        token: undefined,
        readToken: undefined,
        login: undefined,
        apiUrl: undefined,
        webhookSecrets: [],
      },
      endpoints: { compute: undefined, storage: undefined, gkehub: undefined, pubsub: undefined },
      accessToken: undefined,
      rates: {
        computeReads: 187,
        computeWrites: 187,
        gateway: 300,
        github: { readsPerMinute: 100, writesPerMinute: 20, writesPerHour: 125 },
      },
      healAfterSeconds: 180,
      settleSeconds: 120,
      bakeSeconds: 60,
      drainSeconds: 60,
      pollSeconds: 5,
      githubPollSeconds: 300,
      callTimeoutSeconds: 30,
      workerBudgetSeconds: 480,
      leaseSeconds: 120,
    });
  });

  it('reads what is set', () => {
    const config = readConfig({
      ...MINIMUM,
      GITHUB_TOKEN: 'w',
      RANGELIGHT_GITHUB_READ_TOKEN: 'r',
      WEBHOOK_SECRETS: 'old,new',
      COMPUTE_ENDPOINT: 'http://127.0.0.1:1/',
      PUBSUB_ENDPOINT: 'http://127.0.0.1:2',
      KUBECONFIG: '/tmp/kube config',
      RANGELIGHT_MAX_INSTANCES: '3',
      COMPUTE_WRITES_PER_MINUTE: '1000',
      SETTLE_SECONDS: '0.5',
    });
    expect(config.github).toMatchObject({ token: 'w', readToken: 'r', webhookSecrets: ['old', 'new'] });
    expect(config.endpoints).toMatchObject({ compute: 'http://127.0.0.1:1', pubsub: 'http://127.0.0.1:2' });
    expect(config.clusters).toEqual({ by: 'kubeconfig', path: '/tmp/kube config' });
    expect(config.rates).toMatchObject({ computeReads: 250, computeWrites: 333, gateway: 400 });
    expect(config.settleSeconds).toBe(0.5);
  });

  it('reads the repository with the writing token when there is no other', () => {
    expect(readConfig({ ...MINIMUM, GITHUB_TOKEN: 'w' }).github.readToken).toBe('w');
  });

  it('tells every mistake at once, and no value', () => {
    const env = {
      RANGELIGHT_PROJECT: 'Demo Project',
      RANGELIGHT_REPOSITORIES: 'acme',
      RANGELIGHT_REPOSITORY: 'acme/fleet',
      RANGELIGHT_BRANCH: 'refs/heads/main',
      WEBHOOK_SECRETS: 'one,two,three',
      SETTLE_SECONDS: '2m',
      LEASE_SECONDS: '0',
      PUBSUB_ENDPOINT: '127.0.0.1:1',
      COMPUTE_ENDPOINT: 'localhost',
    };
    const told = messageOf(() => readConfig(env));
    for (const name of [...Object.keys(env), 'RANGELIGHT_BUCKET']) expect(told).toContain(`${name}: `);
    expect(told).toContain('RANGELIGHT_BUCKET: missing, expected a bucket name');
    expect(told).not.toContain('three');
    expect(() => readConfig(env)).toThrow(expect.objectContaining({ code: 'invalid', system: 'configuration' }));
  });
});

describe('readPrivateConfig', () => {
  const CALLER = {
    RANGELIGHT_OIDC_AUDIENCE: 'https://planner.example.com',
    RANGELIGHT_OIDC_CALLER: 'caller@p.example',
  };

  it('has defaults for what Google is, none for who may call', () => {
    expect(readPrivateConfig({ ...MINIMUM, ...CALLER })).toEqual({
      ...readConfig(MINIMUM),
      caller: {
        issuers: ['https://accounts.google.com', 'accounts.google.com'],
        keysUrl: 'https://www.googleapis.com/oauth2/v3/certs',
        audience: 'https://planner.example.com',
        account: 'caller@p.example',
      },
    });
    const told = messageOf(() => readPrivateConfig({ ...MINIMUM, RANGELIGHT_PROJECT: '' }));
    for (const name of ['RANGELIGHT_PROJECT', ...Object.keys(CALLER)]) expect(told).toContain(`${name}: missing`);
  });

  it('takes another issuer and its keys', () => {
    const more = {
      RANGELIGHT_OIDC_ISSUER: 'https://issuer.example.com/a',
      RANGELIGHT_OIDC_KEYS: 'http://127.0.0.1:81/certs',
    };
    expect(readPrivateConfig({ ...MINIMUM, ...CALLER, ...more }).caller).toMatchObject({
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
    const env = { ...MINIMUM, ...CALLER, [name]: value };
    expect(messageOf(() => readPrivateConfig(env))).toContain(`${name}: expected`);
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

describe('a GitHub App in the environment', () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const read = (key: string, more: Readonly<Record<string, string>> = {}) =>
    readConfig({ ...MINIMUM, RANGELIGHT_GITHUB_APP_ID: '4711', RANGELIGHT_GITHUB_APP_KEY: key, ...more });

  it.each([
    ['PEM', privateKey],
    ['PEM with its line ends written out', privateKey.replaceAll('\n', '\\n')],
    ['PEM in base64', Buffer.from(privateKey).toString('base64')],
  ])('takes its key as %s, and shows it to nobody', (_, key) => {
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
  ])('refuses %s, without telling it', (_, key, more, expected) => {
    expect(() => read(key, more)).toThrow(expected);
    expect(() => read(key, more)).not.toThrow(/secret-text|c2VjcmV0|PRIVATE/);
  });
});

describe('the id of the installation', () => {
  const given = (id: string) => readConfig({ ...MINIMUM, RANGELIGHT_INSTALLATION: id }).installation;

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
