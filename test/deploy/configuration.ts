// The Terraform module as data: its blocks, as HCL says them, with expressions left as text.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Its types bring those of a browser with them, which differ from Node's. */
const { parse } = createRequire(import.meta.url)('@cdktn/hcl2json') as {
  readonly parse: (name: string, text: string) => Promise<unknown>;
};

export const MODULE = join(import.meta.dirname, '../../infra/deploy');

/**
 * The arguments of a block, and the blocks in it: as lists of objects, which HCL does not tell from lists of values.
 */
export type Body = Readonly<Record<string, unknown>>;

export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly body: Body;
}

export interface Configuration {
  readonly resources: readonly Resource[];
  readonly variables: ReadonlyMap<string, Body>;
  readonly outputs: ReadonlyMap<string, Body>;
  /** Blocks `module`, by name. */
  readonly modules: ReadonlyMap<string, Body>;
}

interface File {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, readonly Body[]>>>>;
  readonly variable?: Readonly<Record<string, readonly Body[]>>;
  readonly output?: Readonly<Record<string, readonly Body[]>>;
  readonly module?: Readonly<Record<string, readonly Body[]>>;
}

export async function readConfiguration(directory: string): Promise<Configuration> {
  const names = readdirSync(directory).filter((name) => name.endsWith('.tf'));
  return configurationOf(names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

/** @param texts name and text of each file. Rejects for what is no HCL. */
export async function configurationOf(texts: readonly (readonly [string, string])[]): Promise<Configuration> {
  const files = (await Promise.all(texts.map(([name, text]) => parse(name, text)))) as readonly File[];
  const named = (
    part: (file: File) => Readonly<Record<string, readonly Body[]>> | undefined,
  ): ReadonlyMap<string, Body> =>
    new Map(
      files.flatMap((file) => Object.entries(part(file) ?? {}).map(([name, [body]]) => [name, body ?? {}] as const)),
    );
  return {
    resources: files.flatMap(({ resource = {} }) =>
      Object.entries(resource).flatMap(([type, byName]) =>
        Object.entries(byName).flatMap(([name, bodies]) => bodies.map((body) => ({ type, name, body }))),
      ),
    ),
    variables: named((file) => file.variable),
    outputs: named((file) => file.output),
    modules: named((file) => file.module),
  };
}
