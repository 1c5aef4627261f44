// Names below clusterset.local in texts of any kind.
import { expect, it } from 'vitest';
import { calledNames } from '../../../../lib/features/services/git/called-names.ts';

it.each([
  ['a.b.svc.clusterset.local', ['a.b']],
  ['http://u:p@a.b.svc.clusterset.local:80/?next=http://c.d.svc.clusterset.local', ['a.b', 'c.d']],
  ['_http._tcp.a.b.svc.clusterset.local.', ['_http._tcp a.b']],
  ['A.B.SVC.Clusterset.Local', ['a.b']],
  ['a.b.svc.clusterset.localhost and a.b.svc.clusterset.local-1', []],
  ['b.svc.clusterset.local, svc.clusterset.local', []],
  ['a.b.svc.clusterset.local a.b.svc.clusterset.local', ['a.b']],
])('in %s', (text, expected) => {
  const found = calledNames({ env: [{ value: text }] });
  expect(found.map(({ below, name, namespace }) => `${below} ${name}.${namespace}`.trim())).toEqual(expected);
  expect(found.every(({ path }) => path.join('.') === 'env.0.value')).toBe(true);
});
