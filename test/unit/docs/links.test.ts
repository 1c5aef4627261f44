// What the pages name exists: linked files, paths in backticks, npm scripts.
import { describe, expect, it } from 'vitest';
import { dirname, join } from 'node:path';
import { brokenLinks, brokenPaths, packageJson, page, pages, unknownScripts } from './pages.ts';

const { scripts } = packageJson();

describe('the pages', () => {
  for (const page of pages()) {
    it(`${page.path} names nothing that does not exist`, () => {
      expect({
        links: brokenLinks(page),
        paths: brokenPaths(page),
        scripts: unknownScripts(page, scripts),
      }).toEqual({ links: [], paths: [], scripts: [] });
    });
  }

  it('are all in the index of the documentation; decisions, parity and conformance in theirs', () => {
    const linked = (path: string): ReadonlySet<string> =>
      new Set([...page(path).text.matchAll(/\]\(([^)#\s]+)\)/g)].map((match) => join(dirname(path), match[1] ?? '')));
    const index = new Set(
      ['README', 'adr/README', 'parity', 'reference/conformance'].flatMap((name) => [...linked(`docs/${name}.md`)]),
    );
    const docs = pages().filter(({ path }) => path.startsWith('docs/') && path !== 'docs/README.md');
    expect(docs.map(({ path }) => path).filter((path) => !index.has(path))).toEqual([]);
  });

  it('are all found', () => {
    const paths = pages().map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md']));
    expect(paths.some((path) => path.startsWith('docs/adr/'))).toBe(true);
  });
});

describe('the rules', () => {
  const made = (text: string): { path: string; text: string } => ({ path: 'docs/made-up.md', text });

  it('find a link that leads nowhere, from the folder of its page', () => {
    const links = '[a](architecture.md) ![b](nowhere.svg) [c](../LICENSE#terms) [d](https://example.com/x)';
    const headings = '[e](#a-heading-of-its-own) [f](#none) [g](compare.md#only-looking) [h](compare.md#nothing)';
    const text = `${links} ${headings}\n\n## A \`heading\` of its own\n`;
    expect(brokenLinks(made(text))).toEqual(['nowhere.svg', '#none', 'compare.md#nothing']);
  });

  it('find a path in backticks that does not exist', () => {
    expect(brokenPaths(made('`lib/core/failure.ts`, `lib/core/fail.ts`, `docs/adr`, `lib code`'))).toEqual([
      'lib/core/fail.ts',
    ]);
  });

  it('find a script that does not exist', () => {
    expect(unknownScripts(made('`npm run demo`, `npm run -s rangelite -- plan .`'), scripts)).toEqual(['rangelite']);
  });
});
