// What linters say of the workflows, the Terraform module and the Dockerfile, where they are installed: nothing, or a
// finding that a file beside the code sets aside with its reason.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const CHECKOV = ['--config-file', 'infra/deploy/.checkov.yaml', '--directory', 'infra/deploy'];

describe.each([
  ['actionlint', '-version', []],
  ['zizmor', '--version', ['--offline', '--quiet', '.github']],
  ['checkov', '--version', CHECKOV],
] as const)('%s', (program, version, args) => {
  const isInstalled = spawnSync(program, [version]).error === undefined;

  it.skipIf(!isInstalled)(`finds nothing${isInstalled ? '' : ` (skipped: ${program} is not installed)`}`, () => {
    const { status, stdout, stderr } = spawnSync(program, [...args], { cwd: ROOT, encoding: 'utf8' });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: expect.any(String) });
  });
});
