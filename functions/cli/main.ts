#!/usr/bin/env node
// Entry point of the command line.
import { run } from './run.ts';

const code = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
// Ends when everything is written; connections that are kept open would hold the process for seconds.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
