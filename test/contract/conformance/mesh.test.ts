// What real istiod and Envoy answered in the story of a mesh and what becomes of it: predictions are held to it. `npm
// run conformance -- mesh --record` asks them anew.
import { expect, it } from 'vitest';
import { ourCodes } from '../../conformance/mesh/analyze.ts';
import { ANALYZE_CASES } from '../../conformance/mesh/analyze-cases.ts';
import { madeUpStory } from '../../conformance/mesh/made-up-stories.ts';
import { allPairs, pairsOf } from '../../conformance/mesh/pairwise.ts';
import { readRecording } from '../../conformance/mesh/part.ts';
import { callers } from '../../conformance/mesh/predicted.ts';
import { callsOfRecorded, MADE_UP, readRecorded, TRUST } from '../../conformance/mesh/recorded.ts';
import { misjudged } from '../../conformance/mesh/settle.ts';
import { STORIES } from '../../conformance/mesh/stories.ts';
import { TRUST_FACTORS, TRUST_ROWS, TRUST_STORIES } from '../../conformance/mesh/trust-stories.ts';

const recorded = new Map(readRecording().map(({ story, calls }) => [story, calls]));
const isAll = process.env['MESHES'] !== undefined;

it.each(STORIES.map((story) => [story.name, story] as const))('%s: calls go where real ones went', (name, story) => {
  const calls = recorded.get(name) ?? [];
  expect(calls).toHaveLength(callers(story).length);
  expect(misjudged(story, calls)).toEqual([]);
});

it.each(ANALYZE_CASES.map((one) => [one.name, one] as const))('%s: is found', (_, { story, ours }) => {
  expect(ourCodes(story)).toEqual(ours);
});

/** Those in which a prediction once was wrong; of the others each fourth, or with MESHES all. */
const ONCE_WRONG = [18, 21, 22, 29, 42, 50, 64, 98, 121, 124, 131, 138, 145];

it('calls of made-up stories go where real ones went', () => {
  const all = readRecorded(MADE_UP);
  expect(all.map(({ seed }) => seed)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  const seen = all.filter(({ seed }) => isAll || seed % 4 === 0 || ONCE_WRONG.includes(seed));
  const wrong = seen.flatMap((one) => {
    const story = madeUpStory(one.seed);
    return misjudged(story, callsOfRecorded(one, story)).map((note) => [one.seed, note]);
  });
  expect(wrong).toEqual([]);
  // They are of all kinds: some calls are answered, some refused, some too late, and some names are not found.
  const met = new Set(all.flatMap(({ answered }) => answered.flat()));
  expect([...met]).toEqual(
    expect.arrayContaining(['403', '500', '503', 'no such name', '504 after 1000 ms', '504 after 3500 ms']),
  );
});

it('calls between clusters that trust each other, or do not, go where real ones went', () => {
  const seen = readRecorded(TRUST);
  expect(seen).toHaveLength(TRUST_STORIES.length);
  const wrong = seen
    .filter(({ seed }) => isAll || seed % 2 === 0)
    .flatMap((one) => {
      const story = TRUST_STORIES[one.seed - 1];
      return story === undefined ? [`no story ${one.seed}`] : misjudged(story, callsOfRecorded(one, story));
    });
  expect(wrong).toEqual([]);
});

it('stories of trust have each pair of values', () => {
  expect(TRUST_STORIES).toHaveLength(40);
  const pairs = new Set(TRUST_ROWS.flatMap(pairsOf));
  expect(allPairs(TRUST_FACTORS).filter((pair) => !pairs.has(pair))).toEqual([]);
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

it('a share that is far from what was predicted is told', () => {
  const one = readRecorded(MADE_UP).find(({ shares }) => shares?.some((each) => each.length > 1));
  if (one === undefined) throw new TypeError('no story has shares');
  const story = madeUpStory(one.seed);
  const calls = callsOfRecorded(one, story);
  const turned = calls.map((each) => ({
    ...each,
    shares: each.shares?.map((share, at) => (at === 0 ? share - 40 : share)) ?? [],
  }));
  expect(misjudged(story, turned).length).toBeGreaterThan(0);
});
