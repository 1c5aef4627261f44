// What is predicted of calls across a mesh is what proxies do that know nothing of the predictor. Environment: MESHES
// is how many are made up (`npm run meshes` makes 500).
import { expect, it } from 'vitest';
import { STORIES } from '../conformance/mesh/stories.ts';
import type { Story } from '../conformance/mesh/story.ts';
import { storyMesh } from './mesh/story-mesh.ts';
import { tellMade, tellMesh } from './mesh/tell-mesh.ts';

const MESHES = Number(process.env['MESHES'] ?? 4);

it(`${MESHES} made-up meshes send calls where it was predicted`, async () => {
  const kinds = new Set<string>();
  for (let seed = 1; seed <= MESHES; seed += 1) {
    const told = await tellMesh(seed);
    expect(told.differences).toEqual([]);
    for (const kind of told.kinds) kinds.add(kind);
  }
  // Every way in which a call can end was there.
  expect([...kinds].sort()).toEqual(
    expect.arrayContaining(['0 clusters', '1 clusters', '2 clusters', 'no-such-port', 'no-such-service']),
  );
});

/** Those that the local mesh follows: it knows no localities, and no identities. */
const LOCAL = [
  /^full/,
  /^no stub/,
  /^a stub/,
  /^one-way discovery/,
  /^no discovery/,
  /called otherwise/,
  /^no version/,
];
const LOST: Story = { name: 'the second cluster is lost', atZero: ['nodeapp1-v2', 'nodeapp2'] };

it.each(
  [...STORIES.filter(({ name }) => LOCAL.some((one) => one.test(name))), LOST].map((one) => [one.name, one] as const),
)('the local mesh sends calls where it was predicted: %s', async (_, story) => {
  const { differences, calls } = await tellMade(storyMesh(story), 1);
  expect(differences).toEqual([]);
  expect(calls).toBeGreaterThan(5);
});

it('follows seven of the stories', () => {
  expect(STORIES.filter(({ name }) => LOCAL.some((one) => one.test(name)))).toHaveLength(7);
});
