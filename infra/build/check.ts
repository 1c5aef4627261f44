// `npm run build:check`: the tree of the image, made by the steps of its Dockerfile in a folder of its own, where no
// package can be found: first one real message through each function, and then the whole demo with them: pushes,
// merges, traffic, outages and drift. A bundle that only starts is not built.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeImageTree } from './image.ts';
import { sendFirstMessages } from './first-messages.ts';

const DEMO = fileURLToPath(new URL('../local/demo/main.ts', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'rangelight-image-'));
try {
  await makeImageTree(resolve('dist/functions'), folder);
  for (const line of await sendFirstMessages(folder)) process.stdout.write(`${line}\n`);
  const demo = spawn(process.execPath, [DEMO, '--bundles', folder], { stdio: 'inherit' });
  const [code] = (await once(demo, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} catch (error) {
  process.stderr.write(`the image's tree does not do its work (make it with: npm run build): ${String(error)}\n`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
