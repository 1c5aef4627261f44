// The edges take up nothing for 84 minutes while a service is replaced, a cluster leaves and a host moves: no request
// fails, whatever the metric is meanwhile, and each guard that sees to that is needed. `npm run proof -- --part
// incidents` has every rollout under each incident. Case 58.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Clients, createClients } from './harness/clients.ts';
import { frozenWith, METRIC_TROUBLES, THREE_CHANGES, WITHOUT_EVIDENCE } from './incidents.ts';
import { trafficDuring } from './traffic.ts';

let clients: Clients;
beforeAll(async () => {
  clients = await createClients();
});
afterAll(() => clients.close());

it('fails no request, retires nothing on a wrong metric, and retires the old when it is right', async () => {
  const stood = new Map<string, number>();
  const incident = frozenWith(METRIC_TROUBLES, (name, retiring) => void stood.set(name, retiring));
  const { sent, failed, reasons } = await trafficDuring(clients, THREE_CHANGES, { incident });
  expect(reasons).toEqual({});
  expect([sent > 5_000, failed]).toEqual([true, 0]);
  const { 'at the end': left, ...meanwhile } = Object.fromEntries(stood);
  expect(Object.keys(meanwhile)).toHaveLength(METRIC_TROUBLES.length);
  const [most = 0] = Object.values(meanwhile);
  expect(most).toBeGreaterThan(5);
  expect(new Set(Object.values(meanwhile))).toEqual(new Set([most]));
  expect(left).toBe(0);
});

it.each(WITHOUT_EVIDENCE)('would see it: $name', async ({ tamper, incident }) => {
  const { sent, failed } = await trafficDuring(clients, THREE_CHANGES, { tamper, incident });
  expect(failed).toBeGreaterThan(0);
  expect(failed).toBeLessThan(sent);
});
