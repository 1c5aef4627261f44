// Options of the command line → how the live fleet is reached.
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { processEnvironment } from '../../lib/config/index.ts';
import { isJsonObject, parseJson, RangelightError, textAt } from '../../lib/core/index.ts';
import { readText } from './read-text.ts';

export interface AccessOptions {
  readonly kubeconfig?: string;
  /** Cluster link → context. */
  readonly context?: ReadonlyMap<string, string>;
  readonly computeEndpoint?: string;
  readonly gkehubEndpoint?: string;
  /** Path of the local cloud's endpoints file. */
  readonly local?: string;
}

export interface CloudAccess {
  /** Absent: Google's. */
  readonly compute?: string;
  readonly gkehub?: string;
  /** A file's path. */
  readonly kubeconfig: string;
  readonly contexts: ReadonlyMap<string, string>;
}

/** Fails with `invalid` when the local cloud is asked for and not there. */
export async function cloudAccess(options: AccessOptions): Promise<CloudAccess> {
  if (options.local !== undefined) return localAccess(options.local);
  const { kubeconfig, context, computeEndpoint, gkehubEndpoint } = options;
  return {
    ...(computeEndpoint === undefined ? {} : { compute: computeEndpoint }),
    ...(gkehubEndpoint === undefined ? {} : { gkehub: gkehubEndpoint }),
    kubeconfig: kubeconfig ?? defaultKubeconfig(),
    contexts: context ?? new Map(),
  };
}

async function localAccess(path: string): Promise<CloudAccess> {
  const endpoint = await localEndpoints(path);
  return {
    compute: endpoint('compute'),
    gkehub: endpoint('gkehub'),
    kubeconfig: endpoint('kubeconfig'),
    contexts: new Map(),
  };
}

/** What the local cloud's endpoints file says, by key. Fails with `invalid` when it is not there or lacks the key. */
export async function localEndpoints(path: string): Promise<(...key: readonly string[]) => string> {
  const text = await readText(path, "the local cloud's endpoints file", 'start it first with: npm run local');
  const endpoints = parseJson(text);
  if (!isJsonObject(endpoints)) throw invalid(`${path} is not the endpoints file of a local cloud`);
  return (...key) => {
    const value = textAt(endpoints, ...key);
    if (value !== undefined) return value;
    throw invalid(`${path} has no "${key.join('.')}": start the local cloud again with: npm run local`);
  };
}

/** kubectl merges several files; one is enough here, and says which. */
export function defaultKubeconfig(): string {
  const named = processEnvironment['KUBECONFIG'] ?? '';
  if (named === '') return join(homedir(), '.kube', 'config');
  if (!named.includes(delimiter)) return named;
  throw invalid('$KUBECONFIG names several files: choose one with --kubeconfig FILE');
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'command line', message);
}
