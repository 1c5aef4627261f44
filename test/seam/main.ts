// `npm run seam`: the engine without ingress. Copies lib, the functions and the tests of the engine into a tree where
// lib/features/ingress is deleted and its names are cut out of the wiring, checks the types there, and runs the tests:
// a made-up feature that they hand in is planned, applied, healed, gated, released and reported.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readTree } from '../architecture/repository.ts';
import type { Tree } from '../architecture/source.ts';
import { filesWithout, withoutNames } from './tree-without.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TARGET = join(ROOT, '.local/seam');
const FEATURE = 'lib/features/ingress';

const tree: Tree = readTree('lib', 'functions', 'infra', 'test');
rmSync(TARGET, { recursive: true, force: true });
const files = filesWithout(tree, FEATURE);
for (const path of files) {
  const to = join(TARGET, path);
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, withoutNames(path, tree.get(path) ?? '', FEATURE));
}
for (const path of ['package.json', 'tsconfig.json', 'schemas', 'infra/deploy/contract.json'])
  cpSync(join(ROOT, path), join(TARGET, path), { recursive: true });
const config = JSON.parse(readFileSync(join(TARGET, 'tsconfig.json'), 'utf8')) as object;
writeFileSync(join(TARGET, 'tsconfig.json'), JSON.stringify({ ...config, include: ['functions', 'lib', 'test'] }));
writeFileSync(join(TARGET, 'vitest.config.ts'), "export default { test: { include: ['test/**/*.test.ts'] } };\n");
symlinkSync(join(ROOT, 'node_modules'), join(TARGET, 'node_modules'));

function run(what: string, command: string, ...args: readonly string[]): void {
  const { status } = spawnSync(join(ROOT, 'node_modules/.bin', command), args, { cwd: TARGET, stdio: 'inherit' });
  if (status === 0) return;
  process.stderr.write(`${what} without ${FEATURE}; the tree is in ${TARGET}\n`);
  process.exit(1);
}

run('it does not compile', 'tsc', '--noEmit');
run('its tests fail', 'vitest', 'run', 'test/unit/engine', '--reporter=default');
process.stdout.write(`${files.length} files of the engine, the functions and their tests stand without ${FEATURE}\n`);
rmSync(TARGET, { recursive: true, force: true });
