// A cluster that joins a service which others serve gets nothing at first; everything else comes in as it is wanted.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import { backendMark, parseBackendMark } from '../../../../../lib/features/ingress/drain/index.ts';
import { rebuiltWithOthers, withJoining } from '../../../../../lib/features/ingress/drain/joining.ts';
import { objectsAt, textAt } from '../../../../../lib/core/index.ts';
import { INGRESS_RUNS } from '../../../../../lib/features/ingress/runs/index.ts';
import type { FleetPorts } from '../../../../../lib/live/index.ts';
import { EU, US } from '../../../fleet-of-two.ts';
import { FLEET } from '../blue.ts';
import { standing } from './standing.ts';

const NEVER = new AbortController().signal;
const NOW = Date.parse('2026-01-05T10:00:00Z');
const backend = (group: string, cluster: string, capacityScaler = 1): JsonObject => ({
  group,
  description: backendMark({ cluster }),
  capacityScaler,
});
const body = (...backends: readonly JsonObject[]): JsonObject => ({ backends });
const capacities = (written: JsonObject) => objectsAt(written, 'backends').map((one) => one['capacityScaler']);

test('its groups have no capacity and a word that is over soon', () => {
  const written = withJoining(body(backend('a', EU)), body(backend('a', EU), backend('b', US)), NOW);
  expect(capacities(written)).toEqual([1, 0]);
  const [, joined] = objectsAt(written, 'backends');
  expect(parseBackendMark(textAt(joined, 'description'))).toEqual({
    cluster: US,
    drain: { by: 'rangelight', until: NOW + 180_000, reason: 'it joins' },
  });
});

describe('comes in whole', () => {
  test.each([
    [
      'a further zone, or the new groups of a cluster that was rebuilt',
      body(backend('a', EU), backend('b', US)),
      [1, 1, 1],
    ],
    ['what nobody else serves', body(), [1, 1, 1]],
    ['what nobody else takes requests for', body(backend('a', EU, 0)), [1, 1, 1]],
    ['what may be of a cluster that is there', body(backend('a', EU), { group: 'x' }), [1, 1, 1]],
  ])('%s', (_name, current, expected) => {
    const changed = body(backend('a', EU), backend('b', US), backend('c', US));
    expect(capacities(withJoining(current, changed, NOW))).toEqual(expected);
  });

  test('what takes the place of all that served', () => {
    const changed = body(backend('b', US));
    expect(withJoining(body(backend('a', EU)), changed, NOW)).toEqual(changed);
  });
});

test('what Git drains stays as Git says', () => {
  const changed = body(backend('a', EU), backend('b', US, 0));
  expect(withJoining(body(backend('a', EU)), changed, NOW)).toEqual(changed);
});

describe('the new groups of a cluster that was rebuilt', () => {
  const current = body(backend('a', EU), backend('old', US));
  const changed = body(backend('a', EU), backend('old', US), backend('new', US));

  test('join where somebody says so, and the old ones stay as they are', () => {
    expect(capacities(withJoining(current, changed, NOW, new Set([US])))).toEqual([1, 1, 0]);
    expect(capacities(withJoining(current, changed, NOW))).toEqual([1, 1, 1]);
  });

  const zone = (zones: string, name: string): string => `projects/p/zones/${zones}/networkEndpointGroups/${name}`;
  const [eu, old, anew] = [zone('europe-a', 'eu'), zone('us-a', 'old'), zone('us-a', 'new')];
  const rebuilt = async (healthy: readonly string[], now: JsonObject, next: JsonObject) => {
    const world = standing();
    world.compute.health = async (_service, { name }) => [
      { ipAddress: '10.0.0.1', port: 80, healthy: healthy.includes(name) },
    ];
    const ref = world.put('one', []);
    return [...(await rebuiltWithOthers(world, ref, now, next, NEVER))];
  };
  const both = body(backend(eu, EU), backend(old, US));

  test('are told by their name, and join where another cluster has a healthy endpoint', async () => {
    const next = body(backend(eu, EU), backend(old, US), backend(anew, US));
    expect(await rebuilt(['eu'], both, next)).toEqual([US]);
    expect(await rebuilt(['old', 'new'], both, next)).toEqual([]);
    // A further zone has the name of the others.
    expect(await rebuilt(['eu'], both, body(backend(eu, EU), backend(zone('us-b', 'old'), US)))).toEqual([]);
  });

  test('come in whole where all clusters are rebuilt, or the other one takes nothing', async () => {
    const all = body(backend(eu, EU), backend(zone('europe-a', 'eu2'), EU), backend(old, US), backend(anew, US));
    expect(await rebuilt(['eu'], both, all)).toEqual([]);
    const drained = body(backend(eu, EU, 0), backend(old, US));
    expect(await rebuilt(['eu'], drained, body(backend(eu, EU, 0), backend(anew, US)))).toEqual([]);
  });
});

test('only where the fleet file asks for it, and only where the list of backends is written', async () => {
  const world = standing();
  const ref = world.put('one', []);
  const ports = { compute: world.compute } as unknown as FleetPorts;
  const { whole } = INGRESS_RUNS.kinds?.['backendService']?.writes ?? {};
  const [current, changed] = [body(backend('a', EU)), body(backend('a', EU), backend('b', US))];
  const written = (traffic: JsonObject, members = changed) =>
    whole?.(
      current,
      members,
      { fleet: { ...FLEET, features: { traffic } }, now: NOW, kinds: world.kinds, ports },
      ref,
      NEVER,
    );
  expect(await written({})).toEqual(changed);
  expect(await written({ ramp: false })).toEqual(changed);
  expect(await written({ ramp: true })).toEqual(withJoining(current, changed, NOW));
  expect(await written({ ramp: true }, { timeoutSec: 7 })).toEqual({ timeoutSec: 7 });
});
