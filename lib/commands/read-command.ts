// A comment → the command in it. What is wrong is said in words; nothing is guessed and nothing is run.
import { parseDuration } from '../core/index.ts';
import { didYouMean } from '../manifest/index.ts';
import { CALL, type Command, USAGE, type Verb, VERBS } from './command.ts';
import { splitWords } from './words.ts';

export type CommandReading =
  /** Nobody speaks to us. */
  | { readonly type: 'none' }
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'mistake'; readonly message: string; readonly hint?: string };

const LONGEST_LINE = 1_000;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** A namespace: RFC 1123. */
const UNIT = /^(?:_fleet|[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)$/;
const FLEET = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const RUN = /^[a-z0-9][a-z0-9-]{0,99}$/;
/** A cluster: its location and its name. */
const LINK = /^[a-z][a-z0-9-]{0,62}\/[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const COMMIT = /^[0-9a-f]{7,64}$/;
const WHOLE_COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const LENGTHS = '30m, 2h or 1d';
const DIGEST = /^[0-9a-f]{8,64}$/;

/** Which options each verb has. */
const OPTIONS: Readonly<Record<Verb, readonly string[]>> = {
  help: [],
  plan: [],
  follow: [],
  apply: ['fleet'],
  approve: ['fleet'],
  pause: ['unit', 'for', 'fleet'],
  resume: ['unit', 'fleet'],
  freeze: ['fleet'],
  unfreeze: ['fleet'],
  drain: ['for', 'fleet'],
  undrain: ['fleet'],
  rollback: ['to', 'fleet'],
};

/** Those that take no value. */
const FLAGS: Readonly<Partial<Record<Verb, readonly string[]>>> = {
  drain: ['as-far-as-possible'],
  undrain: ['at-once'],
  rollback: ['now'],
};

/** Whether a line of a comment speaks to us, outside of code blocks. */
export function isAddressed(comment: string): boolean {
  return lineFor(comment) !== undefined;
}

/**
 * Reads the first line that begins with `/rangelight`, outside of code blocks; other lines and later ones do not count.
 */
export function readCommand(comment: string): CommandReading {
  const line = lineFor(comment);
  if (line === undefined) return { type: 'none' };
  if (line.length > LONGEST_LINE) return mistake(`the line has over ${LONGEST_LINE} characters`);
  const split = splitWords(line);
  if (split.type === 'open-quote') return mistake(`a quote ${split.quote} is not closed`);
  const [, word = '', ...rest] = split.words;
  if (word === '') return { type: 'command', command: { verb: 'help' } };
  const verb = VERBS.find((one) => one === word);
  return verb === undefined ? mistake(`${word} is not a command`, didYouMean(word, VERBS)) : readVerb(verb, rest);
}

function lineFor(comment: string): string | undefined {
  let fence: string | undefined;
  for (const line of comment.split(/\r\n|\r|\n/)) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
    } else if (fence === undefined && line.startsWith(CALL) && /^(?:\s|$)/u.test(line.slice(CALL.length))) {
      return line;
    }
  }
  return undefined;
}

interface Arguments {
  readonly options: ReadonlyMap<string, string>;
  readonly words: readonly string[];
  /** How many of the words stand before a `--`. */
  readonly bare: number;
}

