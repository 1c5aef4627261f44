// The environment: defaults, what is read, and every mistake at once.
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/config/index.ts';

const MINIMUM = {
  RANGELIGHT_PROJECT: 'demo-project',
  RANGELIGHT_BUCKET: 'demo-state',
  RANGELIGHT_REPOSITORY: 'acme/fleet',
  RANGELIGHT_FLEET_PROJECT_NUMBER: '1234567890',
};

describe('readConfig', () => {
  it('needs four variables and has defaults for the rest', () => {
    expect(readConfig(MINIMUM)).toEqual({
      project: 'demo-project',
      bucket: 'demo-state',
      repository: { owner: 'acme', repo: 'fleet' },
      branch: 'main',
      topics: { revisions: 'rangelight-revisions', tasks: 'rangelight-tasks', reports: 'rangelight-reports' },
      clusters: { by: 'gateway', projectNumber: '1234567890' },
      github: { token: undefined, readToken: undefined, login: undefined, apiUrl: undefined, webhookSecrets: [] },
      endpoints: { compute: undefined, storage: undefined, gkehub: undefined, pubsub: undefined },
      accessToken: undefined,
      rates: { computeReads: 187, computeWrites: 187, gateway: 300 },
      settleSeconds: 120,
      bakeSeconds: 60,
      drainSeconds: 60,
      pollSeconds: 5,
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
      PUBSUB_EMULATOR_HOST: '127.0.0.1:2',
      KUBECONFIG: '/tmp/kube config',
      RANGELIGHT_MAX_INSTANCES: '3',
      COMPUTE_WRITES_PER_MINUTE: '1000',
      SETTLE_SECONDS: '0.5',
    });
    expect(config.github).toMatchObject({ token: 'w', readToken: 'r', webhookSecrets: ['old', 'new'] });
    expect(config.endpoints).toMatchObject({ compute: 'http://127.0.0.1:1', pubsub: '127.0.0.1:2' });
    expect(config.clusters).toEqual({ by: 'kubeconfig', path: '/tmp/kube config' });
    expect(config.rates).toEqual({ computeReads: 250, computeWrites: 333, gateway: 400 });
    expect(config.settleSeconds).toBe(0.5);
  });

  it('reads the repository with the writing token when there is no other', () => {
    expect(readConfig({ ...MINIMUM, GITHUB_TOKEN: 'w' }).github.readToken).toBe('w');
  });

  it('tells every mistake at once, and no value', () => {
    const env = {
      RANGELIGHT_PROJECT: 'Demo Project',
      RANGELIGHT_REPOSITORY: 'acme',
      WEBHOOK_SECRETS: 'one,two,three',
      SETTLE_SECONDS: '2m',
      LEASE_SECONDS: '0',
      PUBSUB_EMULATOR_HOST: 'http://127.0.0.1:1',
      COMPUTE_ENDPOINT: 'localhost',
    };
    const told = messageOf(() => readConfig(env));
    for (const name of [...Object.keys(env), 'RANGELIGHT_BUCKET']) expect(told).toContain(`${name}: `);
    expect(told).toContain('RANGELIGHT_BUCKET: missing, expected a bucket name');
    expect(told).not.toContain('three');
    expect(() => readConfig(env)).toThrow(expect.objectContaining({ code: 'invalid', system: 'configuration' }));
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
