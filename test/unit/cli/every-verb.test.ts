// What holds for every verb, out of the list of verbs: help with examples and exit codes, `--json` on every path, and
// that it works from any folder. Each example of the help is run in an empty folder and in one with a fleet, without
// network and credentials: it does its work, or says in one line what keeps it from that.
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../../functions/cli/examples.ts';
import { createProgram } from '../../../functions/cli/program.ts';
import { run } from '../../../functions/cli/run.ts';

const FLEET = join(import.meta.dirname, '../../../schemas/examples/valid/foobar');

interface Verb {
  /** `mesh verdict`. */
  readonly name: string;
  readonly command: Command;
}

/** Those that do something: a verb with verbs of its own is not one. */
function verbsOf({ commands }: Command, before = ''): readonly Verb[] {
  return commands.flatMap((command) => {
    const name = `${before}${command.name()}`;
    return command.commands.length > 0 ? verbsOf(command, `${name} `) : [{ name, command }];
  });
}

const VERBS = verbsOf(createProgram(() => undefined));

async function told(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const code = await run(args, { out: (text) => void (said.out += text), err: (text) => void (said.err += text) });
  return { code, ...said };
}

/** The words of an example as a shell takes them. */
function words(line: string): readonly string[] {
  const [, ...found] = [...line.replace(/ [|>].*$/, '').matchAll(/'([^']*)'|(\S+)/g)];
  return found.map(([, quoted, plain]) => quoted ?? plain ?? '').filter((word) => word !== '--json');
}

const LINES = Object.entries(EXAMPLES).flatMap(([verb, lines]) => lines.map((line) => ({ verb, line })));
const KEPT = ['KUBECONFIG', 'HOME', 'METADATA_SERVER_DETECTION', 'GOOGLE_APPLICATION_CREDENTIALS'] as const;

let scratch: string;
const before = process.cwd();
const environment = KEPT.map((name) => [name, process.env[name]] as const);
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rangelight-verbs-'));
  await mkdir(join(scratch, 'empty'));
  await cp(FLEET, join(scratch, 'fleet'), { recursive: true });
  Object.assign(process.env, { HOME: scratch, METADATA_SERVER_DETECTION: 'none' });
  for (const name of ['KUBECONFIG', 'GOOGLE_APPLICATION_CREDENTIALS']) delete process.env[name];
});
afterAll(async () => {
  process.chdir(before);
  for (const [name, value] of environment)
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  await rm(scratch, { recursive: true });
});

it('there are verbs, and each has an example', () => {
  expect(VERBS.length).toBeGreaterThan(20);
  expect(VERBS.filter(({ name }) => !LINES.some(({ line }) => line.startsWith(`rangelight ${name}`)))).toEqual([]);
});

describe.each(VERBS)('$name', ({ name, command }) => {
  it('has help with what it does, its options, examples and exit codes', async () => {
    const { code, out, err } = await told(...name.split(' '), '--help');
    expect([code, err]).toEqual([0, '']);
    expect(command.description()).not.toBe('');
    expect(out).toMatch(/^ +--json /m);
    expect(out).toMatch(/^Exit codes:\n {2}0 [^]*^ {2}1 [^]*^ {2}2 [^]*^ {2}3 /m);
    const [verb = ''] = name.split(' ');
    for (const line of EXAMPLES[verb] ?? []) expect(out).toContain(line);
  });

  it('tells a wrong option as JSON, and in words without', async () => {
    const asJson = await told(...name.split(' '), '--no-such-option', '--json');
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.out)).toMatchObject({ error: { code: 'invalid' } });
    const inWords = await told(...name.split(' '), '--no-such-option');
    expect([inWords.code, inWords.out]).toEqual([1, '']);
    expect(inWords.err).toMatch(/^error: (?:unknown option '--no-such-option'|required option)/);
  });

  it('tells what is missing as JSON', async () => {
    const needs =
      command.registeredArguments.some(({ required }) => required) ||
      command.options.some(({ mandatory }) => mandatory);
    if (!needs) return;
    const { code, out } = await told(...name.split(' '), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'invalid' } });
  });
});

describe.each(['empty', 'fleet'])('in a folder that is called %s', (folder) => {
  it.each(LINES)('$line', async ({ line }) => {
    process.chdir(join(scratch, folder));
    const { code, out, err } = await told(...words(line));
    const asJson = await told(...words(line), '--json');
    expect([0, 1, 2, 3]).toContain(code);
    expect(asJson.code).toBe(code);
    const document = JSON.parse(asJson.out) as { readonly error?: { readonly code: string; readonly message: string } };
    expect(out + err + asJson.out).not.toMatch(/unexpected|^\s+at /m);
    if (document.error === undefined) return;
    expect([asJson.err, out]).toEqual(['', '']);
    expect(err).toBe(`rangelight: ${document.error.message}\n`);
  });
});
