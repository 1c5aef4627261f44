// What the image runs: one tree for all functions, of which FUNCTION_TARGET chooses one.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildStart } from '../../infra/build/image.ts';
import { FUNCTIONS } from '../../infra/deploy/contract.ts';
import { MODULE } from './configuration.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rangelight-image-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function start(env: NodeJS.ProcessEnv): Promise<readonly [number | null, string]> {
  for (const name of FUNCTIONS) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'main.js'), `process.stdout.write('${name} runs')`);
  }
  await buildStart(folder);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['main.js'], { cwd: folder, env, encoding: 'utf8' });
  return [status, stdout + stderr];
}

describe('a container', () => {
  it.each(FUNCTIONS)('is the function %s when it is told so', async (name) => {
    expect(await start({ FUNCTION_TARGET: name })).toEqual([0, `${name} runs`]);
  });

  it.each([undefined, '', 'cli', '../worker'])('does not start as %j, and says what it can be', async (name) => {
    const [status, said] = await start({ FUNCTION_TARGET: name });
    expect(status).toBe(1);
    expect(said).toContain(`FUNCTION_TARGET: expected one of ${FUNCTIONS.join(', ')}`);
  });
});

describe('the Dockerfile', () => {
  const lines = readFileSync(join(MODULE, 'Dockerfile'), 'utf8').split('\n');
  const instructions = lines.filter((line) => /^[A-Z]+ /.test(line));

  it('has the Node that the sources are tested with, and no root', () => {
    const [major] = process.versions.node.split('.');
    expect(instructions[0]).toMatch(new RegExp(`^FROM \\S+nodejs${major}-\\S+:nonroot$`));
    expect(instructions).toContain('USER 65532');
  });

  it('copies the tree that was built, runs what that begins with, and nothing while it is made', () => {
    expect(instructions).toEqual(expect.arrayContaining(['COPY . .', 'CMD ["main.js"]']));
    expect(instructions.filter((line) => line.startsWith('RUN'))).toEqual([]);
    expect(lines.join('\n')).toContain('dist/functions\n');
  });
});
