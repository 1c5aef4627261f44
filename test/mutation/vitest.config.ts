// The tests that mutants of lib/execute, lib/diff and lib/plan are run against: the quick ones, and always the same.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/{execute,diff,plan}/**/*.test.ts', 'test/property/plan.test.ts'],
    // A mutant must be killed in every run, or in none; and a thousand times these tests are enough.
    env: { SEED: '1', RUNS: '50' },
    // A mutant in code that runs when its module is loaded lives in the module: the next one needs another.
    isolate: true,
    reporters: ['default'],
  },
});
