#!/usr/bin/env node
// Entry point of the command line. Results go to standard output, what kept a command from its work to standard error in
// one line. May import: core, cli.
import { RangelightError } from '../../lib/core/index.ts';
import { createProgram, type Outcome } from './program.ts';

/** A command that could not do its work ends as one with errors: no script may take it for a success. */
const FAILED = 1;

try {
  await createProgram(finish).parseAsync();
} catch (error) {
  process.stderr.write(`rangelight: ${describe(error)}\n`, () => process.exit(FAILED));
}

/** Ends when everything is written; connections that are kept open would hold the process for seconds. */
function finish({ text, exitCode }: Outcome): void {
  process.stdout.write(text, () => process.exit(exitCode));
}

function describe(error: unknown): string {
  if (error instanceof RangelightError) return oneLine(error.message);
  if (error instanceof Error && error.name === 'TimeoutError') return 'no whole answer in time: try again';
  return `unexpected, please report it: ${oneLine(String(error))}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
