// How many pods a backend service should reach in a region, and how many of them were there before.
import { beforeEach, describe, expect, test } from 'vitest';
import { podsBehind } from '../../../../../lib/features/ingress/runs/pods-behind.ts';
import { type JsonObject, RangelightError } from '../../../../../lib/core/index.ts';
import { type DesiredResource, refKey } from '../../../../../lib/model/index.ts';
import { desiredOf, EU, PROJECT, resource, UNIT, US } from '../../../balancer.ts';
import { NEVER } from '../../../app/rig.ts';
import { type StepRig, stepRig } from '../../../app/running/steps/step-context.ts';
import { clusterRef, computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const SERVICE = computeRef('backendService', PROJECT, 'bs');
const neg = (name: string, zone: string) => computeRef('networkEndpointGroup', PROJECT, name, zone);
const derived = (cluster: string, name: string) => clusterRef('service', cluster, name, UNIT);

const group = (name: string, zone: string, ...services: readonly ReturnType<typeof derived>[]): DesiredResource =>
  resource(neg(name, zone), {}, { dependsOn: services.map(refKey) });
const service = (cluster: string, name: string, selector: JsonObject = { app: name }): DesiredResource =>
  resource(derived(cluster, name), { spec: { selector } });
const backed = (...groups: readonly (readonly [string, string])[]): DesiredResource =>
  resource(SERVICE, { backends: groups.map(([name, zone]) => ({ group: refKey(neg(name, zone)) })) });

const SWITCHED = Date.UTC(2026, 0, 31, 9);
const made = (minutes: number): string => new Date(SWITCHED + minutes * 60_000).toISOString();

function pod(
  app: string,
  metadata: JsonObject,
  status: JsonObject = { phase: 'Running' },
  namespace = UNIT,
): JsonObject {
  return { metadata: { namespace, labels: { app }, ...metadata }, status };
}

let rig: StepRig;

function desire(...resources: readonly DesiredResource[]): void {
  rig = stepRig({ desired: async () => desiredOf(resources) });
}

const look = (region = 'europe-west1', signal = NEVER) => podsBehind(SERVICE, region, SWITCHED, rig.context, signal);

beforeEach(() => {
  desire(
    backed(['a', 'europe-west1-b'], ['b', 'europe-west1-c'], ['u', 'us-west1-a']),
    group('a', 'europe-west1-b', derived(EU, 'svc')),
    group('b', 'europe-west1-c', derived(EU, 'svc')),
    group('u', 'us-west1-a', derived(US, 'svc')),
    service(EU, 'svc'),
    service(US, 'svc'),
  );
});

describe('the pods behind a service', () => {
  test('are those of its Services in the region, each once, and those that were there before are told apart', async () => {
    rig.clusters.seed(EU, 'pod', [
      pod('svc', { creationTimestamp: made(-1) }),
      pod('svc', { creationTimestamp: made(0) }),
      pod('svc', { creationTimestamp: made(1) }),
      pod('svc', {}),
      pod('other', { creationTimestamp: made(-1) }),
      pod('svc', { creationTimestamp: made(-1) }, { phase: 'Running' }, 'green'),
    ]);
    rig.clusters.seed(US, 'pod', [pod('svc', { creationTimestamp: made(2) })]);
    expect(await look()).toEqual({ present: 4, standing: 3 });
    expect(await look('us-west1')).toEqual({ present: 1, standing: 0 });
  });

  test('are not those on their way out, nor those that have ended', async () => {
    rig.clusters.seed(EU, 'pod', [
      pod('svc', { creationTimestamp: made(-1), deletionTimestamp: made(1) }),
      pod('svc', { creationTimestamp: made(-1) }, { phase: 'Failed' }),
      pod('svc', { creationTimestamp: made(-1) }, { phase: 'Succeeded' }),
      pod('svc', { creationTimestamp: made(-1) }, {}),
    ]);
    expect(await look()).toEqual({ present: 1, standing: 1 });
  });

  test('of several Services count together', async () => {
    desire(
      backed(['a', 'europe-west1-b']),
      group('a', 'europe-west1-b', derived(EU, 'one'), derived(EU, 'two')),
      service(EU, 'one'),
      service(EU, 'two'),
    );
    rig.clusters.seed(EU, 'pod', [pod('one', {}), pod('two', { creationTimestamp: made(1) })]);
    expect(await look()).toEqual({ present: 2, standing: 1 });
  });

  test('that all leave are none, which is known', async () => {
    rig.clusters.seed(EU, 'pod', [pod('svc', { deletionTimestamp: made(1) })]);
    expect(await look()).toEqual({ present: 0, standing: 0 });
  });
});

describe('pods are not known', () => {
  test('where there is not even one that leaves: something else serves', async () => {
    expect(await look()).toBeUndefined();
  });

  test('where what is to be reached is lost, or does not have the service, or nothing in the region', async () => {
    rig.clusters.seed(EU, 'pod', [pod('svc', {})]);
    expect(await look('asia-east1')).toBeUndefined();
    desire(service(EU, 'svc'));
    expect(await look()).toBeUndefined();
    rig = stepRig();
    expect(await look()).toBeUndefined();
  });

  test('where a group, its Service or what that one depends on is not wanted any more', async () => {
    const backend = backed(['a', 'europe-west1-b']);
    const other = resource(computeRef('healthCheck', PROJECT, 'hc'), {});
    for (const rest of [
      [],
      [group('a', 'europe-west1-b', derived(EU, 'svc'))],
      [resource(neg('a', 'europe-west1-b'), {}, { dependsOn: [refKey(other.ref)] }), other],
    ]) {
      desire(backend, ...rest);
      rig.clusters.seed(EU, 'pod', [pod('svc', {})]);
      expect(await look()).toBeUndefined();
    }
  });

  test('where a Service selects nothing', async () => {
    const backend = backed(['a', 'europe-west1-b']);
    desire(backend, group('a', 'europe-west1-b', derived(EU, 'svc')), service(EU, 'svc', {}));
    rig.clusters.seed(EU, 'pod', [pod('svc', {})]);
    expect(await look()).toBeUndefined();
  });

  test('where a cluster cannot be read', async () => {
    rig.clusters.unreachable.add(EU);
    expect(await look()).toBeUndefined();
  });
});

test('a bug of ours, and a worker that is told to stop, are not taken for pods that are not known', async () => {
  rig.clusters.read = async () => {
    throw new TypeError('x is not a function');
  };
  await expect(look()).rejects.toThrow('x is not a function');
  const stop = new AbortController();
  rig.clusters.read = async () => {
    stop.abort();
    throw new RangelightError('unavailable', 'kubernetes', 'aborted');
  };
  await expect(look('europe-west1', stop.signal)).rejects.toThrow('aborted');
});
