// `npm run test:built`: the scenarios with the functions as the image has them, each a process of its bundle, and with
// the command line as its package installs it. `npm run build` comes before. Further arguments are vitest's. Exit
// status as that of vitest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeImageTree } from '../../infra/build/image.ts';
import { installPacked } from '../../infra/build/install-packed.ts';

const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
const directory = await mkdtemp(join(tmpdir(), 'rangelight-built-'));
const image = join(directory, 'image');
const person = join(directory, 'person');
const [first = 'test/scenarios', ...others] = process.argv.slice(2);
try {
  await makeImageTree(resolve('dist/functions'), image);
  await mkdir(person);
  await writeFile(join(person, 'package.json'), '{"private": true}\n');
  await installPacked(person, directory);
  const RANGELIGHT_PACKAGE = join(person, 'node_modules/rangelight');
  const env = { ...process.env, RANGELIGHT_BUNDLES: image, RANGELIGHT_PACKAGE };
  const run = spawn(process.execPath, [vitest, 'run', first, ...others], { env, stdio: 'inherit' });
  const [code] = (await once(run, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await rm(directory, { recursive: true });
}
