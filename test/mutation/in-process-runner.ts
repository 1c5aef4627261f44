// Runs the unit tests of the folders that decide and write for Stryker, in Stryker's own worker: the tests are imported
// once, a mutant is switched on by a variable and costs milliseconds. Stryker starts a new worker for what acts while
// it is imported.
import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beginFile, type NotedTest, notedTests } from './noted-tests.ts';

/** What tests the worker in milliseconds; whole planners and reporters take seconds. */
const WORKER_TESTS = [
  'given-values',
  'adopt-unit',
  'applied',
  'applied-of',
  'apply-in-cluster',
  'apply-in-compute',
  'approvals',
  'await-made',
  'brake',
  'brakes',
  'carry-on',
  'carry-out',
  'damaged-record',
  'end-run',
  'execute-plan',
  'execute-plan.journal',
  'expect-ours',
  'finish-revision',
  'await-health',
  'in-flight',
  'lease',
  'look-before-run',
  'may-begin',
  'may-begin.directly',
  'may-begin.repairs',
  'may-begin.tags',
  'not-ours',
  'pauses',
  'pins',
  'policy',
  'release',
  'release-tasks',
  'remove-resource',
  'roll-back',
  'rollback',
  'run-journal',
  'run-task',
  'run-task.messages',
  'secret-material',
  'secret-material.credentials',
  'sync-companion',
  'unrecorded',
  'wait-out',
  'watch-bake',
];

interface Group {
  /** Of lib. */
  readonly folders: RegExp;
  /** Run against the mutants of these folders: a rule is pinned where it is stated. */
  readonly tests: string;
  /**
   * Whether the mutants of `may-begin.ts` are for `may-begin.test.ts` and `may-begin.*.test.ts` alone, where there is
   * one.
   */
  readonly byName: boolean;
}

const GROUPS: readonly Group[] = [
  {
    folders: /\blib\/(?:execute|diff|plan|features\/[\w*]+\/rules)\//,
    tests: 'test/unit/{execute/**/*,diff/**/*,plan/**/*,features/*/rules,features/*/rules/**/*}.test.ts',
    byName: false,
  },
  {
    folders: /\blib\/(?:live|features\/[\w*]+\/runs)\//,
    tests: 'test/unit/{live/**/*,features/*/runs/**/*,app/running/steps/*}.test.ts',
    byName: false,
  },
  { folders: /\blib\/state\//, tests: 'test/unit/state/**/*.test.ts', byName: true },
  { folders: /\blib\/app\//, tests: `test/unit/app/**/{${WORKER_TESTS.join(',')}}.test.ts`, byName: true },
];

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
  readonly activeMutant: { readonly id: string; readonly fileName: string };
  readonly mutantActivation: 'runtime' | 'static';
  /** The tests that reach the mutant; all when absent. */
  readonly testFilter?: readonly string[];
  /** How often a mutant may be reached before it counts as an endless loop. */
  readonly hitLimit?: number;
}

/** A test runner as @stryker-mutator/api 10 describes it; that package is there only while mutants are run. */
function inProcessRunner({ mutate }: { readonly mutate: readonly string[] }) {
  const stryker = ((globalThis as { [GLOBAL]?: Switchboard })[GLOBAL] ??= {});
  /** How long each test took when it last ran. */
  const msOf = new Map<string, number>();
  const cost = ({ id }: NotedTest): number => msOf.get(id) ?? 0;
  /** The cheapest first. */
  const testsFor = (fileName: string): readonly NotedTest[] => {
    const files = testsOf([fileName]);
    return notedTests.filter(({ file }) => files.includes(file)).sort((a, b) => cost(a) - cost(b));
  };
  return {
    capabilities: () => ({ reloadEnvironment: false }),

    async dryRun() {
      await importTests(testsOf(mutate));
      const tests = [];
      for (const noted of notedTests) {
        stryker.currentTestId = noted.id;
        const { failure, ms } = await outcomeOf(noted);
        msOf.set(noted.id, ms);
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
        await importTests(testsOf([activeMutant.fileName]));
      } catch (error) {
        if (mutantActivation === 'runtime') throw error;
        return { status: 'killed', killedBy: [], failureMessage: String(error), nrOfTests: 0 };
      }
      stryker.activeMutant = activeMutant.id;
      let nrOfTests = 0;
      for (const noted of testsFor(activeMutant.fileName)) {
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

/** @param mutated files, or patterns of files. */
function testsOf(mutated: readonly string[]): readonly string[] {
  const files = GROUPS.flatMap(({ folders, tests, byName }) => {
    const all = globSync(tests);
    return mutated
      .filter((one) => folders.test(one))
      .flatMap((one) => {
        const name = path.basename(one, 'ts');
        const named = all.filter((file) => byName && path.basename(file).startsWith(name));
        return named.length === 0 ? all : named;
      });
  });
  return [...new Set(files)];
}

/** From the copy of the repository that Stryker made and works in. A second call imports nothing. */
async function importTests(files: readonly string[]): Promise<void> {
  const vitest = new URL('./noted-tests.ts', import.meta.url).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vitest' ? { url: vitest, shortCircuit: true } : next(specifier, context),
  });
  for (const file of [...files].sort()) {
    beginFile(file);
    await import(pathToFileURL(path.resolve(file)).href);
  }
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

inProcessRunner.inject = ['options'] as const;

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: inProcessRunner }];
