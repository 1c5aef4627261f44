// Requests as clients of a region send them, and waiting until the load balancer answers as it should.
import { expect, vi } from 'vitest';
import type { LocalCloud } from '../../../infra/local/cloud.ts';
import { HANGS_MS } from '../../limits.ts';
import type { Scenario } from './scenario.ts';
import { clusterOf, objectsIn } from './state.ts';

export const INGRESSES = '/apis/networking.gke.io/v1/multiclusteringresses';
export const SERVICES = '/apis/networking.gke.io/v1/multiclusterservices';

/** status.VIP of an ingress in a cluster; undefined while there is none. */
export async function vipIn(cloud: LocalCloud, link: string, name: string): Promise<string | undefined> {
  const ingress = (await objectsIn(clusterOf(cloud, link), INGRESSES)).find((one) => one.metadata.name === name);
  const vip = ingress?.status?.['VIP'];
  return typeof vip === 'string' ? vip : undefined;
}

export interface Served {
  readonly status: number;
  readonly cluster?: string;
  readonly app?: string;
  readonly pod?: string;
}

/** Asks who serves a host; the answer of whatever is not a pod has only its status. */
export async function whoServes(scenario: Scenario, region: string, vip: string, host?: string): Promise<Served> {
  const answer = await scenario.ask(region, `http://${vip}/who`, host === undefined ? {} : { host });
  if (answer.status !== 200) return { status: answer.status };
  return { status: 200, ...(JSON.parse(answer.body) as { cluster: string; app: string; pod: string }) };
}

/** That an app serves a host. On a busy machine an answer can take longer than the load balancer waits: 504 passes. */
export async function expectServed(scenario: Scenario, app: string, vip: string, host: string): Promise<void> {
  const look = async (): Promise<void> => {
    expect(await whoServes(scenario, 'us-west1', vip, host)).toMatchObject({ app });
  };
  await vi.waitFor(look, { timeout: HANGS_MS / 2, interval: 100 });
}

/** Looks at once and after each health verdict that changed, until `look` says yes. The test's timeout is the limit. */
export async function afterHealthChanges({ cloud }: Scenario, look: () => Promise<boolean>): Promise<void> {
  let changed = deferred();
  const stop = cloud.dataPlane.onHealthChange(() => changed.resolve());
  try {
    for (;;) {
      const next = changed;
      if (await look()) return;
      await next.promise;
      changed = deferred();
    }
  } finally {
    stop();
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  return Promise.withResolvers<void>();
}
