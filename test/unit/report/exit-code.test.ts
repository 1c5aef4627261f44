import { describe, expect, it } from 'vitest';
import { diagnostic } from '../../../lib/features/ingress/codes/index.ts';
import { diagnosticText, exitCodeOf } from '../../../lib/report/index.ts';

describe('exitCodeOf', () => {
  const error = diagnostic('port-not-found', 'no such port');
  const warning = diagnostic('unknown-annotation', 'no meaning');
  const guard = diagnostic('hosted-controller-active', 'two controllers');
  const gate = { code: 'vip-release', message: 'would release it' } as const;

  it.each([
    [0, 'nothing-to-do', [], []],
    [0, 'nothing-to-do', [warning], []],
    [1, 'nothing-to-do', [error], []],
    [1, 'blocked', [error], []],
    [1, 'needs-approval', [error], [gate]],
    [2, 'ready', [warning], []],
    [2, 'needs-approval', [], []],
    [2, 'observe-only', [], []],
    [3, 'needs-approval', [], [gate]],
    [3, 'blocked', [guard], []],
  ] as const)('%i for %s', (expected, verdict, diagnostics, gates) => {
    expect(exitCodeOf(verdict, diagnostics, gates)).toBe(expected);
  });
});

describe('diagnosticText', () => {
  it('is a line that editors can follow, and the hint below it', () => {
    const finding = diagnostic('port-not-found', 'no port 81', { file: 'a.yaml', line: 3, column: 9 }, 'It has 80.');
    expect(diagnosticText(finding)).toBe('a.yaml:3:9 error port-not-found no port 81\n  It has 80.');
  });

  it('hides no control sequence', () => {
    expect(diagnosticText(diagnostic('not-yaml', 'x\u001B[2Jy'))).toBe('error not-yaml x\\u{1b}[2Jy');
  });
});
