// How long tests wait: one limit, which only a hang meets. A test with a limit of its own is red on a busy machine.
import { codeOf, type Finding, sources, type Tree } from './source.ts';

/** The limit of a hook or test after its body, or in its options; a call's, unless it is to run out at once. */
const OWN_LIMIT =
  /^\s*\}, (?!HANGS_MS|STORY_MS)[A-Z\d_]+\);$|^\s+(?!HANGS_MS|STORY_MS)[A-Z\d_]+,\n\);$|\bconst (?:HANGS|STORY)_MS = |^\s*(?:test|it|describe)\b.*\{ timeout: (?!HANGS_MS|STORY_MS)|\bcallTimeoutMs: (?!20\b)\d/gm;

const FOLDERS = ['contract', 'deploy', 'golden', 'property', 'proof', 'scenarios', 'upgrade'].map(
  (name) => `test/${name}`,
);

/**
 * Tests of real programs (test/peers, test/conformance) start what is not ours, and are left out; so are unit tests,
 * whose clock is their own.
 */
export function checkWaits(tree: Tree): readonly Finding[] {
  return sources(tree, ...FOLDERS)
    .filter(([path]) => path.endsWith('.ts'))
    .flatMap(([path, text]) =>
      [...codeOf(text).matchAll(OWN_LIMIT)].map(({ index }) => ({
        path,
        message: `waits for a time of its own at line ${text.slice(0, index).split('\n').length}: test/limits.ts has the one limit`,
      })),
    );
}
