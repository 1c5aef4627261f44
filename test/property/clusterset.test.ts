// What is predicted of exported names is what an importer makes that knows nothing of the predictor. `npm run
// conformance -- clusterset` asks a thousand fleets.
import { expect, it } from 'vitest';
import { tell } from './clusterset/story.ts';

it.each([1, 2, 4, 5])(
  'fleet %i is imported as it is predicted, whatever is read first, goes and comes back, or cannot be reached',
  async (seed) => {
    const { differences, imports } = await tell(seed);
    expect(differences).toEqual([]);
    expect(imports).toBeGreaterThan(0);
  },
);
