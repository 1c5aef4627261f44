// Which tests run under the Functions Framework: only those that have a process of their own.
import { OWN_PROCESS } from '../own-process.ts';
import { type Finding, importsOf, sources, type Tree } from './source.ts';

const FRAMEWORK = '@google-cloud/functions-framework';
/** Programs that a test starts as processes. */
const PROGRAMS = ['test/contract/functions/failing-function.ts'];

/** Of functions, the entry points alone load it; benches start processes of their own. */
export function checkFramework(tree: Tree): readonly Finding[] {
  return sources(tree, 'test', 'functions')
    .filter(
      ([path]) =>
        ![...OWN_PROCESS, ...PROGRAMS].includes(path) &&
        !path.startsWith('test/bench/') &&
        path !== 'functions/wiring/start.ts',
    )
    .filter(([path, text]) => importsOf(path, text).some((one) => one.specifier.startsWith(FRAMEWORK)))
    .map(([path]) => ({ path, message: 'loads the Functions Framework: see test/own-process.ts' }));
}
