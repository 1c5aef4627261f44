// One worker per key, new attempts after a growing back-off, and none of that in the way of news.
import { expect, it } from 'vitest';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { createWorkQueue } from '../../../infra/emulators/kit/controllers/work-queue.ts';

const BACK_OFF = { first: 1_000, most: 4_000 };

function failingQueue() {
  const clock = virtualClock(0);
  const attempts: number[] = [];
  let failing = true;
  const queue = createWorkQueue(clock, BACK_OFF, async () => {
    attempts.push(clock.now());
    if (failing) throw new TypeError('not yet');
  });
  return { clock, attempts, queue, mend: () => (failing = false) };
}

it('tries again after a delay that doubles up to its limit', async () => {
  const { clock, attempts, queue } = failingQueue();
  queue.add('a');
  await clock.advance(12_000);
  expect(attempts).toEqual([0, 1_000, 3_000, 7_000, 11_000]);
});

it('does not let a back-off delay what is asked for anew, nor repeat it afterwards', async () => {
  const { clock, attempts, queue, mend } = failingQueue();
  queue.add('a');
  await clock.advance(500);
  mend();
  queue.add('a');
  await clock.advance(60_000);
  expect(attempts).toEqual([0, 500]);
});

it('works on a key once more when it was added during the work, and never twice at a time', async () => {
  const clock = virtualClock(0);
  let atOnce = 0;
  let most = 0;
  let rounds = 0;
  const work = async (): Promise<void> => {
    rounds += 1;
    most = Math.max(most, ++atOnce);
    await new Promise<void>((resolve) => void clock.after(1_000, resolve));
    atOnce -= 1;
  };
  const queue = createWorkQueue(clock, BACK_OFF, work);
  queue.add('a');
  await clock.advance(10);
  for (let i = 0; i < 3; i++) queue.add('a');
  const exclusive = queue.exclusively('a', work);
  await clock.advance(10_000);
  await exclusive;
  expect({ most, rounds }).toEqual({ most: 1, rounds: 3 });
});

it('stops when closed', async () => {
  const { clock, attempts, queue } = failingQueue();
  queue.add('a');
  await clock.advance(10);
  queue.close();
  queue.add('b');
  await clock.advance(60_000);
  expect(attempts).toEqual([0]);
});
