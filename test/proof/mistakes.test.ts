// A mistake deletes nothing: broken input, and reads that fail, delete nothing, shrink nothing, and are told in one
// clear message. One world in process, where a mistake costs milliseconds; test/scenarios/mistakes.test.ts has a few
// over sockets.
import { beforeEach, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { cloudWrites } from './harness/cloud-writes.ts';
import type { Tree } from './harness/repository.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import { inOneWorld } from './harness/one-world.ts';
import type { ProofWorld } from './harness/world.ts';

const FLEET = 'rangelight.yaml';
const FOO = 'manifests/service-foo.yaml';
const WEB = 'manifests/ingress-web.yaml';
const PLAN = 'rangelight/plan';

const TREE: Tree = Object.fromEntries(
  Object.entries(
    treeOf({
      clusters: [US, EU, ASIA],
      services: [{ name: 'foo' }, { name: 'bar' }, { name: 'default-backend' }],
      ingresses: [
        { name: 'web', backend: 'default-backend', hosts: { 'foo.example.com': 'foo', 'bar.example.com': 'bar' } },
      ],
    }),
  ).map(([path, text]) => [path, stringify(parse(text))]),
);

let world: ProofWorld;
inOneWorld((made) => {
  world = made;
});
beforeEach(async () => {
  world.push(TREE);
  await world.untilIdle();
});

function edited(path: string, change: (text: string) => string): Tree {
  const [before = '', text] = [TREE[path], change(TREE[path] ?? '')];
  expect(text).not.toBe(before);
  return { ...TREE, [path]: text };
}

function without(...paths: readonly string[]): Tree {
  return Object.fromEntries(Object.entries(TREE).filter(([path]) => !paths.some((start) => path.startsWith(start))));
}

/** Pushes a tree, waits until nothing is left to do, and sees that nothing was written. Gives the plan's check run. */
async function landsWithoutEffect(tree: Tree) {
  const from = world.invocations.calls.length;
  const commit = world.push(tree);
  await world.untilIdle();
  expect(cloudWrites(world, from).map(({ what }) => what)).toEqual([]);
  const check = world.host.check(commit, PLAN);
  if (check === undefined) expect.fail('no check run tells of it');
  return check;
}

/** What it does to the tree, and where and how it is told. */
const IN_GIT: Readonly<Record<string, readonly [tree: () => Tree, path: string | undefined, words: RegExp]>> = {
  'an object with an error': [
    () => edited(WEB, (text) => text.replace('serviceName: bar', 'serviceName: baz')),
    WEB,
    /baz/,
  ],
  'a file that ends in the middle': [
    () => edited(FOO, (text) => text.replace(/app: foo[\s\S]*$/, 'app: "fo')),
    FOO,
    /./,
  ],
  'a file that ends in the middle, where what is left is YAML all the same': [
    () => edited(FOO, (text) => text.replace(/(app: foo\n)[\s\S]*$/, '$1')),
    FOO,
    /./,
  ],
  'a file that is no YAML from some line on': [
    () => edited(WEB, (text) => text.replace(/^( *- host: bar)/m, '   {{{\n$1')),
    WEB,
    /./,
  ],
  'a repository without files': [() => ({}), undefined, /is gone/],
  'a fleet file that is gone': [() => without(FLEET), undefined, /rangelight\.yaml is gone/],
  'a fleet file that is broken': [
    () => edited(FLEET, (text) => text.replace('clusters:\n', 'clusters: [\n')),
    FLEET,
    /./,
  ],
  'a fleet file with a key that nobody knows': [
    () => edited(FLEET, (text) => text.replace('  controller:', '  controler: x\n  controller:')),
    FLEET,
    /controler/,
  ],
  'a fleet with another name': [
    () => edited(FLEET, (text) => text.replace('name: prod', 'name: production')),
    undefined,
    /production/,
  ],
};

it.each(Object.entries(IN_GIT))('%s', async (_name, [tree, path, words]) => {
  const { conclusion, title, annotations } = await landsWithoutEffect(tree());
  expect(conclusion).toBe('failure');
  if (path === undefined) expect(title).toMatch(words);
  else
    expect(
      annotations
        .filter(({ source }) => source.file === path)
        .map(({ message }) => message)
        .join(),
    ).toMatch(words);
});

it('a folder of manifests that is gone', async () => {
  const { title, annotations } = await landsWithoutEffect(without('manifests/'));
  expect(title).toContain('needs approval: removes everything');
  expect(annotations.find(({ source }) => source.file === FLEET)?.message).toContain('no manifest declares');
});

/** What a revision would take away if the reads were whole. */
const SMALLER = (): Tree => edited(WEB, (text) => text.replace(/^ *- host: bar[\s\S]*$/m, ''));

it('Compute answers 503 to a list', async () => {
  const stop = world.cloud.compute.faults.inject({
    match: { method: 'GET', path: '/compute/v1/projects/*/global/backendServices' },
    effect: { type: 'answer', status: 503 },
  });
  const { annotations } = await landsWithoutEffect(SMALLER());
  stop();
  expect(annotations.map(({ message }) => message).join()).toMatch(/Compute backendService cannot be read/);
});

it.each([
  ['a member', ASIA],
  ['a config cluster', EU],
])('%s answers 404 to everything', async (_name, link) => {
  const api = world.cloud.clusters.get(link)?.api;
  api?.setDown('gateway');
  const { annotations } = await landsWithoutEffect(SMALLER());
  api?.setDown(undefined);
  expect(annotations.map(({ message }) => message).join()).toContain(`cluster ${link} cannot be read`);
});
