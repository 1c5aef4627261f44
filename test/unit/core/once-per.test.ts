// An index is worked out once for each object.
import { expect, test } from 'vitest';
import { oncePer } from '../../../lib/core/index.ts';

test('works out once for each object, also what comes to nothing', () => {
  const asked: unknown[] = [];
  const sizeOf = oncePer((of: readonly string[]) => {
    asked.push(of);
    return of.length === 0 ? undefined : of.length;
  });
  const [one, none] = [['a'], []];
  expect([sizeOf(one), sizeOf(one), sizeOf(none), sizeOf(none), sizeOf(['a'])]).toEqual([
    1,
    1,
    undefined,
    undefined,
    1,
  ]);
  expect(asked).toEqual([one, none, ['a']]);
});
