// What is accepted as YAML, and what is not. May import: lib, vitest.
import { describe, expect, it } from 'vitest';
import { readManifests } from '../../../lib/manifest/index.ts';
import { LIMITS } from '../../../lib/manifest/limits.ts';
import { readText, said, service } from './text.ts';

function codes(text: string): readonly string[] {
  return readText(text).diagnostics.map((d) => d.code);
}

describe('YAML', () => {
  it('reads byte order marks, CRLF, comments and empty documents', () => {
    const text = `\uFEFF# a comment\r\n---\r\n---\r\n${service('foo').replaceAll('\n', '\r\n')}---\r\n`;
    const result = readText(text);
    expect(result.diagnostics).toEqual([]);
    expect(result.manifests.map((m) => m.at(['spec', 'template', 'spec', 'selector', 'app']))).toEqual([
      { file: 'a.yaml', line: 10, column: 23 },
    ]);
    expect(readText('').incomplete).toEqual([]);
  });

  it('takes v1beta1 for v1', () => {
    expect(readText(service('foo').replace('/v1', '/v1beta1')).manifests).toHaveLength(1);
  });

  it('says at most so much of one document', () => {
    expect(codes('a: @\n'.repeat(1000)).length).toBeLessThanOrEqual(20);
  });

  it('refuses directives that no document follows', () => {
    expect(readText('%FOO bar\n').incomplete).toEqual(['a.yaml']);
  });

  it('counts lines through what cannot be parsed', () => {
    // A value of several lines in what is left when parsing has given up.
    expect(said(readText('  a:\n  b:\nkind: M\nmeta:\n  na: s\n    spec:\n')).at(-1)).toBe('not-yaml 6:9');
  });

  it('refuses a file of too many parts before it makes an error of each', () => {
    expect(codes(']'.repeat(200_000))).toEqual(['file-limit']);
    expect(codes(`a: [${','.repeat(200_000)}]`)).toEqual(['file-limit']);
    expect(codes('&a '.repeat(200_000))).toEqual(['file-limit']);
  });

  it('refuses bytes that are not UTF-8', () => {
    const result = readManifests(new Map([['a.yaml', Uint8Array.of(0x61, 0xff)]]));
    expect(result.diagnostics.map((d) => d.code)).toEqual(['not-yaml']);
    expect(result.incomplete).toEqual(['a.yaml']);
  });

  it.each(['y', 'Yes', 'no', 'off', '010', '1_000', '0b11'])('refuses the plain value %s', (value) => {
    const result = readText(service('foo').replace('{app: foo}', `{app: ${value}}`));
    expect(result.diagnostics.map((d) => d.code)).toContain('ambiguous-scalar');
    expect(result.rejected).toHaveLength(1);
    expect(codes(service('foo').replace('{app: foo}', `{app: "${value}"}`))).toEqual([]);
  });

  it('refuses ambiguous keys as well', () => {
    expect(codes(service('foo').replace('{app: foo}', '{on: foo}'))).toContain('ambiguous-scalar');
  });

  it('refuses a key given twice, at its second place', () => {
    const result = readText(service('foo').replace('{app: foo}', '{app: foo, app: bar}'));
    expect(said(result)).toEqual(['schema-violation 7:28']);
    expect(result.rejected.map((r) => r.name)).toEqual(['foo']);
    expect(result.incomplete).toEqual([]);
  });

  it('takes the identity of an object for unknown when a key of it is given twice', () => {
    const result = readText(service('foo').replace('{name: foo,', '{name: foo, name: bar,'));
    expect(result.rejected).toEqual([]);
    expect(result.incomplete).toEqual(['a.yaml']);
  });

  it.each(['__proto__', '<<'])('refuses the key %s', (key) => {
    const result = readText(service('foo').replace('{app: foo}', `{app: foo, ${key}: {polluted: "1"}}`));
    expect(result.diagnostics.map((d) => d.code)).toContain('schema-violation');
    expect(result.manifests).toEqual([]);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('resolves aliases', () => {
    const text = service('foo').replace('{app: foo}', '{app: *n }');
    expect(codes(text.replace('name: foo', 'name: &n foo'))).toEqual([]);
    expect(said(readText(text))).toContain('schema-violation 7:23');
  });

  it('lets an anchor count from where it stands', () => {
    const labels = '{app: &b x, tier: &a w, copy: *b , again: &b z, last: *b }';
    const [read] = readText(service('foo').replace('{app: foo}', labels)).manifests;
    expect(read?.body).toMatchObject({
      spec: { template: { spec: { selector: { app: 'x', copy: 'x', again: 'z', last: 'z' } } } },
    });
  });

  it('withstands many aliases', () => {
    const text = Array.from({ length: 10_000 }, (_, i) => `- &a${i} x\n- *a${i}`).join('\n');
    expect(codes(text)).toEqual(['not-an-object']);
  });

  it('reads no value of many anchors or tags, which would be an error each', () => {
    for (const property of ['&a ', '!x ']) {
      const result = readText(`${property.repeat(LIMITS.properties + 1)}x`);
      expect(result.diagnostics.map((d) => d.code)).toEqual(['file-limit']);
      expect(result.incomplete).toEqual(['a.yaml']);
      expect(codes(`${property.repeat(LIMITS.properties)}x`)).not.toContain('file-limit');
    }
  });

  it('withstands aliases that multiply', () => {
    const levels = Array.from({ length: 12 }, (_, i) => {
      const items = Array.from({ length: 10 }, () => (i === 0 ? 'x' : `*a${i - 1}`));
      return `a${i}: &a${i} [${items.join(', ')}]`;
    });
    const result = readText(levels.join('\n'));
    expect(result.diagnostics.map((d) => d.code)).toEqual(['file-limit']);
    expect(result.incomplete).toEqual(['a.yaml']);
  });

  it('withstands an alias to its own ancestor', () => {
    expect(codes('a: &a [*a]')).toEqual(['file-limit']);
  });

  it.each([
    ['deep flow collections', '['.repeat(50_000)],
    ['deep closed collections', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['deep block collections', '- '.repeat(20_000)],
  ])('withstands %s', (_, text) => {
    const result = readText(text);
    expect(result.diagnostics.length).toBeGreaterThan(0);
    expect(result.incomplete).toEqual(['a.yaml']);
  });

  it('limits the bytes and the documents of a file', () => {
    expect(codes(`# ${'x'.repeat(1024 * 1024)}`)).toEqual(['file-limit']);
    expect(codes('---\na: 1\n'.repeat(1001))).toEqual(['file-limit']);
  });

  it('keeps the other documents of a file that breaks off', () => {
    const result = readText(`${service('foo')}---\nfoo: [`);
    expect(result.manifests.map((m) => m.name)).toEqual(['foo']);
    expect(result.incomplete).toEqual(['a.yaml']);
  });
});
