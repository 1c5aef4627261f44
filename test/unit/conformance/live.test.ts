// The live mode's plumbing, with an emulator in the place of the real project: claims hold, nothing is left behind.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ComputeEmulator, createComputeEmulator } from '../../../infra/emulators/compute/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Served, serve } from '../../../infra/emulators/kit/serve.ts';
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { type Claim, claims } from '../../conformance/live/claims.ts';
import { priceOf } from '../../conformance/live/prices.ts';
import type { LiveOptions } from '../../conformance/live/project.ts';
import { runClaims } from '../../conformance/live/run.ts';

let emulator: ComputeEmulator;
let served: Served;
let options: LiveOptions;
beforeEach(async () => {
  emulator = createComputeEmulator({
    project: 'live',
    clock: scaledClock(1),
    random: seededRandom(5),
    fabric: createFabric(),
    regions: [{ name: 'us-central1', zones: ['us-central1-a'] }],
    operations: 'fast',
  });
  served = await serve(emulator.handler);
  options = {
    project: 'live',
    endpoint: served.url,
    zone: 'us-central1-a',
    prefix: 'rl-live-test',
    token: () => Promise.resolve(undefined),
    patience: 5,
  };
});
afterEach(() => served.close());

function leftovers(): readonly unknown[] {
  const kinds = [
    'addresses',
    'backendServices',
    'firewalls',
    'healthChecks',
    'networkEndpointGroups',
    'urlMaps',
  ] as const;
  return kinds.flatMap((kind) => emulator.view.list(kind));
}

test.each(claims)('$name', async (claim) => {
  const [result] = await runClaims([claim], options);
  expect(result).toMatchObject({ outcome: 'passed', left: [] });
  expect(result?.exchanges).not.toEqual([]);
  expect(leftovers()).toEqual([]);
});

test('a claim that does not hold is a mismatch with its reason, and is cleaned up behind', async () => {
  const wrong: Claim = {
    name: 'wrong',
    standing: 'unverified',
    async run(project) {
      await project.make('POST', '/global/healthChecks', { name: project.name('a'), type: 'TCP', tcpHealthCheck: {} });
      // In flight when the claim fails.
      await project.call('POST', '/global/healthChecks', { name: project.name('b'), type: 'TCP', tcpHealthCheck: {} });
      throw new RangeError('not so');
    },
  };
  const [result] = await runClaims([wrong], options);
  expect(result).toMatchObject({ outcome: 'mismatch', note: 'not so', left: [] });
  expect(result?.made).toEqual(new Map([['healthChecks', 2]]));
  expect(leftovers()).toEqual([]);
});

test('what cannot be deleted is named', async () => {
  const stuck: Claim = {
    name: 'stuck',
    standing: 'unverified',
    async run(project) {
      await project.make('POST', '/global/healthChecks', { name: project.name('hc'), type: 'TCP', tcpHealthCheck: {} });
      const healthChecks = [project.link(`/global/healthChecks/${project.name('hc')}`)];
      const other = new Request(`${served.url}/compute/v1/projects/live/global/backendServices`, {
        method: 'POST',
        body: JSON.stringify({ name: 'somebody-elses', loadBalancingScheme: 'EXTERNAL_MANAGED', healthChecks }),
      });
      await emulator.handler(other);
    },
  };
  const [result] = await runClaims([stuck], options);
  expect(result?.left).toEqual(['/global/healthChecks/rl-live-test-0-hc']);
});

test('prices', () => {
  expect(priceOf(new Map([['healthChecks', 40]]))).toBe('not billable');
  expect(priceOf(new Map([['addresses', 2]]))).toBe('at most about $0.02');
});
