// Findings: severity by code, one order.
import { CODES } from '../../../functions/wiring/codes.ts';
import { expect, test } from 'vitest';
import { compareDiagnostics, hasErrors, isDefinite, nextAfter } from '../../../lib/core/index.ts';
import { diagnostic } from '../../../lib/features/ingress/codes/index.ts';

const at = (file: string, line: number, column = 1) => ({ file, line, column });

test('a finding is as bad as its code', () => {
  expect(diagnostic('not-yaml', 'x')).toEqual({ code: 'not-yaml', severity: 'error', message: 'x' });
  expect(hasErrors([diagnostic('unknown-annotation', 'x')])).toBe(false);
  expect(hasErrors([diagnostic('unknown-annotation', 'x'), diagnostic('not-yaml', 'x')])).toBe(true);
});

test('findings print in the order of file, line, column, code, message', () => {
  const sorted = [
    diagnostic('not-yaml', 'nowhere'),
    diagnostic('not-yaml', 'x', at('a.yaml', 2)),
    diagnostic('invalid-host', 'a', at('a.yaml', 10, 1)),
    diagnostic('invalid-host', 'b', at('a.yaml', 10, 1)),
    diagnostic('invalid-path', 'a', at('a.yaml', 10, 1)),
    diagnostic('not-yaml', 'x', at('a.yaml', 10, 2)),
    diagnostic('not-yaml', 'x', at('b.yaml', 1)),
  ];
  expect([...sorted].reverse().sort(compareDiagnostics)).toEqual(sorted);
});

test('every code has a title and a paragraph', () => {
  for (const [code, entry] of Object.entries(CODES.diagnostics)) {
    expect(entry.title, code).not.toBe('');
    expect(entry.doc.length, code).toBeGreaterThan(20);
  }
});

test('a failure says what to do next, and whether it may have had an effect', () => {
  expect(nextAfter('in-use')).toBe('retry');
  expect(nextAfter('precondition')).toBe('conflict');
  expect(nextAfter('quota')).toBe('blocked');
  expect(nextAfter('unexpected')).toBe('bug');
  expect(isDefinite('unavailable')).toBe(false);
  expect(isDefinite('not-ready')).toBe(true);
});
