// One command from its arguments to its exit code. Results go to one stream, what kept a command from its work to the
// other in one line.
import { type Command, CommanderError } from 'commander';
import { type FailureCode, RangelightError } from '../../lib/core/index.ts';
import { errorJson } from './error-json.ts';
import type { Outcome } from './outcome.ts';
import { createProgram } from './program.ts';

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** A command that could not do its work ends as one with errors: no script may take it for a success. */
const FAILED = 1;

/**
 * @param args without the names of Node and of the script.
 * @returns the exit code.
 */
export async function run(args: readonly string[], { out, err }: Streams): Promise<number> {
  let outcome: Outcome | undefined;
  const program = createProgram((ended) => {
    outcome = ended;
  });
  for (const command of allOf(program)) command.exitOverride().configureOutput({ writeOut: out, writeErr: err });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const isJson = args.includes('--json');
    // Wrong options, or only help: commander has said what there is to say.
    if (error instanceof CommanderError) {
      if (isJson && error.exitCode !== 0) out(errorJson('invalid', oneLine(error.message)));
      return error.exitCode;
    }
    if (isJson) out(errorJson(codeOf(error), describe(error)));
    else err(`rangelight: ${describe(error)}\n`);
    return FAILED;
  }
  out(outcome?.text ?? '');
  return outcome?.exitCode ?? 0;
}

/** A verb may have verbs of its own. */
function allOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allOf)];
}

function codeOf(error: unknown): FailureCode {
  if (error instanceof RangelightError) return error.code;
  return isOfDisk(error) ? 'invalid' : 'unexpected';
}

function describe(error: unknown): string {
  if (error instanceof RangelightError) return oneLine(whole(error));
  if (isOfDisk(error))
    return `${error.path} cannot be used (${error.code}): check the path, and whether you may read or write there`;
  if (error instanceof Error && error.name === 'TimeoutError') return 'no whole answer in time: try again';
  return `unexpected, please report it: ${oneLine(String(error))}`;
}

/** What to do when an outside system keeps a command from its work: by then nobody knows more of it than its answer. */
const NEXT: Partial<Readonly<Record<FailureCode, string>>> = {
  denied: 'ask for the right to look at it',
  unreachable: 'see whether it can be reached from here, and try again',
  unavailable: 'see whether it can be reached from here, and try again',
  'rate-limited': 'try again in a minute',
};
const OUTSIDE = /^(?:compute|gkehub|pubsub|storage|github|monitoring|(?:kubernetes|cluster) (?<link>.+))$/;

/** With the cluster that is meant, and what to do next. */
function whole({ code, system, message }: RangelightError): string {
  const outside = OUTSIDE.exec(system);
  const next = outside === null ? undefined : NEXT[code];
  const link = outside?.groups?.['link'];
  const place = link === undefined || message.includes(link) ? '' : `${link}: `;
  return `${place}${message}${next === undefined ? '' : `; ${next}`}`;
}

/** What a disk says of a path that a person named. */
function isOfDisk(error: unknown): error is Error & { readonly code: string; readonly path: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && 'path' in error;
}

function oneLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
}