function readVerb(verb: Verb, given: readonly string[]): CommandReading {
  const read = readArguments(verb, given);
  if ('type' in read) return read;
  const { options } = read;
  const [first, ...others] = read.words;
  const fleet = options.get('fleet');
  const unit = options.get('unit');
  const inFleet = fleet === undefined ? {} : { fleet };
  const inUnit = unit === undefined ? {} : { unit };
  if (fleet !== undefined && !FLEET.test(fleet)) return mistake(`${fleet} is no name of a fleet`);
  if (unit !== undefined && !UNIT.test(unit)) return mistake(`${unit} is no namespace`);
  switch (verb) {
    case 'help':
      return first === undefined ? done({ verb }) : mistake(`${verb} takes nothing, not ${first}`);
    case 'plan': {
      const wrong = first !== undefined && COMMIT.test(first) ? others[0] : first;
      if (wrong !== undefined) return mistake(`plan takes a commit, 7 or more of its digits, or nothing: not ${wrong}`);
      return done({ verb, ...(first === undefined ? {} : { commit: first }) });
    }
    case 'follow': {
      const wrong = first !== undefined && WHOLE_COMMIT.test(first) ? others[0] : (first ?? 'nothing');
      if (wrong !== undefined) return mistake(`follow takes one commit, all of its digits: not ${wrong}`);
      return done({ verb, commit: first ?? '' });
    }
    case 'apply': {
      const wrong = read.words.find((word) => !UNIT.test(word));
      return wrong === undefined ? done({ verb, units: read.words, ...inFleet }) : mistake(`${wrong} is no namespace`);
    }
    case 'approve': {
      if (first === undefined) return mistake('approve takes the digest of a plan');
      if (!DIGEST.test(first)) return mistake(`${first} is no digest: give 8 or more of its digits, 0 to 9 and a to f`);
      const end = read.words.findIndex((word, at) => at > 0 && (at >= read.bare || !DIGEST.test(word)));
      const digests = end === -1 ? read.words : read.words.slice(0, end);
      return done({ verb, digests, ...inFleet, ...because(read.words.slice(digests.length)) });
    }
    case 'pause': {
      const lasting = options.get('for');
      const duration = lasting === undefined ? undefined : parseDuration(lasting);
      if (lasting !== undefined && duration === undefined)
        return mistake(`${lasting} is no length of time: say ${LENGTHS}`);
      const until = duration === undefined ? {} : { duration };
      return done({ verb, ...inUnit, ...until, ...inFleet, ...because(read.words) });
    }
    case 'resume':
      return done({ verb, ...inUnit, ...inFleet, ...because(read.words) });
    case 'freeze': {
      const { reason } = because(others);
      const duration = first === undefined ? undefined : parseDuration(first);
      if (duration === undefined)
        return mistake(`freeze takes a length of time, ${LENGTHS}: not ${first ?? 'nothing'}`);
      if (reason === undefined) return mistake('freeze takes a reason after the length of time');
      return done({ verb, duration, ...inFleet, reason });
    }
    case 'unfreeze':
      return done({ verb, ...inFleet, ...because(read.words) });
    case 'drain': {
      if (first === undefined || !LINK.test(first)) return mistake(noLink(verb, first));
      const { lasting, reason } = lengthAndReason(options.get('for'), others);
      const duration = parseDuration(lasting ?? '');
      if (duration === undefined)
        return mistake(`drain takes a length of time, --for ${LENGTHS}: not ${lasting ?? 'nothing'}`);
      if (reason === undefined) return mistake('drain takes a reason after the length of time');
      const far = options.has('as-far-as-possible') ? ({ asFarAsPossible: true } as const) : {};
      return done({ verb, cluster: first, duration, ...far, ...inFleet, reason });
    }
    case 'undrain': {
      if (first === undefined || !LINK.test(first)) return mistake(noLink(verb, first));
      const atOnce = options.has('at-once') ? ({ atOnce: true } as const) : {};
      return done({ verb, cluster: first, ...atOnce, ...inFleet, ...because(others) });
    }
    case 'rollback': {
      const to = options.get('to');
      if (first === undefined) return mistake('rollback takes a unit, which is a namespace');
      if (!UNIT.test(first)) return mistake(`${first} is no namespace`);
      if (to !== undefined && !RUN.test(to)) return mistake(`${to} is no name of a run`);
      const now = options.has('now') ? ({ now: true } as const) : {};
      return done({ verb, unit: first, ...(to === undefined ? {} : { to }), ...now, ...inFleet, ...because(others) });
    }
  }
}

function noLink(verb: Verb, given = 'nothing'): string {
  return `${verb} takes the link of a cluster, LOCATION/NAME: not ${given}`;
}

/** `--for 2h` with a reason, or `for 2h: reason`. */
function lengthAndReason(
  option: string | undefined,
  words: readonly string[],
): { readonly lasting: string | undefined; readonly reason?: string } {
  if (option !== undefined || words[0] !== 'for') return { lasting: option, ...because(words) };
  const [, lasting, ...rest] = words;
  return { lasting: lasting?.replace(/:$/, ''), ...because(rest[0] === ':' ? rest.slice(1) : rest) };
}

/** `--name value` or `--name=value` before, between and after the words; after `--` everything is a word. */
function readArguments(verb: Verb, given: readonly string[]): Arguments | Extract<CommandReading, { type: 'mistake' }> {
  const options = new Map<string, string>();
  const words: string[] = [];
  const flags = FLAGS[verb] ?? [];
  const known = [...OPTIONS[verb], ...flags];
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at] ?? '';
    if (word === '--') return { options, words: [...words, ...given.slice(at + 1)], bare: words.length };
    if (!word.startsWith('--')) {
      words.push(word);
      continue;
    }
    const [name = '', ...inline] = word.slice(2).split('=');
    if (!known.includes(name)) return mistake(`${verb} has no option --${name}`, didYouMean(name, known));
    if (options.has(name)) return mistake(`--${name} is given twice`);
    if (flags.includes(name)) {
      if (inline.length > 0) return mistake(`--${name} takes no value`);
      options.set(name, '');
      continue;
    }
    if (inline.length === 0) at += 1;
    const value = inline.length === 0 ? (given[at] ?? '') : inline.join('=');
    if (value === '') return mistake(`--${name} needs a value`);
    options.set(name, value);
  }
  return { options, words, bare: words.length };
}

function because(words: readonly string[]): { readonly reason?: string } {
  const reason = words.join(' ').trim();
  return reason === '' ? {} : { reason };
}

function done(command: Command): CommandReading {
  return { type: 'command', command };
}

function mistake(message: string, hint?: string): Extract<CommandReading, { type: 'mistake' }> {
  return { type: 'mistake', message, ...(hint === undefined ? {} : { hint }) };
}

/** What each verb takes, one line each. */
export function usageLines(): readonly string[] {
  return VERBS.map((verb) => `${CALL} ${verb} ${USAGE[verb].takes}`.trimEnd());
}
