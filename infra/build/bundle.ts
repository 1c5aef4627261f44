// One program with all that it needs, as plain JavaScript that runs in a folder without node_modules, with source maps.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type InputOptions, type Plugin, rolldown } from 'rolldown';
import { noteCallable, OUR_ADAPTER, restClients } from './google-clients.ts';
import { noDomains } from './no-domains.ts';
import { readyValidators } from './validators.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Program {
  /** Of the bundle's main file, without ending. */
  readonly name: string;
  /** Its source: statements that import modules by their path from the top of the project. */
  readonly source: string;
  /** Paths of the modules that call clients of Compute; default: our adapter. */
  readonly callers?: RegExp;
}

export interface Bundled {
  /** In bytes, by file; maps are not among them. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Paths of the sources that it was made of, from the top of the project. */
  readonly modules: readonly string[];
}

/** Replaces `directory`. Rejects with the bundler's words when a module is not found. */
export async function bundle({ name, source, callers = OUR_ADAPTER }: Program, directory: string): Promise<Bundled> {
  const callable = { services: new Set<string>(), words: new Set<string>() };
  const first = await rolldown(options(name, source, noteCallable(callable, callers)));
  await first.generate({ format: 'esm' });
  await first.close();
  await rm(directory, { recursive: true, force: true });
  const build = await rolldown(options(name, source, restClients(callable), readyValidators()));
  const { output } = await build.write({
    dir: directory,
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    // Names stay: they are read in stack traces.
    minify: { mangle: false, compress: false, codegen: { removeWhitespace: true } },
  });
  await build.close();
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }\n');
  const chunks = output.filter((file) => file.type === 'chunk');
  return {
    sizes: new Map(chunks.map(({ fileName, code }) => [fileName, Buffer.byteLength(code)])),
    modules: [...new Set(chunks.flatMap(({ moduleIds }) => moduleIds))].sort(),
  };
}

function options(name: string, source: string, ...plugins: readonly Plugin[]): InputOptions {
  const entry: Plugin = {
    name: 'entry',
    resolveId: { order: 'pre', handler: (id) => (id === '\0entry' ? id : undefined) },
    load: (id) => (id === '\0entry' ? { code: source, moduleType: 'js' } : undefined),
  };
  return {
    cwd: ROOT,
    input: { [name]: '\0entry' },
    platform: 'node',
    plugins: [entry, noDomains(), ...plugins],
    // Modules of CommonJS that ask for their own place do so for files that no call of ours needs.
    transform: { define: { __dirname: '"/"' } },
    onLog(level, log) {
      if (level === 'warn' && !EXPECTED.has(log.code ?? '')) process.stderr.write(`${log.message}\n`);
    },
  };
}

/**
 * A module that is loaded late in one place and at once in another; sources of packages that call eval by name; how
 * long our own plugins take.
 */
const EXPECTED = new Set(['INEFFECTIVE_DYNAMIC_IMPORT', 'EVAL', 'PLUGIN_TIMINGS']);
