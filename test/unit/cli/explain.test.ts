// Every code has an explanation. May import: lib, vitest.
import { expect, it } from 'vitest';
import { explain, explanationText } from '../../../lib/app/explain.ts';
import { DIAGNOSTICS, type FailureCode, FAILURE_CODES, nextAfter } from '../../../lib/core/index.ts';

it.each(Object.keys(DIAGNOSTICS))('%s is a diagnostic', (code) => {
  const text = explanationText(explain(code));
  expect(text.startsWith(`${code}\n`)).toBe(true);
  expect(text).toContain(`docs/reference/diagnostics.md#${code}\n`);
});

it.each(FAILURE_CODES)('%s is a failure with what happens next', (code: FailureCode) => {
  const explanation = explain(code);
  expect(explanation).toMatchObject({ type: 'failure', code, next: nextAfter(code) });
  expect(explanationText(explanation).split('\n').length).toBeGreaterThan(3);
});

it('no code means two things', () => {
  expect(FAILURE_CODES.filter((code) => Object.hasOwn(DIAGNOSTICS, code))).toEqual([]);
});

it.each([
  ['quota-shrt', 'Did you mean "quota-short"?'],
  ['zzzzzzzzzzzzzzzzzzzz', 'docs/reference/diagnostics.md lists them.'],
  ['constructor', 'there is no code "constructor"'],
])('%s is not known', (code, said) => {
  expect(() => explain(code)).toThrow(said);
});
