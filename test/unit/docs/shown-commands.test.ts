import { expect, it } from 'vitest';
import { FLEET_PAGES } from '../../../infra/build/fleet-pages.ts';
import { argumentsOf, commandsOf, isRun, NOT_RUN, RUN_PAGES, rowOf } from '../../../infra/build/shown-commands.ts';
import { missingLines, stepsOf } from '../../../infra/build/shown-steps.ts';
import { page, pages } from './pages.ts';

const shown = pages()
  .filter(({ path }) => path === 'README.md' || (path.startsWith('docs/') && !path.startsWith('docs/adr/')))
  .flatMap(({ path, text }) => commandsOf(text).map((command) => ({ path, command })));

it('each command is run or has a row that says why not', () => {
  expect(shown.filter(({ path, command }) => !isRun(path, command) && rowOf(path, command) === undefined)).toEqual([]);
  expect(shown.filter(({ path, command }) => isRun(path, command)).length).toBeGreaterThan(12);
});

it('each row is of a command that is there and is not run', () => {
  const used = shown
    .filter(({ path, command }) => !isRun(path, command))
    .map(({ path, command }) => rowOf(path, command));
  expect(NOT_RUN.filter((row) => !used.includes(row))).toEqual([]);
});

it('each page that is run has commands of ours', () => {
  for (const path of RUN_PAGES)
    expect(commandsOf(page(path).text).flatMap((one) => argumentsOf(one) ?? [])).not.toEqual([]);
});

it.each(Object.entries(FLEET_PAGES))('%s: what each command says is written down, in its order', (path, rows) => {
  const ours = commandsOf(page(path).text).flatMap((one) => argumentsOf(one) ?? []);
  expect(rows.map(({ command }) => command)).toEqual(ours);
});

it('commands are read out of blocks, indented ones too, with what belongs to them in one', () => {
  const text = [
    '- one',
    '  ```sh',
    '  # not this',
    '  rangelight a \\',
    '    b',
    '  ```',
    '```sh',
    "cat >x <<'END'",
    'no: command',
    'END',
    'npx rangelight plan . | head',
    '```',
    '```yaml',
    'a: 1',
    '```',
    '',
  ].join('\n');
  expect(commandsOf(text)).toEqual(['rangelight a b', "cat >x <<'END'", 'npx rangelight plan . | head']);
  expect(argumentsOf('npx rangelight plan . | head')).toBe('plan .');
  expect(argumentsOf('rangelight a b')).toBe('a b');
  expect(rowOf('README.md', 'a new command')).toBeUndefined();
});

it('a line that a page shows has to come, in its place, whatever its names are', () => {
  const steps = stepsOf(
    '```sh\nmci\n```\n```\nNAME  VIP  AGE\nfoo 203.0.113.2 4m6s\n{"a":…}\n```\n\n```sh\nlast\n```\n',
  );
  expect(steps.map(({ commands }) => commands)).toEqual(['mci\n', 'last\n']);
  const shown = steps.flatMap((step) => step.shown);
  expect(missingLines(shown, ['NAME VIP   AGE', 'foo  203.0.113.1  12s', '{"a":{"b":1}}'])).toEqual([]);
  expect(missingLines(shown, ['foo 203.0.113.1 12s', 'NAME VIP AGE', '{"b":1}'])).toEqual(shown.slice(1));
});
