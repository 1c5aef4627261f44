// `rangelight plan` against emulators on sockets, as a process and in this one: what it finds, how it ends, that it only reads.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalCloud, startCloud } from '../../infra/local/cloud.ts';
import { TOKENS } from '../../infra/local/layout.ts';
import type { Plan, Revision } from '../../lib/plan/index.ts';
import { rangelight, rangelightProcess } from './cli-process.ts';

const SEED = join(import.meta.dirname, '../../infra/local/seed');

let directory: string;
let cloud: LocalCloud;
let endpoints: string;
let kubeconfig: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rangelight-plan-'));
  cloud = await startCloud({
    directory,
    speed: 10,
    seed: 1,
    operations: 'instant',
    propagation: 'none',
    webhookUrl: () => undefined,
  });
  kubeconfig = join(directory, 'kubeconfig');
  endpoints = join(directory, 'endpoints.json');
  await writeFile(kubeconfig, cloud.kubeconfig);
  await writeFile(endpoints, JSON.stringify({ compute: cloud.urls.compute, gkehub: cloud.urls.gkehub, kubeconfig }));
});
afterAll(async () => {
  await cloud.close();
  await rm(directory, { recursive: true });
});

/** Requests for changes, without those of the emulated pods and controllers. */
function writes(): number {
  const inClusters = cloud.clusters.flatMap((cluster) => cluster.api.journal.mutations());
  const byRangelight = inClusters.filter(
    ({ method, path }) => method === 'DELETE' || /fieldManager=rangelight/.test(path),
  );
  return cloud.compute.journal.mutations().length + byRangelight.length;
}

const ADDRESS = 'rl1-ip-gone-0123456789';

/** What a namespace leaves behind that Git no longer names; gives what takes it away again. */
async function reserveAddress(): Promise<() => Promise<void>> {
  const collection = `${cloud.urls.compute}/compute/v1/projects/demo-project/global/addresses`;
  const body = JSON.stringify({ name: ADDRESS, description: 'rangelight/v2 installation=acme fleet=prod unit=gone' });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKENS.person}` };
  const answer = await fetch(collection, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  return async () => {
    await fetch(`${collection}/${ADDRESS}`, { method: 'DELETE', headers });
  };
}

describe('plan', () => {
  it('shows what is pending, as text, and only reads', async () => {
    const before = writes();
    const { code, stdout, stderr } = await rangelightProcess(['plan', SEED, '--local', endpoints]);
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).toMatch(/^unit blue {2}plan [0-9a-f]{12}$/m);
    expect(stdout).toMatch(
      /route foo\.example\.com\/\* → blue\/foo in asia-east1\/gke-asia \([1-9]\d* ready\), .*: new/,
    );
    expect(writes()).toBe(before);
  });

  it('gives revision and plans as JSON, with addresses as options', async () => {
    const servers = ['--compute-endpoint', cloud.urls.compute, '--gkehub-endpoint', cloud.urls.gkehub];
    const { code, stdout, stderr } = await rangelight(['plan', SEED, '--json', '--kubeconfig', kubeconfig, ...servers]);
    expect([code, stderr]).toEqual([2, '']);
    const { revision, plans } = JSON.parse(stdout) as { revision: Revision; plans: Plan[] };
    expect(revision).toMatchObject({ fleet: 'prod', occasion: { type: 'head' }, diagnostics: [] });
    expect(plans.map((plan) => plan.digest)).toEqual(revision.units.flatMap((unit) => unit.plan ?? []));
  });

  it('goes on without a cluster that it cannot reach, and says how to reach it', async () => {
    const asia = await rangelight(['plan', SEED, '--local', endpoints]);
    await writeFile(`${kubeconfig}-two`, cloud.kubeconfig.replaceAll('asia-east1_gke-asia', 'elsewhere'));
    const env = { KUBECONFIG: `${kubeconfig}-two` };
    const servers = ['--compute-endpoint', cloud.urls.compute, '--gkehub-endpoint', cloud.urls.gkehub];
    const without = await rangelightProcess(['plan', SEED, ...servers], env);
    expect(without.stderr).toMatch(
      /no context for asia-east1\/gke-asia: give one with --context asia-east1\/gke-asia=/,
    );
    expect(without.stdout).toMatch(/warning cluster-unreachable cluster asia-east1\/gke-asia/);
    expect(without.code).toBe(2);
    const named = await rangelightProcess(
      ['plan', SEED, ...servers, '--context', 'asia-east1/gke-asia=elsewhere'],
      env,
    );
    expect(named).toEqual(asia);
  });

  it('shows a change that needs approval with its gate', async () => {
    onTestFinished(await reserveAddress());
    const { code, stdout, stderr } = await rangelight(['plan', SEED, '--local', endpoints]);
    expect([code, stderr]).toEqual([3, '']);
    expect(stdout).toMatch(new RegExp(`gate vip-release would release the VIP held by ${ADDRESS}`));
  });
});
