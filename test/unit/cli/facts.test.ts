import { describe, expect, it } from 'vitest';
import { assumedFacts, type Fleet, readFactsDocument } from '../../../lib/fleet/index.ts';
import { readFleetFile } from '../../../lib/app/following/fleet-files.ts';
import { latestFacts } from '../../../lib/state/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { exampleTree } from './tree.ts';

const known = (): Fleet => {
  const { fleet } = readFleetFile(exampleTree('valid/foobar'), undefined);
  return fleet ?? expect.fail('the example has no fleet');
};

describe('assumedFacts', () => {
  it('knows the zone of a zonal cluster, and says which clusters have none', () => {
    const fleet = known();
    const zonal = { ...fleet.clusters[0], link: 'us-central1-a/old' } as Fleet['clusters'][number];
    const { facts, diagnostics } = assumedFacts({ ...fleet, clusters: [...fleet.clusters, zonal] });
    expect(Object.values(facts.clusters).map((cluster) => cluster.zones)).toEqual([[], [], ['us-central1-a']]);
    expect(diagnostics.map(({ code, message }) => [code, message.match(/[\w-]+\/[\w-]+/)?.[0]])).toEqual([
      ['facts-assumed', undefined],
      ['zones-unknown', 'europe-north1/gke-eu'],
      ['zones-unknown', 'us-west1/gke-us'],
    ]);
  });

  it('gives each cluster an identity of its own', () => {
    const uids = Object.values(assumedFacts(known()).facts.clusters).map((cluster) => cluster.uid);
    expect(new Set(uids).size).toBe(2);
  });

  it('warns of nothing where the hosted controller makes the groups', () => {
    expect(assumedFacts({ ...known(), controller: 'gke' }).diagnostics).toEqual([]);
  });
});

describe('readFactsDocument', () => {
  const { facts: content } = assumedFacts(known());
  const facts = { schema: 'rangelight/facts/v2', ...content };
  const read = (value: unknown) => readFactsDocument('facts.json', JSON.stringify(value), { name: 'prod' });

  it('reads what it accepts unchanged', () => {
    expect(read(facts)).toEqual(content);
  });

  it('reads a document that was copied from the state bucket', async () => {
    const store = createMemoryStore(createFixedClock());
    const { signal } = new AbortController();
    const place = latestFacts.at('prod');
    await place.write(store, content, '0', signal);
    const { text = '' } = (await store.state.read(place.key, signal)) ?? {};
    expect(readFactsDocument('facts.json', text, { name: 'prod' })).toEqual(content);
  });

  it.each([
    [{ ...facts, schema: 'rangelight/facts/v1' }, 'schema must be "rangelight/facts/v2"'],
    [{ ...facts, adresses: {} }, 'unknown field "adresses"'],
    [{ ...facts, clusters: { 'us/a': { state: 'fresh', zones: 'x', nodeTags: [], namespaces: [] } } }, 'must be array'],
    [{ ...facts, addresses: undefined }, 'lacks the field "addresses"'],
    [{ ...facts, clusters: { nowhere: {} } }, 'clusters'],
    [{ ...facts, fleet: 'other' }, 'it is about the fleet other, not prod'],
    [[], 'must be object'],
  ])('refuses others in one line (%#)', (value, message) => {
    expect(() => read(value)).toThrow(message);
    expect(() => read(value)).toThrow(/^facts\.json is not a facts document: [^\n]+$/);
  });

  it('refuses what is not JSON', () => {
    expect(() => readFactsDocument('facts.json', '{', { name: 'prod' })).toThrow(/it is not JSON$/);
  });
});
