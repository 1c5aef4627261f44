import { expect, test } from 'vitest';
import { createEdge } from '../../../infra/emulators/compute/data-plane/edge/propagation.ts';
import type { Snapshot } from '../../../infra/emulators/compute/data-plane/edge/snapshot.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';

function snapshot(generation: number): Snapshot {
  return { generation, resources: new Map(), endpoints: new Map(), health: new Map() };
}

test('snapshots arrive within the bounds of the profile and never out of order, whatever their delays', async () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const clock = virtualClock();
    const taken: { readonly generation: number; readonly at: number }[] = [];
    const edge = createEdge({
      region: 'r',
      first: snapshot(0),
      profile: 'short',
      clock,
      seed,
      onTakeUp: (_before, { generation }) => void taken.push({ generation, at: clock.now() }),
    });
    const published = new Map<number, number>();
    for (let generation = 1; generation <= 10; generation += 1) {
      published.set(generation, clock.now());
      edge.publish(snapshot(generation));
      await clock.advance(700);
    }
    await clock.advance(10_000);
    const order = taken.map(({ generation }) => generation);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(edge.current().generation).toBe(10);
    for (const { generation, at } of taken) {
      expect(at - (published.get(generation) ?? 0)).toBeGreaterThanOrEqual(2000);
      expect(at - (published.get(generation) ?? 0)).toBeLessThanOrEqual(10_000);
    }
  }
});

test('a closed edge takes up nothing more and lets its waiters go', async () => {
  const clock = virtualClock();
  const edge = createEdge({
    region: 'r',
    first: snapshot(0),
    profile: 'long',
    clock,
    seed: 1,
    onTakeUp: () => {},
  });
  edge.publish(snapshot(1));
  const waiting = edge.reached(1);
  edge.close();
  await waiting;
  await clock.advance(200_000);
  expect(edge.current().generation).toBe(0);
});
