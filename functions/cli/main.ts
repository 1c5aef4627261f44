#!/usr/bin/env node
// Entry point of the command line.
import { processEnvironment } from '../../lib/config/index.ts';
import { onInterruption } from './interruption.ts';
import { tellWork } from './progress.ts';
import { run } from './run.ts';

// npm runs scripts in the project's folder, and says where the person stands.
process.chdir(processEnvironment['INIT_CWD'] ?? '.');

const args = process.argv.slice(2);
const streams = {
  out: (text: string) => process.stdout.write(text),
  err: (text: string) => process.stderr.write(text),
};
// Ends when everything is written; connections that are kept open would hold the process for seconds.
const end = (code: number) => process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));

// Google's client warns of each place in which it found no credentials; that there are none is said in words of ours.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => {
  if (name !== 'MetadataLookupWarning') streams.err(`${name}: ${message}\n`);
});

onInterruption(args, streams, end);
// For somebody who watches, and for the log of a job.
if (process.stderr.isTTY || processEnvironment['CI'] !== undefined)
  tellWork((text) => process.stderr.write(`rangelight: ${text}\n`));
end(await run(args, streams));
