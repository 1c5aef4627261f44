// What is wrong in some files of a commit.
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../../lib/core/index.ts';
import { errorsIn, type Revision } from '../../../lib/plan/index.ts';

const found = (severity: Diagnostic['severity'], message: string, file?: string): Diagnostic => ({
  code: 'yaml-syntax',
  severity,
  message,
  ...(file && { source: { file, line: 1, column: 1 } }),
});

test('is what has an error in one of them, in the order of the revision', () => {
  const diagnostics = [
    found('error', 'b', 'b.yaml'),
    found('warning', 'only a warning', 'a.yaml'),
    found('error', 'another file', 'c.yaml'),
    found('error', 'no file'),
    found('error', 'a', 'a.yaml'),
  ];
  const told = errorsIn({ diagnostics } as Pick<Revision, 'diagnostics'> as Revision, new Set(['a.yaml', 'b.yaml']));
  expect(told.map(({ message }) => message)).toEqual(['b', 'a']);
});
