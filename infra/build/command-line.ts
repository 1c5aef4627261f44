// The package of the command line: plain JavaScript, no dependencies, for the Node that a person has.
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { buildEmulatedCloud } from './emulated-cloud.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The oldest Node that the package is for: `npm run build:commands -- --node 22` runs the pages' commands by it. */
const OLDEST_NODE = 22;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  /** npm asks for it: whose workflow may publish, and where pictures of the README are. */
  readonly repository: { readonly type: string; readonly url: string };
}

/** Replaces `directory`. @returns sizes in bytes, by file. */
export async function buildCommandLine(directory: string): Promise<ReadonlyMap<string, number>> {
  const source = `import './functions/cli/main.ts';`;
  const { sizes } = await bundle({ name: 'main', source }, directory);
  const emulated = await buildEmulatedCloud(directory);
  const { name, version, description, license, repository } = JSON.parse(
    await readFile(join(ROOT, 'package.json'), 'utf8'),
  ) as Manifest;
  const manifest = {
    name,
    version,
    description,
    license,
    repository,
    type: 'module',
    bin: { rangelight: 'rangelight.cjs' },
    engines: { node: `>=${OLDEST_NODE}` },
  };
  await writeFile(join(directory, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(directory, 'rangelight.cjs'), START, { mode: 0o755 });
  for (const file of ['LICENSE', 'README.md']) await copyFile(join(ROOT, file), join(directory, file));
  return new Map([...sizes, ...emulated]);
}

/** In an old dialect, so that an old Node can read it and say what it lacks. */
const START = `#!/usr/bin/env node
'use strict';
if (Number(process.versions.node.split('.')[0]) < ${OLDEST_NODE}) {
  process.stderr.write('rangelight: needs Node ${OLDEST_NODE} or newer and runs on ' + process.versions.node + ' (' + process.execPath + ')\\n');
  process.exitCode = 1;
} else {
  import('./main.js');
}
`;
