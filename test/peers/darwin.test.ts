// On macOS there are API servers alone, and nothing is asked for that only Linux has. The platform is handed in.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { HANGS_MS } from '../limits.ts';
import { lackingForPeers } from './index.ts';

const run = promisify(execFile);
const LINUX_ONLY = ['ip', 'nft', 'sysctl', 'unshare', 'setpriv', 'mount'];
const STORY = join(import.meta.dirname, 'story-on-darwin.ts');

test('a Mac is told what it lacks, has API servers, and calls no program of Linux', { timeout: HANGS_MS }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rangelight-darwin-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const called = join(folder, 'called');
  for (const name of LINUX_ONLY)
    writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} "$@" >> ${called}\nexit 1\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };

  const { stdout } = await run(process.execPath, [STORY], { env });
  expect(stdout).toContain("Network namespaces are Linux's; this is darwin.");
  if (lackingForPeers().length === 0)
    expect(stdout).toMatch(/https:\/\/127\.0\.0\.1:\d+: etcd, kube-apiserver, kube-controller-manager\nclosed\n/);
  expect(existsSync(called) ? readFileSync(called, 'utf8') : '').toBe('');
});
