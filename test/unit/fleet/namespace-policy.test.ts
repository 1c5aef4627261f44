import { expect, it } from 'vitest';
import { namespaceCheck } from '../../../lib/fleet/index.ts';

const POLICY = { apply: 'merge', drift: 'report', maxDeletes: 5, takeover: false } as const;
const NAMESPACES = { '**': ['shared'], 'blue/**': ['blue', 'blue-staging'], 'platform/**': ['*'], 'none/**': [] };

it.each([
  ['net/blue/a.yaml', 'blue', undefined],
  ['net/blue/a.yaml', 'shared', undefined],
  ['net/blue/deep/a.yaml', 'green', 'Here may be used: blue, blue-staging, shared.'],
  ['net/a.yaml', 'blue', 'Here may be used: shared.'],
  ['net/platform/a.yaml', 'green', undefined],
])('%s and %s: %s', (file, namespace, hint) => {
  const check = namespaceCheck({ folder: 'net', policy: { ...POLICY, namespaces: NAMESPACES } });
  const source = { file, line: 5, column: 14 };
  const expected = hint === undefined ? [] : [{ code: 'namespace-not-allowed', severity: 'error', source, hint }];
  expect(check({ namespace, at: () => source })).toMatchObject(expected);
});

it('forbids nothing where no pattern matches, and everything where none is listed', () => {
  const at = () => ({ file: 'none/a.yaml', line: 1, column: 1 });
  const found = (namespaces: Record<string, readonly string[]>) =>
    namespaceCheck({ folder: '', policy: { ...POLICY, namespaces } })({ namespace: 'blue', at });
  expect(found({ 'blue/**': ['blue'] })).toEqual([]);
  expect(found({ 'none/**': [] })).toMatchObject([{ hint: 'None may be used here.' }]);
});

it('allows nothing more because of a policy in force that is not understood', () => {
  const at = () => ({ file: 'blue/a.yaml', line: 1, column: 1 });
  const found = (namespaces: Record<string, readonly string[]>) =>
    namespaceCheck({ folder: '', policy: { ...POLICY, namespaces } })({ namespace: 'blue', at });
  expect(found({ '[b]lue/**': ['blue'] })).toMatchObject([{ hint: 'None may be used here.' }]);
  expect(found({ '[b]lue/**': ['green'], 'blue/**': ['blue'] })).toEqual([]);
});

it('names a few of many namespaces', () => {
  const many = Array.from({ length: 100 }, (_, index) => `n${index}`);
  const at = () => ({ file: 'a.yaml', line: 1, column: 1 });
  const [found] = namespaceCheck({ folder: '', policy: { ...POLICY, namespaces: { '**': many } } })({
    namespace: 'blue',
    at,
  });
  expect(found?.hint).toMatch(/^Here may be used: n0, .* and 80 more\.$/);
});
