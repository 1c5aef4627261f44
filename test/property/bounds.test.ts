// What a pull request can cost the planner at most, in processes of their own. The limits leave a busy machine twice
// what was measured (`npm run bench:bounds`); a hang, or a tree and an error for each token, is far beyond them.
import { describe, expect, it } from 'vitest';
import { costsOf } from '../bench/cost-of.ts';
import { type HostileInput, HOSTILE_INPUTS } from '../bench/hostile-inputs.ts';

async function expectBounded(inputs: readonly HostileInput[]): Promise<void> {
  const costs = await costsOf(inputs.map(({ name }) => name));
  expect(costs.map(({ name }) => name)).toEqual(inputs.map(({ name }) => name));
  for (const [index, { name, cpuSeconds, mebibytes, found }] of costs.entries()) {
    const { most } = inputs[index] ?? expect.fail();
    expect(cpuSeconds, `${name}: seconds`).toBeLessThanOrEqual(most.cpuSeconds);
    expect(mebibytes, `${name}: mebibytes`).toBeLessThanOrEqual(most.mebibytes);
    // It was read, and not skipped: what is wrong is said. Of hostile paths and owners nothing is.
    if (!/path|CODEOWNERS|19,000/.test(name)) expect(found, name).toBeGreaterThan(0);
  }
}

describe('what a hostile input costs is bounded', () => {
  it('cases 26 and 27: what is far over the limits is refused before it costs anything', () =>
    expectBounded(HOSTILE_INPUTS.filter(({ size }) => size === 'far over the limits')));
  it('what is at the limits costs as much as an honest commit', () =>
    expectBounded(HOSTILE_INPUTS.filter(({ size }) => size === 'at the limits')));
});
