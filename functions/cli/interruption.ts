// A command that is interrupted, by Ctrl-C or by whoever ends the process, says so as it says everything else.
import { constants } from 'node:os';
import type { Streams } from './run.ts';
import { errorJson } from './error-json.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const MESSAGE = 'interrupted: it did not come to its end, and what it had done by then stays done';

/** @param end is called once, with the exit code that shells give for the signal. */
export function onInterruption(args: readonly string[], { out, err }: Streams, end: (exitCode: number) => void): void {
  for (const signal of SIGNALS)
    process.once(signal, () => {
      if (args.includes('--json')) out(errorJson('interrupted', MESSAGE));
      else err(`rangelight: ${MESSAGE}\n`);
      end(128 + constants.signals[signal]);
    });
}
