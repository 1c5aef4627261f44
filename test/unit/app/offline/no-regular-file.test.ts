// What stands where a manifest should: it is named at its path, and nothing is deleted or shrunk; outside of every
// pattern it is not judged (cases 01, 02).
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { describe, expect, it } from 'vitest';
import { compileFleet } from '../../../../lib/app/planning/compile-fleet.ts';
import { fleetFilesOf, readFleetFile } from '../../../../lib/app/following/fleet-files.ts';
import { validateDirectory } from '../../../../lib/app/offline/index.ts';
import type { NoFile, Tree } from '../../../../lib/core/index.ts';
import { assumedFacts } from '../../../../lib/fleet/index.ts';
import { exampleTree } from '../../cli/tree.ts';

const EXAMPLE: Tree = exampleTree('valid/foobar');
const LFS = Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n');

function withEntries(more: Readonly<Record<string, NoFile | Uint8Array>>): Tree {
  return new Map([...EXAMPLE, ...Object.entries(more)]);
}

function compiled(tree: Tree) {
  const { fleet } = readFleetFile(tree, undefined);
  if (fleet === undefined) throw new TypeError('the example has a fleet');
  return compileFleet(FEATURES, 'test', fleet, tree, assumedFacts(fleet).facts).compiled;
}

const found = (tree: Tree) =>
  validateDirectory(FEATURES, tree, undefined)
    .diagnostics.filter(({ code }) => code === 'not-a-file')
    .map(({ message, source }) => ({ message, at: source?.file }));

describe('under a pattern', () => {
  it.each<[string, NoFile | Uint8Array, string]>([
    ['manifests/foobar.yaml', 'link-to-file', 'is a symbolic link: put the file in its place'],
    ['manifests/foobar.yaml', 'link', 'is a symbolic link: put the file, or the folder, in its place'],
    ['manifests/blue', 'link', 'is a symbolic link: put the file, or the folder, in its place'],
    ['manifests', 'link', 'is a symbolic link: put the file, or the folder, in its place'],
    [
      'manifests/blue',
      'submodule',
      'is a submodule, whose files are of another repository: put the files in its place',
    ],
    [
      'manifests/foobar.yaml',
      'left-out',
      'is left out of the archive of the commit: take export-ignore away from it in .gitattributes',
    ],
    [
      'manifests/a\\b.yaml',
      'odd-path',
      'has a path that means another one elsewhere: rename it, with letters of UTF-8 and without backslashes',
    ],
    ['manifests/foobar.yaml', LFS, 'is a pointer of Git LFS, without the file: put the file itself into Git'],
  ])('case 01: %s: an entry that is no file is named, and what it declared stays', (path, entry, words) => {
    const tree = withEntries({ [path]: entry });
    expect(found(tree)).toEqual([{ message: `${path} ${words}`, at: path }]);
    expect(compiled(tree).incomplete).toBe(true);
  });

  it('names the first of many', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`manifests/${i}.yaml`, 'left-out' as const]));
    const told = found(withEntries(many));
    expect(told.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4].map((i) => `manifests/${i}.yaml`));
    expect(told.at(-1)?.message).toMatch(/; so is it with 4 more$/);
  });
});

it.each<[string, NoFile | Uint8Array]>([
  ['docs/index.yaml', 'link-to-file'],
  ['docs', 'link'],
  ['vendor/other', 'submodule'],
  ['.gitattributes', 'left-out'],
  ['docs/a\\b.yaml', 'odd-path'],
  ['docs/big.yaml', LFS],
  // A link to a file is no folder, and this is not the name of a manifest.
  ['manifests/notes.md', 'link-to-file'],
])('case 02: outside of every pattern, %s is nobody’s business', (path, entry) => {
  const tree = withEntries({ [path]: entry });
  expect(validateDirectory(FEATURES, tree, undefined)).toEqual(validateDirectory(FEATURES, EXAMPLE, undefined));
  expect(compiled(tree)).toEqual(compiled(EXAMPLE));
});

it.each<[string, NoFile | Uint8Array]>([
  ['link', 'link'],
  ['link to a file', 'link-to-file'],
  ['file that is left out', 'left-out'],
  ['pointer of Git LFS', LFS],
])('a fleet file may be no %s', (_, entry) => {
  const [file] = fleetFilesOf(new Map<string, NoFile | Uint8Array>([['rangelight.yaml', entry]]));
  expect(file?.fleet).toBeUndefined();
  expect(file?.diagnostics.map(({ code, source }) => [code, source?.file])).toEqual([
    ['not-a-file', 'rangelight.yaml'],
  ]);
});
