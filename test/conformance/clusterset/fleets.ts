// A thousand made-up fleets: what is predicted of them and what the emulated importer makes.
import { tell } from '../../property/clusterset/story.ts';
import type { CaseName, CaseResult } from '../report.ts';

const [HUNDREDS, IN_ONE] = [10, 100];
const GROUP = 'Made-up fleets: prediction and emulated importer';

export const FLEETS: readonly CaseName[] = Array.from({ length: HUNDREDS }, (_, index) => ({
  group: GROUP,
  name: `seeds ${index * IN_ONE + 1} to ${(index + 1) * IN_ONE}`,
}));

export async function askFleets(): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const [index, one] of FLEETS.entries()) {
    const differences: string[] = [];
    let imports = 0;
    for (let seed = index * IN_ONE + 1; seed <= (index + 1) * IN_ONE; seed += 1) {
      const told = await tell(seed);
      differences.push(...told.differences);
      imports += told.imports;
    }
    results.push(
      differences.length === 0
        ? { ...one, outcome: 'passed', note: `${imports} imports` }
        : { ...one, outcome: 'mismatch', note: differences.slice(0, 3).join('\n') },
    );
  }
  return results;
}
