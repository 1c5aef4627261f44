// Runs the unit tests of lib/execute, lib/diff and lib/plan for Stryker, in Stryker's own worker: the tests are imported once,
// a mutant is switched on by a variable and costs milliseconds. Stryker starts a new worker for what acts while it is imported.
// May import: noted-tests.
import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type NotedTest, notedTests } from './noted-tests.ts';

const TESTS = 'test/unit/{execute,diff,plan}/**/*.test.ts';

/** Where Stryker's mutated code reads and counts. */
const GLOBAL = '__stryker__';

interface Switchboard {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number;
  hitLimit?: number | undefined;
  mutantCoverage?: unknown;
}

interface MutantRun {
  readonly activeMutant: { readonly id: string };
  readonly mutantActivation: 'runtime' | 'static';
  /** The tests that reach the mutant; all when absent. */
  readonly testFilter?: readonly string[];
  /** How often a mutant may be reached before it counts as an endless loop. */
  readonly hitLimit?: number;
}

/** A test runner as @stryker-mutator/api 10 describes it; that package is there only while mutants are run. */
function inProcessRunner() {
  const stryker = ((globalThis as { [GLOBAL]?: Switchboard })[GLOBAL] ??= {});
  return {
    capabilities: () => ({ reloadEnvironment: false }),

    async dryRun() {
      await importTests();
      const tests = [];
      for (const noted of notedTests) {
        stryker.currentTestId = noted.id;
        const { failure, ms } = await outcomeOf(noted);
        const status = failure === undefined ? 0 : 1;
        tests.push({ id: noted.id, name: noted.id, status, failureMessage: failure, timeSpentMs: ms });
      }
      stryker.currentTestId = undefined;
      return { status: 'complete', tests, mutantCoverage: stryker.mutantCoverage };
    },

    async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit }: MutantRun) {
      stryker.hitCount = 0;
      stryker.hitLimit = hitLimit;
      stryker.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
      try {
        await importTests();
      } catch (error) {
        if (mutantActivation === 'runtime') throw error;
        return { status: 'killed', killedBy: [], failureMessage: String(error), nrOfTests: 0 };
      }
      stryker.activeMutant = activeMutant.id;
      let nrOfTests = 0;
      for (const noted of notedTests) {
        if (testFilter?.includes(noted.id) === false) continue;
        nrOfTests += 1;
        const { failure } = await outcomeOf(noted);
        if (hitLimit !== undefined && stryker.hitCount > hitLimit) return { status: 'timeout', reason: 'endless loop' };
        if (failure === undefined) continue;
        if (mutantActivation === 'runtime') {
          stryker.activeMutant = undefined;
          const { failure: without } = await outcomeOf(noted);
          // What an earlier mutant left behind must not pass for a mutant that was noticed.
          if (without !== undefined)
            return { status: 'error', errorMessage: `${noted.id} fails by itself: ${without}` };
        }
        return { status: 'killed', killedBy: [noted.id], failureMessage: failure, nrOfTests };
      }
      return { status: 'survived', nrOfTests };
    },
  };
}

/** From the copy of the repository that Stryker made and works in. A second call imports nothing. */
async function importTests(): Promise<void> {
  const vitest = new URL('./noted-tests.ts', import.meta.url).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vitest' ? { url: vitest, shortCircuit: true } : next(specifier, context),
  });
  for (const file of globSync(TESTS).sort()) await import(pathToFileURL(path.resolve(file)).href);
  hooks.deregister();
}

async function outcomeOf({ run }: NotedTest): Promise<{ readonly failure: string | undefined; readonly ms: number }> {
  const start = performance.now();
  try {
    await run();
    return { failure: undefined, ms: performance.now() - start };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error), ms: performance.now() - start };
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: inProcessRunner }];
