// A rollout, an incident of Google's edges: no request fails by our own doing, nothing is retired on a metric that is
// wrong, and each guard that sees to that is needed. `npm run proof -- --part incidents` has every rollout under every
// incident. Case 58.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { incidentNamed } from '../../infra/local/incidents/table.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { incidentDuring } from './incidents/during.ts';
import { sampled } from './incidents/matrix.ts';
import { MUTANTS } from './incidents/mutants.ts';
import { THREE_CHANGES } from './incidents/rollouts.ts';

let clients: Clients;
beforeAll(async () => {
  clients = await createClients();
});
afterAll(() => clients.close());

it('a wrong metric while the edges are frozen: no request fails, nothing is retired before it is right', async () => {
  const found = await incidentDuring(clients, THREE_CHANGES, incidentNamed('metric-forged'));
  expect(found.wrong).toEqual([]);
  expect([found.sent > 5_000, found.failed, found.retiring]).toEqual([true, 0, 0]);
  expect(found.stood.whileWrong).toBeGreaterThan(5);
});

it.each(sampled(1, 1))('a cell of the matrix: $rollout.name × $incident.name', async ({ rollout, incident }) => {
  const { wrong, sent } = await incidentDuring(clients, rollout, incident);
  expect(wrong).toEqual([]);
  expect(sent).toBeGreaterThan(2_000);
});

const SHORT = MUTANTS.filter(({ inSuite }) => inSuite);
it.each(SHORT)('would see it: $name', async ({ rollout, incident, options }) => {
  const { wrong, failed, sent } = await incidentDuring(clients, rollout, incident, { ...options, isCurtailed: true });
  expect(wrong).not.toEqual([]);
  expect(failed).toBeGreaterThan(0);
  expect(failed).toBeLessThan(sent);
});
