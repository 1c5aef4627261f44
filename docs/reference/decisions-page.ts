// docs/adr/README.md as text: every decision with its state, from the first lines of its page.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from './markdown-table.ts';

const FOLDER = join(import.meta.dirname, '../adr');

export interface Decision {
  /** Of its page: `0001-record-decisions.md`. */
  readonly file: string;
  readonly text: string;
}

/** In the order of their numbers. */
export function decisions(): readonly Decision[] {
  const files = readdirSync(FOLDER).filter((name) => /^\d{4}-.*\.md$/.test(name));
  return files.sort().map((file) => ({ file, text: readFileSync(join(FOLDER, file), 'utf8') }));
}

/** The page as Markdown. @param all in order. Throws a TypeError for a page without a title or a status. */
export function decisionsPage(all: readonly Decision[]): string {
  return [
    '<!-- Generated from the pages beside it by `npm run gen`. Do not edit. -->',
    '',
    '# Decisions',
    '',
    'What is costly to reverse, with what was known when it was decided.',
    '',
    ...markdownTable(['decision', 'state'], all.map(rowOf)),
    '',
  ].join('\n');
}

function rowOf({ file, text }: Decision): readonly string[] {
  const title = /^# (\d{4}\. .+)$/m.exec(text)?.[1];
  const status = /^Status: ((?:.+\n)+)/m.exec(text)?.[1];
  if (title === undefined || status === undefined) throw new TypeError(`${file} has no title or no status`);
  const whole = status.trim().replaceAll('\n', ' ').replace(/\.$/, '');
  return [`[${title}](${file})`, whole.replaceAll('|', '\\|')];
}
