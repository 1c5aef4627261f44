// Programs that run as children of a small process: what they read, say and how they end comes through, and nothing is
// waited for that cannot come.
import { expect, test } from 'vitest';
import { ProgramFailed, runProgram } from '../../../infra/emulators/kit/run-program.ts';

const env = { PATH: process.env['PATH'] ?? '' };
const sh = (script: string, input?: string | Uint8Array) =>
  runProgram({ command: 'sh', args: ['-c', script], env, ...(input !== undefined && { input }) });

test('bytes go in and come out as they are', async () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256);
  const { code, stdout, stderr } = await sh('cat; echo said >&2', bytes);
  expect([code, stderr]).toEqual([0, 'said\n']);
  expect(Buffer.compare(stdout, bytes)).toBe(0);
});

test('an exit code is an answer, with what was said', async () => {
  expect(await sh('echo no; exit 3')).toEqual({ code: 3, stdout: Buffer.from('no\n'), stderr: '' });
});

test('many at once end each for itself, in a folder and an environment of their own', async () => {
  const ended = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      runProgram({
        command: 'sh',
        args: ['-c', 'read x; echo $x $NAME $(pwd)'],
        env: { ...env, NAME: name },
        cwd: '/',
        input: `${name}\n`,
      }),
    ),
  );
  expect(ended.map(({ stdout }) => stdout.toString())).toEqual(['a a /\n', 'b b /\n', 'c c /\n']);
});

test('a program that reads nothing of what it is given has ended all the same', async () => {
  expect(await sh('exit 0', 'x'.repeat(1_000_000))).toMatchObject({ code: 0 });
});

test('a program that is not there, or that a signal ends, fails', async () => {
  await expect(runProgram({ command: 'no-such-program', args: [], env })).rejects.toThrow(/ENOENT/);
  await expect(sh('kill -9 $$')).rejects.toBeInstanceOf(ProgramFailed);
});

test('when the small process ends, what it ran fails, and the next one has another', async () => {
  const lost = sh('kill -9 $PPID; sleep 0');
  await expect(lost).rejects.toThrow(/has ended/);
  expect(await sh('echo here')).toMatchObject({ code: 0 });
});
