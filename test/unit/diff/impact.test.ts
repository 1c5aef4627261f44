// What traffic can feel of a change.
import { expect, test } from 'vitest';
import { impactOf } from '../../../lib/diff/impact.ts';
import type { ChangeKind, FieldChange } from '../../../lib/diff/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const field = (effect: FieldChange['effect']): FieldChange => ({ path: 'p', effect });

test('of a deletion is what the kind says about losing it', () => {
  expect(impactOf(KINDS.of('address'), 'delete', [])).toBe('certain');
  expect(impactOf(KINDS.of('backendService'), 'delete', [])).toBe('none');
});

test('of a replacement is the worse of changing and losing', () => {
  expect(impactOf(KINDS.of('firewall'), 'replace', [])).toBe('certain');
  expect(impactOf(KINDS.of('backendService'), 'replace', [])).toBe('possible');
});

test.each(['update', 'adopt'] as const)('of an %s is that of its worst field', (kind) => {
  expect(impactOf(KINDS.of('urlMap'), kind, [field('grow')])).toBe('none');
  expect(impactOf(KINDS.of('urlMap'), kind, [])).toBe('none');
  expect(impactOf(KINDS.of('urlMap'), kind, [field('grow'), field('change')])).toBe('possible');
  expect(impactOf(KINDS.of('urlMap'), kind, [field('change'), field('shrink'), field('grow')])).toBe('certain');
});

test.each<ChangeKind>(['create', 'abandon', 'none'])('of %s is none: nothing that serves is touched', (kind) => {
  expect(impactOf(KINDS.of('address'), kind, [field('shrink')])).toBe('none');
});
