import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fence, table } from '../../../lib/report/markdown/blocks.ts';
import { clip, code, escaped, visible } from '../../../lib/report/markdown/escape.ts';

describe('text', () => {
  it('leaves nothing for Markdown or HTML to act on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const entities = /&#(?:\d+);/g;
        expect(escaped(value).replace(entities, '')).not.toMatch(/[<>"'`*_[\]~|\\!{}$\n\r&]/);
      }),
    );
  });

  it('mentions nobody and links nothing', () => {
    expect(escaped('@octocat')).toBe('@&#8203;octocat');
    expect(escaped('see #12 and GH-12')).toBe('see #&#8203;12 and GH&#8203;-12');
    expect(escaped('javascript://x https://evil.example www.evil.example')).toBe(
      'javascript:&#8203;//x https:&#8203;//evil.example www&#8203;.evil.example',
    );
  });

  it('shows HTML as it is written', () => {
    expect(escaped('<img src=x>')).toBe('&#60;img src=x&#62;');
  });
});

describe('code', () => {
  it('sets harmless values in backticks', () => {
    expect(code('rl1-bs-foo @octocat #1 <b>')).toBe('`rl1-bs-foo @octocat #1 <b>`');
  });

  it('cannot be closed from inside, not in a table either', () => {
    for (const value of ['a`b', '``', 'a|b', 'a\\|b', '`|<img>']) {
      expect(code(value)).toMatch(/^<code>[^`|<>\\]*<\/code>$/);
    }
  });

  it('is never an empty span', () => {
    expect(code('')).toBe('<code></code>');
    expect(code(' ')).toBe('<code> </code>');
  });
});

describe('visible', () => {
  it('keeps one line and shows what would hide', () => {
    expect(visible('a\nb\tc')).toBe('a b c');
    expect(visible('safe\u202Eevil\u200B\u0007')).toBe('safe\\u{202e}evil\\u{200b}\\u{7}');
  });

  it.each('3164 115f 2800 34f fe0f a0 3000 ffa0 17b4 e0100 1d159 e000 16fe4'.split(' '))(
    'case 53: shows that there is a U+%s',
    (point) => {
      expect(visible(`a${String.fromCodePoint(Number.parseInt(point, 16))}b`)).toBe(`a\\u{${point}}b`);
    },
  );

  it('case 53: shows every letter that Unicode says is not to be seen, and every space but one', () => {
    const unseen = /^(?:\p{Default_Ignorable_Code_Point}|\p{C}|\p{Z})$/u;
    const hidden: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const letter = String.fromCodePoint(point);
      const isMeant = ' \t\n\r'.includes(letter) || /^[\p{Cs}\p{Cn}]$/u.test(letter);
      if (unseen.test(letter) && !isMeant && visible(letter) === letter) hidden.push(point.toString(16));
    }
    expect(hidden).toEqual([]);
  });

  it('keeps what can be seen', () => {
    const escaped = 'Ärger, 日本語, naïve é, 👍, €, עברית, ا';
    expect(visible(escaped)).toBe(escaped);
  });

  it('mends halves of a character', () => {
    expect(visible('x\uD800').isWellFormed()).toBe(true);
  });
});

describe('clip', () => {
  it('counts characters and never halves one', () => {
    expect(clip('👍👍👍', 3)).toBe('👍👍👍');
    expect(clip('👍👍👍👍', 3)).toBe('👍👍…');
  });
});

describe('blocks', () => {
  it('a fence outlasts the backticks inside it', () => {
    const fenced = fence('diff', ['+ a', '````', 'two\nlines']).split('\n');
    expect(fenced).toEqual(['`````diff', '+ a', '````', 'two lines', '`````']);
  });

  it('a table says what it leaves out', () => {
    expect(table(['A'], [['1'], ['2'], ['3']], 2)).toBe('| A |\n| --- |\n| 1 |\n| 2 |\n\n… and 1 more.');
  });
});
