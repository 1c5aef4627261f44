// Has Terraform itself work out what the module says of its variables alone. Terraform is not installed everywhere:
// without it, tests that need it are skipped, and say so.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MODULE } from './configuration.ts';

/** Nobody's own settings, and no word to anybody. */
const ENV = {
  PATH: process.env['PATH'] ?? '',
  HOME: tmpdir(),
  CHECKPOINT_DISABLE: '1',
  TF_CLI_CONFIG_FILE: '/dev/null',
};

export const hasTerraform = spawnSync('terraform', ['version'], { env: ENV }).status === 0;

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export function terraform(directory: string, args: readonly string[], input = ''): Ran {
  const { status, stdout, stderr } = spawnSync('terraform', args, {
    cwd: directory,
    env: ENV,
    input,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

/**
 * The value of an expression of the module's variables and of what it works out of them; throws what Terraform says is
 * wrong.
 */
export function workedOut(expression: string, variables: Readonly<Record<string, unknown>>): unknown {
  const directory = mkdtempSync(join(tmpdir(), 'rangelight-terraform-'));
  try {
    // Without the resources there is no provider to be fetched.
    for (const file of ['locals.tf', 'variables.tf', 'contract.json'])
      cpSync(join(MODULE, file), join(directory, file));
    writeFileSync(join(directory, 'given.auto.tfvars.json'), JSON.stringify(variables));
    const { out, err } = terraform(directory, ['console'], `jsonencode(${expression})\n`);
    // Of a variable that its rule refuses it is told beside the value, with a status of zero.
    if (err !== '') throw new TypeError(err);
    // The console shows a text as it is written in HCL, which here is as in JSON.
    return JSON.parse(JSON.parse(out) as string);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
