// One deployment serves fleets of several host projects, and is told the number of each.
import { expect, it } from 'vitest';
import { world } from '../../../functions/wiring/world.ts';
import { readDriftConfig } from '../../../lib/config/index.ts';
import type { Fleet } from '../../../lib/fleet/index.ts';
import { keptLog } from '../../scenarios/support/log-lines.ts';

const VARIABLES = {
  RANGELIGHT_PROJECT: 'demo-project',
  RANGELIGHT_REPOSITORIES: 'acme/fleet',
  RANGELIGHT_BUCKET: 'demo-state',
  RANGELIGHT_OIDC_AUDIENCE: 'rangelight-drift',
  RANGELIGHT_OIDC_CALLER: 'caller@demo-project.iam.gserviceaccount.com',
  RANGELIGHT_FLEET_PROJECT_NUMBERS: 'fleets-a=1234567890,fleets-b=2345678901',
  RANGELIGHT_ACCESS_TOKEN: 'token',
};

const fleetOf = (fleetProject: string): Fleet =>
  ({ name: 'prod', project: 'demo-project', fleetProject, clusters: [] }) as unknown as Fleet;

it('a fleet whose host project has no number stops by itself, and says which variable lacks it', async () => {
  const { open } = world(readDriftConfig(VARIABLES), keptLog().log);
  const signal = AbortSignal.timeout(5_000);
  await expect(open(fleetOf('fleets-c'), signal)).rejects.toMatchObject({
    code: 'invalid',
    message: 'RANGELIGHT_FLEET_PROJECT_NUMBERS has no number for fleets-c, the fleet host project of prod',
  });
  expect(await open(fleetOf('fleets-b'), signal)).toHaveProperty('clusters');
});
