// However much is wrong, what is said of it stays short: findings are stored, and none may repeat what others say.
import { expect, it } from 'vitest';
import { createSchemaCheck, didYouMean } from '../../../lib/manifest/index.ts';
import { ingress, readText, service } from './text.ts';

it('names a few of the other places where an object is declared', () => {
  const { diagnostics, rejected } = readText(`${service('foo')}---\n`.repeat(300));
  expect(rejected).toHaveLength(1);
  expect(diagnostics).toHaveLength(300);
  expect(diagnostics[0]?.message).toBe(
    'MultiClusterService/blue/foo is also declared at a.yaml:10, a.yaml:19, a.yaml:28, a.yaml:37, a.yaml:46 and 294 more places',
  );
  const [first, last] = readText(`${service('foo')}---\n${service('foo')}`).diagnostics;
  expect([first?.message, last?.message]).toEqual([
    'MultiClusterService/blue/foo is also declared at a.yaml:10',
    'MultiClusterService/blue/foo is also declared at a.yaml:1',
  ]);
});

it('says the first violations of a schema, and how many more there are', () => {
  const check = createSchemaCheck({ type: 'array', items: { type: 'string' } });
  expect(check(Array.from({ length: 100 }, () => 1))).toHaveLength(100);
  const found = check(Array.from({ length: 5_000 }, () => 1));
  expect(found).toHaveLength(101);
  expect(found.at(-1)).toEqual({ path: [], wrong: 'value', message: '4900 more fields are wrong' });
});

it('reads no annotation of JSON that is longer than any of them', () => {
  const annotated = (value: string): readonly string[] =>
    readText(
      service('foo').replace(
        'namespace: blue',
        `namespace: blue, annotations: {networking.gke.io/app-protocols: '${value}'}`,
      ),
    ).diagnostics.map(({ message }) => message);
  expect(annotated('{"web":"HTTP2"}')).toEqual([]);
  expect(annotated('['.repeat(100_000))).toEqual([
    'networking.gke.io/app-protocols must be a JSON object of at most 10000 letters, such as {"web":"HTTP2"}',
  ]);
});

it('names a few of the certificates that are none', () => {
  const annotations = `{networking.gke.io/pre-shared-certs: "${'A,'.repeat(1_000)}"}`;
  const { diagnostics } = readText(ingress('foo', '{backend: {serviceName: foo, servicePort: 8080}}', annotations));
  expect(diagnostics).toHaveLength(17);
});

it('looks for a near word among few', () => {
  const words = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `word-${index}`);
  expect(didYouMean('word_1', words(200))).toBe('Did you mean "word-1"?');
  expect(didYouMean('word_1', words(201))).toBeUndefined();
});
