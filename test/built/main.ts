// `npm run test:built`: the scenarios with the functions as the image has them, each a process of its bundle. `npm run
// build` comes before. Further arguments are vitest's. Exit status as that of vitest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeImageTree } from '../../infra/build/image.ts';

const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
const image = await mkdtemp(join(tmpdir(), 'rangelight-image-'));
const [first = 'test/scenarios', ...others] = process.argv.slice(2);
try {
  await makeImageTree(resolve('dist/functions'), image);
  const env = { ...process.env, RANGELIGHT_BUNDLES: image };
  const run = spawn(process.execPath, [vitest, 'run', first, ...others], { env, stdio: 'inherit' });
  const [code] = (await once(run, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await rm(image, { recursive: true });
}
