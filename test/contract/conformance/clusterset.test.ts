// What real clusters answered for multi-cluster Services, played again: predictions of names and calls are held to it,
// and the embedded clusters make the same of every story. `npm run conformance -- clusterset --record` asks them anew.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { play, type World } from '../../conformance/clusterset/play.ts';
import { misheard, misled, type Recorded, readRecording } from '../../conformance/clusterset/real.ts';
import { CLUSTERS, STORIES } from '../../conformance/clusterset/stories.ts';
import { type Fleet, namespaceOf, startFleet } from '../importer/fleet.ts';

const stories = readRecording();
const recordedOf = (name: string): Recorded => {
  const found = stories.find(({ story }) => story === name);
  if (found === undefined) throw new RangeError(`no recording of ${name}`);
  return found;
};

let fleet: Fleet;
let embedded: World;
beforeAll(async () => {
  fleet = await startFleet(CLUSTERS);
  for (const cluster of CLUSTERS) await fleet.put(cluster, '/api/v1/namespaces/shop', namespaceOf('shop'));
  // Of the loss of a cluster the importer's own contract tells.
  embedded = { ...fleet, pass: () => fleet.pass(1), lose: () => undefined };
});
afterAll(() => fleet.close());

it.each(STORIES.map((story) => [story.name, story] as const))(
  '%s: names and calls are as real clusters had them',
  (name, story) => {
    const seen = recordedOf(name);
    expect(seen.answers.length).toBeGreaterThan(0);
    expect(misheard(story, seen)).toEqual([]);
    expect(misled(story, seen)).toEqual([]);
  },
);

it.each(STORIES.map((story) => [story.name, story] as const))(
  '%s: the embedded clusters have the imports of real ones',
  async (name, story) => {
    const told = await play(story, embedded);
    expect(told.imports).toEqual(told.predicted);
    expect(told.imports).toEqual(recordedOf(name).imports);
  },
);
