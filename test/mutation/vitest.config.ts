// The tests that mutants of lib/execute, lib/diff and lib/plan are run against: a rule is pinned where it is stated.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/{execute,diff,plan}/**/*.test.ts'],
    // A mutant in code that runs when its module is loaded lives in the module: the next one needs another.
    isolate: true,
    reporters: ['default'],
  },
});
