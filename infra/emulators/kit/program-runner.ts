// The small process that runs programs for a large one (run-program.ts); it ends with the channel to it.
import { spawn } from 'node:child_process';
import type { ProgramAsked, Told } from './run-program.ts';

process.on('message', ({ id, program: { command, args, env, cwd, input } }: ProgramAsked) => {
  const child = spawn(command, args, { env, ...(cwd !== undefined && { cwd }), stdio: 'pipe' });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program that ends before it read its input breaks the pipe; its exit code tells the story.
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const tell = (told: Told): void => void process.send?.(told);
  child.once('error', ({ message }) => tell({ id, failed: message }));
  child.once('close', (code, signal) => {
    if (code === null) tell({ id, failed: `${command} was ended by ${signal}` });
    else if (code >= 0)
      tell({ id, ended: { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() } });
  });
});
process.once('disconnect', () => process.exit(0));
