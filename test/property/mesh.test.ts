// What is predicted of calls across a mesh is what proxies do that know nothing of the predictor. Environment: MESHES
// is how many are made up (`npm run meshes` makes 500).
import { expect, it } from 'vitest';
import { tellMesh } from './mesh/tell-mesh.ts';

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
