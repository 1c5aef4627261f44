// One case out of the tests of one subject.
import type { CaseName, CaseResult } from '../report.ts';
import type { Tested } from './vitest.ts';

/** @param absent why this subject is not on this machine. */
export function verdict(name: CaseName, tests: readonly Tested[], absent?: string): CaseResult {
  if (absent !== undefined) return { ...name, outcome: 'not installed', note: absent };
  const failed = tests.filter(({ status }) => status === 'failed');
  if (failed.length > 0) {
    return { ...name, outcome: 'mismatch', note: failed.map((one) => `${one.title}: ${one.message}`).join('; ') };
  }
  const passed = tests.filter(({ status }) => status === 'passed').length;
  if (passed === 0) return { ...name, outcome: 'mismatch', note: 'no test ran' };
  const skipped = tests.length - passed;
  return { ...name, outcome: 'passed', note: `${passed} tests${skipped > 0 ? `, ${skipped} skipped` : ''}` };
}
