#!/usr/bin/env node
// Entry point of the command line.
import { processEnvironment } from '../../lib/config/index.ts';
import { run } from './run.ts';

// npm runs scripts in the project's folder, and says where the person stands.
process.chdir(processEnvironment['INIT_CWD'] ?? '.');

const code = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
// Ends when everything is written; connections that are kept open would hold the process for seconds.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
