// The emulated mesh, held against what real istiod and Envoy answered in the stories that are of nothing but what it
// claims to follow.
import { expect, it } from 'vitest';
import { madeUpStory } from '../../conformance/mesh/made-up-stories.ts';
import { readRecording } from '../../conformance/mesh/part.ts';
import { callsOfRecorded, MADE_UP, readRecorded } from '../../conformance/mesh/recorded.ts';
import { STORIES } from '../../conformance/mesh/stories.ts';
import { emulated, isClaimed } from './emulated-story.ts';

const told = new Map(readRecording().map(({ story, calls }) => [story, calls]));
const ofStories = STORIES.map((story) => ({ story, calls: told.get(story.name) ?? [] }));
const ofSeeds = readRecorded(MADE_UP).map((one) => {
  const story = madeUpStory(one.seed);
  return { story, calls: callsOfRecorded(one, story) };
});
const claimed = [...ofStories, ...ofSeeds].filter(({ story }) => isClaimed(story));
/** Each third, or with MESHES all. */
const played = claimed.filter((_, index) => index % 3 === 0 || process.env['MESHES'] !== undefined);

it(`${played.length} stories go in the emulated mesh as they went on real parts`, async () => {
  expect(claimed.length).toBeGreaterThan(15);
  const met = new Set<string>();
  for (const { story, calls } of played) {
    const seen = await emulated(story);
    const real = calls.map(({ cluster, workload, service, answered }) => ({ cluster, workload, service, answered }));
    expect(seen, story.name).toEqual(real);
    for (const { answered } of real) for (const one of answered) met.add(one);
  }
  expect([...met]).toEqual(expect.arrayContaining(['503', 'no such name']));
});
