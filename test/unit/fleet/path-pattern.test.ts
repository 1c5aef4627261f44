// What a pattern means, what is refused, and how often a path is looked at.
import { describe, expect, it } from 'vitest';
import { readPattern } from '../../../lib/fleet/path-pattern.ts';

function matched(pattern: string, paths: readonly string[]): readonly string[] {
  const read = readPattern(pattern);
  if ('problem' in read) throw new TypeError(read.problem);
  return paths.filter((path) => read.matches(path.split('/')));
}

/** Counts how often a name of a path is asked for. */
function looksAt(pattern: string, path: readonly string[]): number {
  const read = readPattern(pattern);
  if ('problem' in read) throw new TypeError(read.problem);
  let looks = 0;
  const counted = new Proxy(path, {
    get(names, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
      return Reflect.get(names, key, receiver) as unknown;
    },
  });
  read.matches(counted);
  return looks;
}

describe('what a pattern may meet below a folder (case 01)', () => {
  it.each([
    ['a/*.yaml', ['a', 'b', 'a/b', 'a/b/c'], ['a']],
    ['a/b/*.yaml', ['a', 'a/b', 'a/c', 'a/b/c'], ['a', 'a/b']],
    ['a/**/*.yaml', ['a', 'a/b', 'a/b/c', 'b', 'a/.b'], ['a', 'a/b', 'a/b/c']],
    ['**/*.yaml', ['a', 'a/b', '.a'], ['a', 'a/b']],
    ['**/.istio/*.yaml', ['a', '.istio', 'a/.istio', '.b'], ['a', '.istio', 'a/.istio']],
    ['{a,b}/?/*', ['a', 'b/c', 'b/cc', 'c'], ['a', 'b/c']],
  ])('%s', (pattern, folders, expected) => {
    const read = readPattern(pattern);
    if ('problem' in read) throw new TypeError(read.problem);
    expect(folders.filter((folder) => read.below(folder.split('/')))).toEqual(expected);
  });
});

describe('readPattern', () => {
  it.each([
    ['*.yaml', ['a.yaml', '.yaml', 'b/a.yaml', 'a.yml'], ['a.yaml']],
    ['.*', ['.a', 'a'], ['.a']],
    ['a?c', ['abc', 'ac', 'a.c'], ['abc', 'a.c']],
    ['?a', ['ba', '.a'], ['ba']],
    ['a*b*c', ['abc', 'axbxc', 'acb', 'ab'], ['abc', 'axbxc']],
    ['**', ['a', 'a/b', '.a', 'a/.b', '.a/b'], ['a', 'a/b']],
    ['a/**', ['a', 'a/b', 'a/b/c', 'ab'], ['a/b', 'a/b/c']],
    ['**/a', ['a', 'b/a', 'c/b/a', '.b/a', 'a/b'], ['a', 'b/a', 'c/b/a']],
    ['**/a/**/b', ['a/b', 'x/a/y/b', 'a/a/b', 'b/a'], ['a/b', 'x/a/y/b', 'a/a/b']],
    ['**/.x/**', ['.x/a', 'a/.x/b', '.x/.x/a'], ['.x/a', 'a/.x/b']],
    ['./a', ['a', 'b/a'], ['a']],
    ['a.{yaml,json}', ['a.yaml', 'a.json', 'a.yml'], ['a.yaml', 'a.json']],
    ['{a,b}/{c,d}', ['a/d', 'b/c', 'c/d'], ['a/d', 'b/c']],
    ['{*a,.b}', ['aa', '.a', '.b'], ['aa', '.b']],
    ['{a,{b,c}}x', ['ax', 'bx', 'cx', 'x'], ['ax', 'bx', 'cx']],
    ['a{,b}', ['a', 'ab', 'b'], ['a', 'ab']],
    ['a,b', ['a,b', 'a'], ['a,b']],
  ])('%s', (pattern, paths, expected) => {
    expect(matched(pattern, paths)).toEqual(expected);
  });

  it.each([
    ['', 'inside the folder'],
    ['/a', 'inside the folder'],
    ['a/../b', 'inside the folder'],
    ['a/{..,b}/c', 'inside the folder'],
    ['a//b', 'folder/**'],
    ['a/', 'folder/**'],
    ['a/./b', 'folder/**'],
    ['a{,/b}', 'in place of {a/b,c}'],
    [`a${'{,/a}'.repeat(39)}`, 'in place of {a/b,c}'],
    ['[ab].yaml', 'no signs but'],
    ['!(a)', 'no signs but'],
    ['a\\*', 'no signs but'],
    ['**.yaml', 'folder/**/*.yaml'],
    ['{**,a}/b', 'folder/**/*.yaml'],
    ['a***', 'with nothing beside it'],
    ['*a?b*', 'Write * in its place'],
    ['{a}', 'no two alternatives'],
    ['{1..3}', 'Write them as {a,b,c}'],
    ['{a,b', 'has no partner'],
    ['a,b}', 'has no partner'],
    ['a{,b}{,c}{,d}{,e}{,f}', 'at most 16 alternatives'],
    [`a${'{,a,b}'.repeat(33)}`, 'at most 16 alternatives'],
    ['{{{{{{{{a,b},c},d},e},f},g},h},i}{a,b}', 'at most 16 alternatives'],
    ['a'.repeat(201), 'and this one 201'],
  ])('refuses %s, and says what to write', (pattern, words) => {
    const read = readPattern(pattern);
    expect('problem' in read ? `${read.problem}. ${read.hint}` : 'accepted').toContain(words);
  });

  it.each([
    ['*a*/*a*/*a*/*a*/*a*/*a*/b', 6],
    ['**/*a*/*a*/*a*/**/*a*/*a*/**/b', 200],
    [`${'**/a/'.repeat(7)}b`, 500],
    ['**/a/a/a/a/a/a/a/b/**', 500],
    ['**/{b,c,a}/{b,c,a}/{b,c,a}/{b,c,d}/**', 500],
  ])('case 26: looks at each name of a path at most once per part of %s', (pattern, length) => {
    const path = Array.from({ length }, () => 'a');
    const read = readPattern(pattern);
    const looks = 'looks' in read ? read.looks : 0;
    expect(looksAt(pattern, path)).toBeLessThanOrEqual(looks * path.length);
    // Twice as long, twice as often: not more.
    expect(looksAt(pattern, [...path, ...path])).toBeLessThanOrEqual(2 * looks * path.length);
  });
});
