// `npm run conformance [-- PART…]`: other people's clients against the emulators. Writes conformance.json, prints a
// summary, and exits with 1 when a client can tell the difference. Parts are named by words of their titles. `--seed N
// --requests N`: for the differential. `--record`: what a real API server says is written down anew; with `clusterset`,
// what real clusters answer.
import { writeFileSync } from 'node:fs';
import { record } from './differential/record.ts';
import { optionsOf } from './options.ts';
import { namedPartsFor, parts } from './parts.ts';
import { mismatches, type Part, type PartReport, runPart } from './report.ts';
import { summaryOf, totals } from './summary.ts';

const options = optionsOf(process.argv.slice(2));
if (options.record && options.wanted.length === 0) {
  process.stdout.write(await record(process.env));
  process.exit();
}
const { wanted } = options;
const isWanted = ({ name }: Part): boolean => wanted.some((word) => name.toLowerCase().includes(word));
const chosen = wanted.length === 0 ? parts : [...parts, ...namedPartsFor(options)].filter(isWanted);

const reports: PartReport[] = [];
for (const part of chosen) {
  const report = await runPart(part);
  reports.push(report);
  process.stdout.write(summaryOf(report));
}
const report = { parts: reports };
writeFileSync('conformance.json', `${JSON.stringify(report, undefined, 2)}\n`);
process.stdout.write(`\n${totals(report)}\nconformance.json is written.\n`);
process.exitCode = mismatches(report).length > 0 ? 1 : 0;
