// What the image runs: one tree for all functions, of which FUNCTION_TARGET chooses one.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildStart, COMPILED } from '../../infra/build/image.ts';
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
    const bases = instructions.filter((line) => line.startsWith('FROM'));
    expect(bases).toHaveLength(2);
    for (const base of bases)
      expect(base).toMatch(new RegExp(`^FROM \\S+nodejs${major}-\\S+:nonroot(?: AS compiled)?$`));
    expect(instructions.at(-2)).toBe('USER 65532');
  });

  it('copies the tree that was built, has it compiled by the user who runs it, and runs what it begins with', () => {
    expect(instructions.filter((line) => /^(?:COPY|USER|RUN|CMD)/.test(line))).toEqual([
      'COPY --chown=65532:65532 . .',
      'USER 65532',
      'RUN ["/nodejs/bin/node", "compile.js"]',
      'COPY --from=compiled --chown=0:0 /app /app',
      'USER 65532',
      'CMD ["main.js"]',
    ]);
    expect(lines.join('\n')).toContain(`NODE_COMPILE_CACHE=/app/${COMPILED}\n`);
    expect(lines.join('\n')).toContain('dist/functions\n');
  });
});

describe('what is compiled while the image is made', () => {
  it('is every function, started with what it needs', () => {
    for (const name of FUNCTIONS) {
      mkdirSync(join(folder, name));
      // Says its port as a function does, and keeps what it compiled as any process of Node's.
      writeFileSync(join(folder, name, 'main.js'), STARTS);
    }
    return expect(
      buildStart(folder).then(() => spawnSync(process.execPath, ['compile.js'], { cwd: folder, encoding: 'utf8' })),
    ).resolves.toMatchObject({ status: 0, stdout: FUNCTIONS.map((name) => `${name} `).join(''), stderr: '' });
  });

  it('can be read by another user than the one who compiled it', async () => {
    for (const name of FUNCTIONS) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'main.js'), STARTS);
      writeFileSync(join(folder, name, 'validator.cjs'), 'module.exports = (value) => value > 1;');
    }
    await buildStart(folder);
    expect(spawnSync(process.execPath, ['compile.js'], { cwd: folder }).status).toBe(0);
    const kept = readdirSync(join(folder, COMPILED), { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name));
    expect(kept.length).toBeGreaterThan(2 * FUNCTIONS.length);
    expect(kept.filter((file) => (statSync(file).mode & 0o004) === 0)).toEqual([]);
  });

  it('fails where a function does not start', async () => {
    for (const name of FUNCTIONS) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'main.js'), name === 'worker' ? 'process.exit(1)' : STARTS);
    }
    await buildStart(folder);
    const { status, stderr } = spawnSync(process.execPath, ['compile.js'], { cwd: folder, encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringContaining('worker did not start')]);
  });
});

const STARTS = `
import { createServer } from 'node:http';
const needed = process.env.RANGELIGHT_PROJECT !== undefined && process.env.NODE_COMPILE_CACHE.endsWith('${COMPILED}');
const server = createServer((request, response) => {
  if (needed) process.stdout.write(process.env.FUNCTION_TARGET + ' ');
  response.end();
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.once('disconnect', () => process.exit(0));
`;
