// What bodies that nobody signed can cost the webhook, which runs in a process of its own.
import { expect, it } from 'vitest';
import { floodWebhook } from '../../bench/flood-webhook.ts';

const REFUSED = [401, 503, 0];

it('case 25: eight of 5 MB of [ at once cost less than a second and 100 MB', async () => {
  const { statuses, cpuSeconds, mebibytes } = await floodWebhook({ bodies: 8, bytes: 5_000_000 });
  expect(statuses.filter((status) => !REFUSED.includes(status))).toEqual([]);
  expect(cpuSeconds).toBeLessThan(1);
  expect(mebibytes).toBeLessThan(95);
});

it('eighty of them cost the memory of a few: the largest are let go of', async () => {
  const { statuses, mebibytes } = await floodWebhook({ bodies: 80, bytes: 5_000_000 });
  expect(statuses.filter((status) => !REFUSED.includes(status))).toEqual([]);
  expect(mebibytes).toBeLessThan(200);
});
