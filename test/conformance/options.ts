// The command line of the conformance check.
import { parseArgs } from 'node:util';

export interface Options {
  /** Words of the titles of parts; none: all of them. */
  readonly wanted: readonly string[];
  readonly seed: number;
  readonly requests: number;
  /** Write down anew what a real API server says, instead of checking anything. */
  readonly record: boolean;
}

export function optionsOf(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      requests: { type: 'string', default: '10000' },
      record: { type: 'boolean', default: false },
    },
  });
  return {
    wanted: positionals.map((word) => word.toLowerCase()),
    seed: Number(values.seed),
    requests: Number(values.requests),
    record: values.record,
  };
}
