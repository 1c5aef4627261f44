// Kinds of manifests as a value that is handed down: what a reader knows is what it was given.
import { expect, it } from 'vitest';
import { type ManifestKind, manifestKinds, readManifests } from '../../../lib/manifest/index.ts';
import { anchor, anchors } from './anchors.ts';

const read = (kinds: readonly ManifestKind[], ...documents: readonly string[]) =>
  readManifests(new Map([['a.yaml', new TextEncoder().encode(documents.join('---\n'))]]), {
    kinds: manifestKinds(kinds, { 'sea.example': ['Buoy'] }),
  });

it('reads the kinds that it is given, by their own schema, and no other one', () => {
  const good = anchor('sea.example/v1', 'Anchor', '7');
  const { manifests, diagnostics } = read([anchors('sea.example')], good, anchor('sea.example/v1', 'Buoy', '1'));
  expect(manifests).toMatchObject([{ group: 'sea.example', kind: 'Anchor', namespace: 'north', spec: { depth: 7 } }]);
  expect(diagnostics.map(({ code }) => code)).toEqual(['foreign-objects']);
  expect(read([anchors('sea.example')], anchor('sea.example/v1', 'Anchor', 'deep')).diagnostics).toMatchObject([
    { code: 'schema-violation', source: { line: 4, column: 15 } },
  ]);
  expect(read([], good).manifests).toEqual([]);
});

it('tells a kind of a group in which every kind is known, and leaves one of another group to others', () => {
  const stray = read([anchors('sea.example')], anchor('sea.example/v1', 'Wreck', '1'));
  expect(stray.diagnostics.map(({ code }) => code)).toEqual(['unknown-kind']);
  const foreign = read([anchors('sea.example')], anchor('land.example/v1', 'Wreck', '1'));
  expect(foreign.diagnostics.map(({ code }) => code)).toEqual(['foreign-objects']);
});

it('tells kinds of one name apart by their group, whichever was registered first', () => {
  const documents = ['sea.example/v1', 'land.example/v1'].map((one) => anchor(one));
  const kinds = [anchors('sea.example'), anchors('land.example')];
  const result = read(kinds, ...documents);
  expect(result.manifests.map(({ group }) => group)).toEqual(['land.example', 'sea.example']);
  expect(JSON.stringify(result)).toBe(JSON.stringify(read(kinds.toReversed(), ...documents)));
  const neither = read(kinds, anchor('mea.example/v1', 'Anchor', '1'));
  expect(neither.diagnostics).toMatchObject([
    { code: 'unknown-kind', hint: 'Write land.example/v1 or sea.example/v1.' },
  ]);
});

it('refuses two features that manage one kind', () => {
  expect(() => manifestKinds([anchors('sea.example'), anchors('land.example'), anchors('sea.example')])).toThrow(
    'two features manage the kind sea.example/Anchor',
  );
});

it('lets features read a kind that another one manages, or reads too', () => {
  const [managed, seen] = [anchors('sea.example'), anchors('sea.example', { role: 'read' })];
  for (const kinds of [
    [seen, managed],
    [managed, seen],
    [seen, managed, seen],
  ])
    expect(manifestKinds(kinds).named('Anchor')).toEqual([managed]);
  expect(manifestKinds([seen, seen]).named('Anchor')).toEqual([seen]);
  const asking = manifestKinds([
    { ...managed, section: 'harbour' },
    { ...seen, section: 'chart' },
  ]);
  expect(asking.askedFor((one) => one === 'chart').named('Anchor')).toMatchObject([{ role: 'read' }]);
  expect(asking.askedFor(() => true).named('Anchor')).toMatchObject([{ role: 'managed' }]);
});

it('keeps kinds that are only read apart from those that are managed', () => {
  const kinds = [anchors('sea.example'), anchors('land.example', { role: 'read' })];
  const deep = anchor('land.example/v1', 'Anchor', 'deep').replace('name: a', 'name: b');
  const { manifests, rejected, ofOthers } = read(kinds, anchor('sea.example/v1'), anchor('land.example/v1'), deep);
  expect([...manifests, ...rejected].map(({ group, name }) => `${group} ${name}`)).toEqual(['sea.example a']);
  expect(ofOthers.manifests).toMatchObject([{ group: 'land.example', name: 'a', spec: { depth: 7 } }]);
  expect(ofOthers.rejected).toMatchObject([{ group: 'land.example', name: 'b' }]);
});

it.each([
  ['managed', 'unknown-kind'],
  ['read', 'foreign-objects'],
] as const)('takes a kind of that name in another group for what it is: %s', (role, code) => {
  const { diagnostics } = read([anchors('sea.example', { role })], anchor('serving.example/v1'));
  expect(diagnostics.map((one) => one.code)).toEqual([code]);
});

it.each([
  ['no namespace', anchor('land.example/v1').replace(/, namespace: \w+/, '')],
  ['another version', anchor('land.example/v7')],
  ['a name twice', anchor('land.example/v1').replace('name: a', 'name: a, name: b')],
  ['a misspelt kind', anchor('land.example/v1', 'Anchr')],
])('says nothing of a document of a kind that is only read, and hides nothing behind it: %s', (_, text) => {
  const { diagnostics, incomplete, ofOthers } = read([anchors('land.example', { role: 'read' })], text);
  expect(diagnostics.map((one) => one.code)).toEqual(['foreign-objects']);
  expect(incomplete).toEqual([]);
  expect(ofOthers.manifests).toEqual([]);
});

it('takes objects of a kind that is only read twice for not known, without a word', () => {
  const twice = [anchor('land.example/v1'), anchor('land.example/v1')];
  const { diagnostics, ofOthers } = read([anchors('land.example', { role: 'read' })], ...twice);
  expect(diagnostics).toEqual([]);
  expect(ofOthers).toMatchObject({ manifests: [], rejected: [{ name: 'a' }] });
});
