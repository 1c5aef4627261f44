// The command line as people and scripts meet it: help, version, and failures.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { EXAMPLES } from '../../../functions/cli/examples.ts';
import { createProgram } from '../../../functions/cli/program.ts';
import { tellWork } from '../../../functions/cli/progress.ts';
import { run } from '../../../functions/cli/run.ts';
import { ask } from '../../../lib/adapters/calls/index.ts';
import about from '../../../package.json' with { type: 'json' };
import { HANGS_MS } from '../../limits.ts';

const EXAMPLE = join(import.meta.dirname, '../../../schemas/examples/valid/foobar');

async function told(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const code = await run(args, { out: (text) => void (said.out += text), err: (text) => void (said.err += text) });
  return { code, ...said };
}

/** The words of a line as a shell takes them. */
function words(line: string): readonly string[] {
  return [...line.replace(/ [|>].*$/, '').matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}

describe('help', () => {
  const { commands } = createProgram(() => undefined);

  it.each(Object.entries(EXAMPLES).flatMap(([verb, lines]) => lines.map((line) => [verb, line] as const)))(
    '%s: %s is a command that is understood',
    (verb, line) => {
      const [program, named, ...args] = words(line);
      expect([program, named]).toEqual(['rangelight', verb]);
      const command = commands.find((one) => one.name() === verb);
      if (command === undefined) throw new TypeError(`no verb ${verb}`);
      const inner = command.commands.find((one) => one.name() === args[0]) ?? command;
      expect(inner.parseOptions(args).unknown).toEqual([]);
    },
  );
});

it('says which version it is', async () => {
  expect(await told('--version')).toEqual({ code: 0, out: `${about.version}\n`, err: '' });
});

describe('where the person stands', () => {
  const before = process.cwd();
  let away: string;
  beforeAll(async () => {
    away = await mkdtemp(join(tmpdir(), 'rangelight-cli-'));
  });
  afterAll(async () => {
    process.chdir(before);
    await rm(away, { recursive: true });
  });

  it('is the directory that is read when none is named', async () => {
    expect(await told('validate', EXAMPLE)).toMatchObject({ code: 0 });
    process.chdir(EXAMPLE);
    expect(await told('validate')).toEqual(await told('validate', EXAMPLE));
  });
});

describe('a failure with --json', () => {
  it.each([
    { args: ['validate', '/nonexistent'], code: 'not-found', says: '/nonexistent does not exist' },
    { args: ['pause', '--reason', 'x', '--project', 'p'], code: 'invalid', says: '--bucket' },
    // What the disk says of a path that a person named is no fault of ours.
    {
      args: ['import', '--from-cluster', 'a/b', '--project', 'p', '--out', '/dev/null/x'],
      code: 'invalid',
      says: '/dev/null/x cannot be used (ENOTDIR)',
    },
  ])('is JSON: $args', async ({ args, code, says }) => {
    const { out, code: exitCode } = await told(...args, '--json');
    const { error } = JSON.parse(out) as { readonly error: { readonly code: string; readonly message: string } };
    expect([exitCode, error.code]).toEqual([1, code]);
    expect(error.message).toContain(says);
  });
});

it('says now and then that it goes on, and how many answers have come', async () => {
  const server = createServer((_, answer) => answer.end('x')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const noted = Promise.withResolvers<string>();
  const signal = AbortSignal.timeout(HANGS_MS);
  await Promise.all([1, 2].map(() => ask(`http://127.0.0.1:${port}`, { signal })));
  const stop = tellWork((text) => text.includes('answer') && noted.resolve(text), 5);
  onTestFinished(stop);
  await ask(`http://127.0.0.1:${port}`, { signal });
  expect(await noted.promise).toBe('still at work after 0 s, with 1 answer so far');
});
