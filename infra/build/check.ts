// `npm run build:check`: the bundle of each function in a folder of its own, where no package can be found, and the
// whole demo with them: pushes, merges, traffic, outages and drift. A bundle that only starts is not built. Exit status
// as that of the demo.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const DEMO = fileURLToPath(new URL('../local/demo/main.ts', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'rangelight-bundles-'));
try {
  await cp(resolve('dist/functions'), folder, { recursive: true });
  const demo = spawn(process.execPath, [DEMO, '--bundles', folder], { stdio: 'inherit' });
  const [code] = (await once(demo, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} catch (error) {
  process.stderr.write(`there are no bundles (${String(error)}): make them with: npm run build\n`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
