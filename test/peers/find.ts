// Finds the programs: where a variable says, else in KUBEBUILDER_ASSETS, else what was built here.
import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { builtPath } from './build.ts';
import { PROGRAMS, type Program, type ProgramName } from './programs.ts';

export interface Found {
  readonly path: string;
  /** The variable that says so, or `built`. */
  readonly by: string;
}

export type Programs = ReadonlyMap<ProgramName, Found>;

type Environment = Readonly<Record<string, string | undefined>>;

/** As controller-runtime's envtest names them: TEST_ASSET_KUBE_APISERVER is the path of a kube-apiserver. */
export function variableOf(name: ProgramName): string {
  return `TEST_ASSET_${name.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * Every program that is to be had without building it.
 * @throws MissingProgram when a variable points at nothing that can be run: another one in its place would be a
 * surprise.
 */
export function findPrograms(env: Environment = process.env): Programs {
  return new Map(
    PROGRAMS.flatMap((program) => {
      const found = find(program, env);
      return found === undefined ? [] : [[program.name, found] as const];
    }),
  );
}

function find(program: Program, env: Environment): Found | undefined {
  const variable = variableOf(program.name);
  const path = env[variable];
  if (path !== undefined && path !== '') {
    if (!isProgram(path)) throw new MissingProgram(`${variable} names ${path}, which is no program that can be run`);
    return { path, by: variable };
  }
  const assets = env['KUBEBUILDER_ASSETS'];
  if (assets !== undefined && assets !== '') {
    if (!isFolder(assets)) throw new MissingProgram(`KUBEBUILDER_ASSETS names ${assets}, which is no folder`);
    const inAssets = join(assets, program.name);
    if (isProgram(inAssets)) return { path: inAssets, by: 'KUBEBUILDER_ASSETS' };
  }
  const built = builtPath(program);
  return isProgram(built) ? { path: built, by: 'built' } : undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}

export class MissingProgram extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MissingProgram';
  }
}
