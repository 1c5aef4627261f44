// What real istiod and Envoy answered in the story of a mesh and what becomes of it: predictions are held to it. `npm
// run conformance -- mesh --record` asks them anew.
import { expect, it } from 'vitest';
import { callsOf, readMadeUp } from '../../conformance/mesh/made-up.ts';
import { madeUpStory } from '../../conformance/mesh/made-up-stories.ts';
import { misjudged, readRecording } from '../../conformance/mesh/part.ts';
import { callers } from '../../conformance/mesh/predicted.ts';
import { STORIES } from '../../conformance/mesh/stories.ts';

const recorded = new Map(readRecording().map(({ story, calls }) => [story, calls]));

it.each(STORIES.map((story) => [story.name, story] as const))('%s: calls go where real ones went', (name, story) => {
  const calls = recorded.get(name) ?? [];
  expect(calls).toHaveLength(callers(story).length);
  expect(misjudged(story, calls)).toEqual([]);
});

/** Those in which a prediction once was wrong; of the others each fourth, or with MESHES all. */
const ONCE_WRONG = [18, 21, 22, 29, 42, 50, 64, 98, 121];

it('calls of made-up stories go where real ones went', () => {
  const isAll = process.env['MESHES'] !== undefined;
  const seen = readMadeUp().filter(({ seed }) => isAll || seed % 4 === 0 || ONCE_WRONG.includes(seed));
  expect(seen.length).toBeGreaterThan(20);
  const wrong = seen.flatMap((one) => misjudged(madeUpStory(one.seed), callsOf(one)).map((note) => [one.seed, note]));
  expect(wrong).toEqual([]);
  // They are of all kinds: some calls are answered, some refused, some names are not found.
  const met = new Set(seen.flatMap(({ answered }) => answered.flat()));
  expect([...met].filter((one) => !one.includes(' nodeapp')).sort()).toEqual(['403', '503', 'no such name']);
});

it('a call that went elsewhere is told', () => {
  const [story] = STORIES;
  const calls = recorded.get(story?.name ?? '') ?? [];
  const elsewhere = calls.map((one) => (one.workload === 'nodeapp3' ? { ...one, answered: ['503'] } : one));
  expect(story && misjudged(story, elsewhere)).toEqual([
    'nodeapp3 of us-west1/one calls nodeapp1: predicted europe-north1/two nodeapp1-v2, us-west1/one nodeapp1-v1; seen 503',
    'nodeapp3 of us-west1/one calls nodeapp2: predicted europe-north1/two nodeapp2; seen 503',
    'nodeapp3 of us-west1/one calls nodeapp3: predicted us-west1/one nodeapp3; seen 503',
  ]);
});
