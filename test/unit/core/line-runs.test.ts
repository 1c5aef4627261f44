// Where the lines of a text are in another one.
import { expect, test } from 'vitest';
import { lineIn, lineRuns } from '../../../lib/core/index.ts';

const inOther = (one: string, other: string) => {
  const runs = lineRuns(one, other);
  return one.split('\n').map((_, index) => lineIn(runs, index + 1));
};

test.each<[string, string, string, readonly (number | undefined)[]]>([
  ['equal texts', 'a\nb\nc', 'a\nb\nc', [1, 2, 3]],
  ['lines before', 'x\ny\na\nb', 'a\nb', [undefined, undefined, 1, 2]],
  ['lines in between', 'a\nb', 'a\nx\nb', [1, 3]],
  ['a changed line', 'a\nb\nc', 'a\nB\nc', [1, undefined, 3]],
  ['a line that moved', 'a\nb\nc\nd', 'd\nb\nc\na', [4, 2, 3, 1]],
  [
    'a line that could be one of two',
    'a\nx\nb\nx\nc',
    'A\nx\nB\nx\nC',
    [undefined, undefined, undefined, undefined, undefined],
  ],
  ['nothing in common', 'a', 'b', [undefined]],
  ['an empty text', '', 'a\nb', [undefined]],
])('%s', (_, one, other, expected) => {
  expect(inOther(one, other)).toEqual(expected);
});

test('lines that stay together are one run', () => {
  expect(lineRuns('x\na\nb\nc\ny\nd', 'a\nb\nc\nz\nd')).toEqual([
    { from: 2, to: 1, lines: 3 },
    { from: 6, to: 5, lines: 1 },
  ]);
});
