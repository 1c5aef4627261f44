// A run for the terminal: what did not pass, then one line of counts.
import { countOutcomes, type CaseResult, mismatches, type PartReport, type Report } from './report.ts';

/** A paragraph about one part; only a mismatch is told in full. */
export function summaryOf({ part, client, seconds, cases }: PartReport): string {
  const wrong = cases.filter(({ outcome }) => outcome === 'mismatch');
  return [`\n${part} (${client}, ${seconds} s): ${countsOf(cases)}`, ...wrong.map(mismatchText), ''].join('\n');
}

export function totals(report: Report): string {
  const wrong = mismatches(report).length;
  const all = countsOf(report.parts.flatMap(({ cases }) => cases));
  return `${all}. ${wrong === 0 ? 'No client that ran could tell the difference.' : `Mismatches: ${wrong}.`}`;
}

function countsOf(cases: readonly CaseResult[]): string {
  return [...countOutcomes(cases)].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

function mismatchText({ group, name, note = '' }: CaseResult): string {
  return `  ✘ ${group}\n    ${name}\n    ${note.split('\n').join('\n    ')}`;
}
