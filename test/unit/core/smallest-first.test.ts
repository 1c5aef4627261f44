// The smallest comes first, whatever the order in which they came.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { smallestFirst } from '../../../lib/core/index.ts';

test('takes what was added, sorted, also between two that are added', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(50), { nil: undefined })), (turns) => {
      const heap = smallestFirst<number>((a, b) => a - b);
      const left: number[] = [];
      // Undefined: one is taken.
      for (const turn of turns) {
        if (turn === undefined) expect(heap.take()).toBe(left.sort((a, b) => a - b).shift());
        else {
          heap.add(turn);
          left.push(turn);
        }
      }
      for (const value of left.sort((a, b) => a - b)) expect(heap.take()).toBe(value);
      expect(heap.take()).toBeUndefined();
    }),
  );
});
