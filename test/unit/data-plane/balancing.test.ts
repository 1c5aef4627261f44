import { expect, test } from 'vitest';
import { capacityOf, nextInLine, type Pool } from '../../../infra/emulators/compute/data-plane/balancing/capacity.ts';
import { nearestFirst } from '../../../infra/emulators/compute/data-plane/balancing/distance.ts';

function pool(region: string, capacity: number, healthy = 1, neg = `${region}-neg`): Pool {
  const endpoints = Array.from({ length: healthy }, (_, i) => ({ ipAddress: `10.0.0.${i}`, port: 80 }));
  return { neg, zone: `${region}-a`, region, capacity, healthy: endpoints };
}

const order = ['near', 'middle', 'far'];
const chosen = (pools: readonly Pool[], used: Readonly<Record<string, number>> = {}): readonly string[] =>
  nextInLine(pools, order, ({ neg }) => used[neg] ?? 0).map(({ neg }) => neg);

test('capacity counts all endpoints, scaled; the whole group may have its own limit', () => {
  const group = 'neg';
  expect(capacityOf({ group, maxRatePerEndpoint: 10, capacityScaler: 0.5 }, 4)).toBe(20);
  expect(capacityOf({ group, maxRatePerEndpoint: 10, maxRate: 15 }, 4)).toBe(15);
  expect(capacityOf({ group, capacityScaler: 0 }, 4)).toBe(0);
  expect(capacityOf({ group }, 4)).toBe(Number.POSITIVE_INFINITY);
});

test('the nearest region with capacity and health takes the request', () => {
  const pools = [pool('far', 5), pool('near', 5), pool('middle', 5)];
  expect(chosen(pools)).toEqual(['near-neg']);
  expect(chosen(pools, { 'near-neg': 5 })).toEqual(['middle-neg']);
  expect(chosen([pool('near', 5, 0), pool('far', 5)])).toEqual(['far-neg']);
});

test('when every region is full the nearest healthy one is overloaded', () => {
  expect(chosen([pool('middle', 1), pool('far', 1)], { 'middle-neg': 1, 'far-neg': 1 })).toEqual(['middle-neg']);
});

test('zones of one region share; a full or drained one drops out', () => {
  const pools = [pool('near', 1, 1, 'a'), pool('near', 2, 1, 'b'), pool('near', 0, 1, 'drained')];
  expect(chosen(pools)).toEqual(['a', 'b']);
  expect(chosen(pools, { a: 1 })).toEqual(['b']);
});

test('nothing healthy: nobody is in line', () => {
  expect(chosen([pool('near', 5, 0)])).toEqual([]);
});

test('nearest first: the region itself, its area, its continent, the rest', () => {
  const regions = ['asia-east1', 'europe-west1', 'us-east1', 'us-west2', 'us-west1'];
  expect(nearestFirst('us-west1', regions)).toEqual(['us-west1', 'us-west2', 'us-east1', 'europe-west1', 'asia-east1']);
  expect(nearestFirst('europe-north1', regions)[0]).toBe('europe-west1');
  expect(nearestFirst('asia-northeast1', regions)[0]).toBe('asia-east1');
  expect(nearestFirst('mars-north1', regions)).toEqual([...regions].sort());
});
