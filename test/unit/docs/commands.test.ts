// Every command of ours that a page shows is one that the command line understands: its verb, its options and its
// arguments.
import { expect, it } from 'vitest';
import type { Command } from 'commander';
import { createProgram } from '../../../functions/cli/program.ts';
import { type Page, page, pages } from './pages.ts';

const { commands } = createProgram(() => undefined);

/** Lines of shell blocks that call it, continued lines in one. */
function commandsIn({ text }: Pick<Page, 'text'>): readonly string[] {
  return [...text.matchAll(/^```(?:sh|bash)\n([^]*?)^```/gm)]
    .flatMap(([, block = '']) => block.replaceAll(/\\\n\s*/g, ' ').split('\n'))
    .flatMap((line) => /^(?:npx |npm run (?:-s )?)?(rangelight (?:-- )?.*)$/.exec(line.trim())?.[1] ?? [])
    .map((line) => line.replace('rangelight -- ', 'rangelight '));
}

/** What is wrong with a line; undefined: nothing. */
function wrongWith(line: string): string | undefined {
  const [, verb, ...args] = words(line);
  const command = commands.find((one) => one.name() === verb);
  if (command === undefined) return /^(--version|--help|VERB)$/.test(verb ?? '') ? undefined : `no verb ${verb}`;
  const { operands, unknown } = parsed(command, args);
  if (unknown.length > 0) return `unknown: ${unknown.join(' ')}`;
  const { registeredArguments: known } = command;
  const least = known.filter(({ required }) => required).length;
  const isVariadic = known.some(({ variadic }) => variadic);
  if (operands.length < least || (operands.length > known.length && !isVariadic))
    return `takes ${known.length} arguments`;
  return undefined;
}

function parsed(command: Command, args: readonly string[]) {
  // Options stay in a command that was parsed: each line gets one of its own.
  const fresh = createProgram(() => undefined).commands.find((one) => one.name() === command.name());
  return (fresh ?? command).parseOptions([...args]);
}

/** The words of a line as a shell takes them, without what is optional in a synopsis. */
function words(line: string): readonly string[] {
  const plain = line.replace(/\s+[|>#&].*$/, '').replaceAll(/\[[^\]]*\](\.\.\.)?/g, '');
  return [...plain.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, one, two, three]) => one ?? two ?? three ?? '');
}

it.each(pages().flatMap((one) => commandsIn(one).map((line) => [one.path, line] as const)))('%s: %s', (_path, line) => {
  expect(wrongWith(line)).toBeUndefined();
});

it('finds what is wrong with a made-up page', () => {
  const text = '```sh\nrangelight pose blue\nrangelight pause blue --why x\nnpx rangelight pause a b --reason x\n```\n';
  expect(commandsIn({ text }).map(wrongWith)).toEqual(['no verb pose', 'unknown: --why x', 'takes 1 arguments']);
  expect(commandsIn(page('docs/runbook.md')).length).toBeGreaterThan(10);
});
