import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A test that forgets its credentials must fail at once instead of looking for a metadata server.
    env: { METADATA_SERVER_DETECTION: 'none' },
    sequence: { shuffle: true },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default', './test/count-reporter.ts'],
  },
});
