// A timer never fires before its time, by the clock that it was set on.
import { expect, test } from 'vitest';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';

test.each([1, 20])('after() and now() agree at speed %i', async (speed) => {
  const clock = scaledClock(speed);
  const early: number[] = [];
  const waits = Array.from({ length: 200 }, (_, index) => {
    const due = clock.now() + index / 3;
    return new Promise<void>((resolve) => {
      clock.after(index / 3, () => {
        if (clock.now() < due) early.push(due - clock.now());
        resolve();
      });
    });
  });
  await Promise.all(waits);
  expect(early).toEqual([]);
});

test('a cancelled timer does not fire', async () => {
  const clock = scaledClock(1);
  let fired = false;
  const cancel = clock.after(1, () => {
    fired = true;
  });
  cancel();
  await new Promise<void>((resolve) => clock.after(10, resolve));
  expect(fired).toBe(false);
});
