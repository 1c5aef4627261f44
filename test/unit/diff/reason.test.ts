// Why a change is made, in a sentence.
import { describe, expect, test } from 'vitest';
import { reasonOf } from '../../../lib/diff/reason.ts';
import type { FieldTable } from '../../../lib/model/index.ts';

const table: FieldTable = {
  certificate: { policy: 'in-place', fromSecret: true },
  keys: { policy: 'in-place', fromSecret: true, ends: 'what NAMES signed stops working' },
  size: { policy: 'in-place' },
};
const field = (path: string, before: string | undefined = 'old') =>
  ({ path, ...(before === undefined ? {} : { before }), after: 'new', effect: 'change' }) as const;
const why = (more: Partial<Parameters<typeof reasonOf>[1]>) =>
  reasonOf(table, { kind: 'update', cause: 'pending', maker: 'rangelight', fields: [], ...more });

describe('the reason', () => {
  test("of what is somebody else's says that only our fields go", () => {
    expect(why({ kind: 'abandon', isReleased: true })).toBe(
      "no manifest asks for it any more, and it is somebody else's: only our fields go",
    );
    expect(why({ kind: 'abandon' })).toBe('no manifest asks for it any more, and it no longer carries our mark');
    expect(why({ kind: 'abandon', maker: 'gke' })).toBe(
      'no manifest asks for it any more; GKE removes it with its Service',
    );
  });

  test('is a Secret where any field is of one', () => {
    expect(why({ cause: 'fact', fields: [field('size'), field('certificate')] })).toBe('a Secret changed');
    expect(why({ cause: 'fact', fields: [field('certificate[0]')] })).toBe('a Secret changed');
    expect(why({ cause: 'fact', fields: [field('size'), field('unknown')] })).toBe('the fleet changed');
  });

  test('says what ends with the old value of an entry', () => {
    const entries = [
      field('keys[a]'),
      field('keys[b]'),
      field('size[c]'),
      field('keys[new]', undefined),
      field('keys'),
    ];
    // Already without a value before, it was used for nothing.
    const [a, b, other, , whole] = entries;
    expect(why({ fields: [a, b, other, whole].flatMap((one) => one ?? []) })).toBe(
      'the manifests changed; what a or b signed stops working',
    );
    expect(why({ fields: [{ path: 'keys[new]', after: 'x', effect: 'grow' }] })).toBe('the manifests changed');
    expect(why({ fields: [field('keys[a[0]]')] })).toBe('the manifests changed; what a[0] signed stops working');
    for (const path of ['x.keys[a]', 'keys[a].b', 'size[a]'])
      expect(why({ fields: [field(path)] })).toBe('the manifests changed');
  });
});
