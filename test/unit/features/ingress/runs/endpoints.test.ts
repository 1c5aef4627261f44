// Endpoints of a worker-kept NEG: what leaves, and what must not.
import { expect, test } from 'vitest';
import { endpointDifference } from '../../../../../lib/features/ingress/runs/endpoints.ts';
import type { FleetPorts } from '../../../../../lib/live/index.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import { NEVER } from '../../../app/rig.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const NEG = computeRef('networkEndpointGroup', 'p', 'neg', 'asia-east1-a');
const SOURCE = { cluster: 'asia-east1/gke-asia', namespace: 'blue', service: 'foo', port: 'web' };
const PRESENT = { instance: 'node', ipAddress: '10.0.0.1', port: 8080 };

function portsWith(slices: readonly JsonObject[]): FleetPorts {
  const clusters = { read: async () => slices };
  const compute = { endpoints: async () => [PRESENT] };
  return { clusters, compute } as unknown as FleetPorts;
}

test('the last pod leaves when its slice says so', async () => {
  const slice = { ports: [{ name: 'web', port: 8080 }], endpoints: [] };
  expect(await endpointDifference(NEG, SOURCE, portsWith([slice]), NEVER)).toEqual({ attach: [], detach: [PRESENT] });
});

test('no pod leaves because of an empty list: a Service always has a slice', async () => {
  expect(await endpointDifference(NEG, SOURCE, portsWith([]), NEVER)).toEqual({ attach: [], detach: [] });
});
