// Runs the steps of a composite action in order, as a runner of GitHub Actions does: inputs with their defaults,
// conditions, outputs. The repository is checked out already, and `npx` gives this source, or the package
// made of it, instead of what the registry has.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { COMPILE_CACHE } from '../../../infra/local/compile-cache.ts';
import { COMMAND_LINE } from './bundles.ts';

const ROOT = join(import.meta.dirname, '../../..');
const NPX = `#!/bin/sh
while [ "$1" != -- ]; do shift; done
shift 2
exec "${process.execPath}" "${COMMAND_LINE}" "$@"
`;

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export interface ActionRun {
  /** Of the first step that failed; 0: none did. */
  readonly code: number;
  readonly log: string;
  /** Actions of others that it used, without their versions. */
  readonly used: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  /** What the job's page shows. */
  readonly summary: string;
}

export interface Job {
  readonly inputs: Readonly<Record<string, string>>;
  /** Of the runner, without the files that steps write to. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the repository is checked out. */
  readonly workspace: string;
  /** An empty folder for the runner's own files. */
  readonly temporary: string;
}

export async function runAction(path: string, { inputs, env, workspace, temporary }: Job): Promise<ActionRun> {
  const action: Action = parse(await readFile(join(ROOT, path, 'action.yml'), 'utf8'));
  const unknown = Object.keys(inputs).filter((name) => action.inputs[name] === undefined);
  if (unknown.length > 0) throw new TypeError(`the action has no input ${unknown.join(', ')}`);
  const bin = join(temporary, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'npx'), NPX);
  await chmod(join(bin, 'npx'), 0o755);
  const [output, summary] = [join(temporary, 'output'), join(temporary, 'summary')];
  const values = new Map<string, string>();
  for (const [name, { default: value = '' }] of Object.entries(action.inputs))
    values.set(`inputs.${name}`, inputs[name] ?? filled(value, new Map([['github.token', env['TOKEN'] ?? '']])));
  const run = { log: '', used: [] as string[], code: 0 };
  await Promise.all([output, summary].map((file) => writeFile(file, '')));
  for (const step of action.runs.steps) {
    if (step.if !== undefined && !holds(step.if, values)) continue;
    if (step.uses !== undefined) run.used.push(step.uses.replace(/@.*$/, ''));
    if (step.run === undefined) continue;
    await writeFile(output, '');
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value, values)]);
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: workspace,
      env: {
        PATH: `${bin}:${process.env['PATH']}`,
        HOME: temporary,
        METADATA_SERVER_DETECTION: 'none',
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        GITHUB_WORKSPACE: workspace,
        ...env,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        ...Object.fromEntries(own),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    run.log += out + err;
    for (const line of (await readFile(output, 'utf8')).split('\n').filter((one) => one !== '')) {
      const [name = '', value = ''] = line.split('=');
      values.set(`steps.${step.id}.outputs.${name}`, value);
    }
    run.code = child.exitCode ?? 1;
    if (run.code !== 0) break;
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, filled(value, values)]);
  return { ...run, outputs: Object.fromEntries(outputs), summary: await readFile(summary, 'utf8') };
}

/** `inputs.X == 'text'` and `!=`: what our actions ask. */
function holds(condition: string, values: ReadonlyMap<string, string>): boolean {
  const [, name = '', operator, expected] = /^([\w.-]+) (==|!=) '([^']*)'$/.exec(condition) ?? [];
  if (operator === undefined) throw new TypeError(`a condition of another form: ${condition}`);
  return (values.get(name) === expected) === (operator === '==');
}

function filled(template: string, values: ReadonlyMap<string, string>): string {
  return template.replaceAll(/\$\{\{ ([\w.-]+) \}\}/g, (_all, name: string) => values.get(name) ?? '');
}
