// `npm run conformance [-- PART…]`: other people's clients against the emulators. Writes conformance.json, prints a
// summary, and exits with 1 when a client can tell the difference. Parts are named by words of their titles.
import { writeFileSync } from 'node:fs';
import { namedParts, parts } from './parts.ts';
import { mismatches, type Part, type PartReport, runPart } from './report.ts';
import { summaryOf, totals } from './summary.ts';

const wanted = process.argv.slice(2).map((word) => word.toLowerCase());
const isWanted = ({ name }: Part): boolean => wanted.some((word) => name.toLowerCase().includes(word));
const chosen = wanted.length === 0 ? parts : [...parts, ...namedParts].filter(isWanted);

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
