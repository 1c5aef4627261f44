import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { HANGS_MS } from './test/limits.ts';
import LongFilesFirst from './test/long-files-first.ts';
import { OWN_PROCESS } from './test/own-process.ts';

export default defineConfig({
  test: {
    // A test that forgets its credentials must fail at once instead of looking for a metadata server.
    env: { METADATA_SERVER_DETECTION: 'none' },
    sequence: { shuffle: true, sequencer: LongFilesFirst },
    // Scenarios wait for emulated time some of theirs: one file more than there are cores.
    maxWorkers: availableParallelism() + 1,
    // No module keeps state, so files may share one worker's modules: loaded and compiled once, a third of all time.
    isolate: false,
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    reporters: ['default', './test/count-reporter.ts'],
    projects: [
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: OWN_PROCESS } },
      { extends: true, test: { name: 'own', include: OWN_PROCESS, isolate: true } },
    ],
  },
});
