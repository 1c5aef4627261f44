// Examples of GitHub's page "About code owners", and what its words leave to gitignore.
import { describe, expect, it } from 'vitest';
import { parseCodeOwners, readOwner, ruleFor } from '../../../lib/commands/index.ts';
import { covers } from '../../../lib/commands/code-owners.ts';

describe('a pattern', () => {
  it.each([
    ['*', 'a.yaml', true],
    ['*', 'deep/er/a.yaml', true],
    ['**', 'deep/er/a.yaml', true],
    ['*.js', 'a.js', true],
    ['*.js', 'deep/er/a.js', true],
    ['*.js', 'a.jsx', false],
    ['/build/logs/', 'build/logs/x/y.txt', true],
    ['/build/logs/', 'other/build/logs/x', false],
    ['/build/logs/', 'build/logs', false],
    ['docs/*', 'docs/getting-started.md', true],
    ['docs/*', 'docs/build-app/troubleshooting.md', false],
    ['docs/*', 'other/docs/getting-started.md', false],
    ['apps/', 'apps/x', true],
    ['apps/', 'deep/apps/x/y', true],
    ['apps/', 'apps', false],
    ['/docs/', 'docs/x/y', true],
    ['/docs/', 'a/docs/x', false],
    ['/scripts/', 'scripts/x', true],
    ['**/logs', 'build/logs', true],
    ['**/logs', 'deeply/nested/logs/today', true],
    ['**/logs', 'logs', true],
    ['/apps/github', 'apps/github', true],
    ['/apps/github', 'apps/github/x', true],
    ['/apps/github', 'apps/githubs', false],
    ['a/**/z', 'a/z', true],
    ['a/**/z', 'a/b/c/z', true],
    ['a/**/z', 'b/a/z', false],
    ['a/**', 'a/b/c', true],
    ['a/**', 'a', false],
    ['a?c', 'x/abc', true],
    ['a?c', 'ac', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['teams/*/x.yaml', 'teams/blue/x.yaml', true],
    ['teams/*/x.yaml', 'teams/blue/deep/x.yaml', false],
    ['with\\ space', 'with space', true],
    ['/', 'a', false],
    ['A', 'a', false],
    ['a.c', 'abc', false],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(covers(pattern, path)).toBe(expected);
  });

  it('takes no long time, whatever it is', () => {
    const path = `${'a/'.repeat(200)}${'a'.repeat(200)}`;
    expect(covers(`${'**/'.repeat(100)}${'*a'.repeat(100)}b`, path)).toBe(false);
  });
});

describe('a file', () => {
  const text = [
    '# Owners',
    '*             @all',
    '/manifests/   @acme/blue  ann@example.com # inline',
    '/manifests/a\\ b.yaml @ann',
    '!/manifests/x @nobody',
    '[a-z]         @nobody',
    '/manifests/y  nobody',
    '/manifests/free',
  ].join('\r\n');
  const rules = parseCodeOwners(text);

  it.each([
    ['README.md', ['@all']],
    ['manifests/x', ['@acme/blue', 'ann@example.com']],
    ['manifests/y', ['@acme/blue', 'ann@example.com']],
    ['manifests/a b.yaml', ['@ann']],
    ['manifests/free', []],
  ])('the last line that covers %s counts', (path, owners) => {
    expect(ruleFor(rules, path)?.owners).toEqual(owners);
  });

  it('says nothing of what no line covers', () => {
    expect(ruleFor(parseCodeOwners('/a @b'), 'c')).toBeUndefined();
  });

  it('names users, teams and addresses', () => {
    expect(readOwner('@ann-b')).toEqual({ type: 'user', login: 'ann-b' });
    expect(readOwner('@acme/blue.team')).toEqual({ type: 'team', org: 'acme', team: 'blue.team' });
    expect(readOwner('a@b.c')).toEqual({ type: 'email', address: 'a@b.c' });
    expect(readOwner('ann')).toBeUndefined();
  });
});
