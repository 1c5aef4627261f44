// A slice of the proof for the ordinary suite: a few of each part, from fixed seeds. `npm run proof` does all of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adversity, ends } from './adversity/history.ts';
import { crashMatrix } from './crash.ts';
import { deletion, MISHAPS } from './deletion.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { EU, type IngressSpec, treeOf, US } from './harness/trees.ts';
import { references } from './histories/commits.ts';
import { history } from './histories/history.ts';
import { roundTrips } from './round-trip.ts';
import { interleavings } from './interleavings.ts';
import { type Scenario, SCENARIOS } from './scenarios.ts';
import { SMALL_CHANGES, SMALL_ROUTES } from './small-changes.ts';
import { trafficDuring } from './traffic.ts';
import { WITHOUT_GUARDS } from './without-guard.ts';

let clients: Clients;
beforeAll(async () => {
  clients = await createClients();
});
afterAll(() => clients.close());

const scenario = (name: string) => {
  const found = SCENARIOS.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`no scenario ${name}`);
  return found;
};

const movedTo = (service: string) => {
  const web: IngressSpec = { name: 'web', backend: 'default-backend', hosts: { 'foo.example.com': service } };
  return treeOf({ clusters: [US, EU], services: [{ name: 'foo' }, { name: 'default-backend' }], ingresses: [web] });
};

/** Each point costs a run from the beginning, so this one is small. */
const MOVED: Scenario = {
  name: 'host moved, small',
  before: movedTo('foo'),
  after: movedTo('default-backend'),
  routes: SMALL_ROUTES,
};

describe('the proof, in small', () => {
  it('ends the same wherever a function is killed', async () => {
    const { failures, points } = await crashMatrix(clients, MOVED, { reads: false, every: 200, first: 20 });
    expect(points).toBeGreaterThan(0);
    expect(failures).toEqual([]);
  });

  it('fails no request while a cluster leaves', async () => {
    const { sent, failed } = await trafficDuring(clients, scenario('cluster removed'));
    expect(sent).toBeGreaterThan(1_000);
    expect(failed).toBe(0);
  });

  it.each(WITHOUT_GUARDS.filter(({ name }) => /settle|order/.test(name)))('would see it: $name', async (without) => {
    const { sent, failed } = await trafficDuring(clients, scenario(without.scenario), without.options);
    expect(failed).toBeGreaterThan(0);
    // A service that never served has lost no request.
    expect(failed).toBeLessThan(sent);
  });

  it('reaches the state of the last commit, whatever happens on the way', async () => {
    expect((await history(clients, 12, references(clients))).failures).toEqual([]);
  });

  // 102: reports of a revision that was damaged became dead letters. 205: a captured planner took the backends out.
  it.each([205])('loses nothing that served, whoever means harm and whatever is lost (seed %i)', async (seed) => {
    const { failures, told } = await adversity(clients, seed, ends(clients));
    expect(failures, told.join('\n')).toEqual([]);
  });

  it('has nothing left to do after generated manifests were rolled out', async () => {
    const seed = Number(process.env['SEED'] ?? 1);
    console.log(`proof/round-trip: SEED=${seed}`);
    const { requests, failures } = await roundTrips(clients, { seed, runs: 3 });
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(0);
  });

  it('reaches it with two workers at once, too', async () => {
    const [change] = SMALL_CHANGES;
    if (change === undefined) throw new TypeError('no small change');
    const { failures, schedules } = await interleavings(clients, change, { switches: 1, every: 120 });
    expect(schedules).toBeGreaterThan(1);
    expect(failures).toEqual([]);
  });

  it.each(MISHAPS.filter(({ name }) => /200 and empty/.test(name)))('deletes nothing when $name', async (mishap) => {
    const { failures, told } = await deletion(clients, mishap);
    expect(failures).toEqual([]);
    expect(told).not.toEqual([]);
  });
});
