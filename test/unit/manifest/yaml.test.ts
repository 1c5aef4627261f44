// What is accepted as YAML, and what is not.
import { FEATURES } from '../../../functions/wiring/features.ts';
import { describe, expect, it } from 'vitest';
import { createBudget, readManifests } from '../../../lib/manifest/index.ts';
import { LIMITS, TOGETHER } from '../../../lib/manifest/limits.ts';
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
    // A value of several lines in what is left when parsing has given up, and an error in the document behind it.
    const text = '  a:\n  b:\nkind: M\nmeta:\n  na: s\n    spec:\n---\nb:\n  c: ]\n';
    expect(said(readText(text))).toEqual(['not-yaml 3:1', 'not-yaml 9:6']);
  });

  it.each([
    ['brackets', ']'.repeat(TOGETHER.tokens + 1)],
    ['escapes', `"${'\\x'.repeat(TOGETHER.tokens)}`],
  ])('case 27: counts %s before anything is made of them', (_, text) => {
    const { diagnostics, incomplete } = readText(text);
    const message = expect.stringMatching(/have 30\d{4} tokens up to here, and may have 300000/) as string;
    expect(diagnostics).toMatchObject([{ code: 'file-limit', message }]);
    expect(incomplete).toEqual(['a.yaml']);
  });

  const together = (text: string, budget: Parameters<typeof createBudget>[0]) => {
    const files = ['e', 'd', 'c', 'b', 'a'].map((name) => [`${name}.yaml`, new TextEncoder().encode(text)] as const);
    return readManifests(new Map(files), { kinds: FEATURES.kinds, budget: createBudget(budget) });
  };

  it('case 27: counts all files of a fleet together, and says which are not read', () => {
    const { diagnostics, incomplete } = together('- 1\n'.repeat(10), { tokens: 60 });
    expect(diagnostics.map(({ source, message }) => `${source?.file} ${message}`)).toEqual([
      'a.yaml the document is a list, not an object with apiVersion, kind and metadata',
      'b.yaml the files that are read together have 102 tokens up to here, and may have 60',
      'c.yaml this file and the 2 after it are not read: the files that are read together have 102 tokens up to here, and may have 60',
    ]);
    expect(incomplete).toEqual(['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml', 'e.yaml']);
  });

  it.each([
    [{ files: 2 }, '3 files up to here, and may have 2'],
    [{ bytes: 50 }, '60 bytes up to here, and may have 50'],
    [{ documents: 3 }, '4 documents up to here, and may have 3'],
    // Aliases count as what they stand for: six values and three letters in each file.
    [{ values: 15 }, '16 values up to here, and may have 15'],
    [{ letters: 7 }, '8 letters up to here, and may have 7'],
  ])('counts in all files together %j', (budget, words) => {
    const { diagnostics } = together('- &a [x]\n- *a\n--- y\n', budget);
    expect(diagnostics.map(({ message }) => message)).toContainEqual(expect.stringContaining(words));
  });

  it('says which limit was met, with the number', () => {
    const first = (text: string): string => readText(text).diagnostics[0]?.message ?? '';
    expect(first(`# ${'x'.repeat(1024 * 1024)}`)).toBe('the file has 1048578 bytes, and may have 1048576');
    expect(first('---\na: 1\n'.repeat(1001))).toBe('the file has 1001 documents and directives, and may have 1000');
    expect(first('%a b\n'.repeat(1001))).toBe('the file has 1001 documents and directives, and may have 1000');
    expect(first('['.repeat(100))).toBe('the nesting is more than 32 levels deep');
    expect(first('!a '.repeat(17))).toBe('a value has more than 16 anchors and tags');
    expect(first('- 1\n'.repeat(50_000))).toBe('the document has more than 50000 values, aliases included');
    expect(first(`a: ${'x'.repeat(262_145)}`)).toBe('a text has 262145 letters, and may have 262144');
    expect(first(`? ${'x'.repeat(1_025)}\n: 1`)).toBe('a key has 1025 letters, and may have 1024');
  });

  it('counts what aliases stand for, of values and of letters, in all files together', () => {
    const values = `- &a [${'1,'.repeat(200)}]\n${'- *a\n'.repeat(200)}`;
    const letters = `- &a ${'x'.repeat(200_000)}\n${'- *a\n'.repeat(20)}`;
    const said = (text: string): readonly string[] => {
      const files = Array.from(
        { length: 10 },
        (_, index) => [`${index}.yaml`, new TextEncoder().encode(text)] as const,
      );
      return readManifests(new Map(files), { kinds: FEATURES.kinds }).diagnostics.map(({ message }) => message);
    };
    expect(said(values)).toContainEqual(expect.stringContaining('250001 values up to here, and may have 250000'));
    expect(said(letters)).toContainEqual(expect.stringMatching(/\d{8} letters up to here, and may have 16777216/));
  });

  it('refuses bytes that are not UTF-8', () => {
    const result = readManifests(new Map([['a.yaml', Uint8Array.of(0x61, 0xff)]]), { kinds: FEATURES.kinds });
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

  it('keeps the other documents of a file that breaks off', () => {
    const result = readText(`${service('foo')}---\nfoo: [`);
    expect(result.manifests.map((m) => m.name)).toEqual(['foo']);
    expect(result.incomplete).toEqual(['a.yaml']);
  });
});
