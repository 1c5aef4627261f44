// Remembers what git said about objects: a question in which every name is a full SHA has one answer for ever, and
// starting a process for it costs more than the question.

const ABOUT_OBJECTS: ReadonlySet<string> = new Set([
  'archive',
  'cat-file',
  'diff-tree',
  'log',
  'ls-tree',
  'merge-base',
  'merge-tree',
  'rev-list',
  'rev-parse',
]);
const FULL_NAMES = /^[0-9a-f]{40}(\.\.[0-9a-f]{40}|\^\{(commit|tree)\})?$/;
const TYPE = /^(blob|tree|commit|tag)$/;

/** Answers kept at most; the oldest go first. Larger ones than this many bytes are not kept. */
const MOST = 1_000;
const LARGEST = 256 * 1024;

interface Answer {
  readonly code: number;
  readonly stdout: { readonly length: number };
}

/** @param run asks git. Failures are not kept: an object that is missing today may come tomorrow. */
export function askedBefore<T extends Answer>(
  run: (args: readonly string[]) => Promise<T>,
): (args: readonly string[]) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (args) => {
    if (!isAboutObjects(args)) return run(args);
    const key = args.join('\0');
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = run(args);
    known.set(key, answer);
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    const forget = (): void => void known.delete(key);
    // For rev-parse, 1 is an object that is missing; for the others it is an answer.
    const most = args[0] === 'rev-parse' ? 0 : 1;
    answer.then(({ code, stdout }) => (code > most || stdout.length > LARGEST ? forget() : undefined), forget);
    return answer;
  };
}

/** What follows `--` are paths: they name nothing that moves. */
function isAboutObjects([command = '', ...args]: readonly string[]): boolean {
  if (!ABOUT_OBJECTS.has(command)) return false;
  const end = args.indexOf('--');
  const names = (end < 0 ? args : args.slice(0, end)).filter((arg) => !arg.startsWith('-') && !TYPE.test(arg));
  return names.length > 0 && names.every((name) => FULL_NAMES.test(name));
}
