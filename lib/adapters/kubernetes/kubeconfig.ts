// Connections from a kubeconfig file: the local cloud's, or one that gcloud wrote. Never runs a plugin: contexts with
// gke-gcloud-auth-plugin take the given token source instead.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isJsonObject, type JsonObject, objectsAt, RangelightError, textAt } from '../../core/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { TokenSource } from '../google-auth/index.ts';
import type { ClusterConnection } from './connection.ts';

export interface KubeconfigOptions {
  /** Context of a link; default: the one named `<location>_<cluster>` or `gke_<project>_<location>_<cluster>`. */
  readonly contextOf?: (link: ClusterLink) => string | undefined;
  /** Tokens for contexts that would run gke-gcloud-auth-plugin. */
  readonly googleToken?: TokenSource;
  /** Reads a file that the kubeconfig names; default: from the disk. */
  readonly readFile?: (path: string) => string;
}

/**
 * The connection of every link that has a context.
 * Fails with `invalid` for a kubeconfig that cannot be used: no YAML, dangling names, or a plugin of another kind.
 */
export function kubeconfigConnections(
  text: string,
  links: readonly ClusterLink[],
  options: KubeconfigOptions = {},
): ReadonlyMap<ClusterLink, ClusterConnection> {
  const file = parseFile(text);
  const contexts = namedEntries(file, 'contexts', 'context');
  const clusters = namedEntries(file, 'clusters', 'cluster');
  const users = namedEntries(file, 'users', 'user');
  const found = new Map<ClusterLink, ClusterConnection>();
  for (const link of links) {
    const name = options.contextOf?.(link) ?? [...contexts.keys()].find((context) => namesLink(context, link));
    const context = name === undefined ? undefined : contexts.get(name);
    if (context === undefined) continue;
    const cluster = clusters.get(textAt(context, 'cluster') ?? '');
    const userName = textAt(context, 'user') ?? '';
    const user = users.get(userName) ?? {};
    const identity = `user ${userName} of the kubeconfig`;
    if (cluster === undefined) throw invalid(`context ${name} names a cluster that the file does not have`);
    found.set(link, { ...serverOf(cluster, options), ...credentialsOf(user, String(name), options), identity });
  }
  return found;
}

/** The clusters that contexts are named after, in their order, each once; with the project where the name has it. */
export function kubeconfigLinks(text: string): readonly { readonly link: ClusterLink; readonly project?: string }[] {
  const found = new Map<ClusterLink, { readonly link: ClusterLink; readonly project?: string }>();
  for (const context of namedEntries(parseFile(text), 'contexts', 'context').keys()) {
    // As `gcloud container clusters get-credentials` names it, or as the local cloud does. Locations and names have no
    // underscore.
    const [, project, location, name] = /^(?:gke_([^_]+)_)?([^_]+)_([^_]+)$/.exec(context) ?? [];
    if (location === undefined || name === undefined) continue;
    const link = `${location}/${name}`;
    if (!found.has(link)) found.set(link, { link, ...(project === undefined ? {} : { project }) });
  }
  return [...found.values()];
}

function serverOf(cluster: JsonObject, options: KubeconfigOptions): Pick<ClusterConnection, 'baseUrl' | 'ca'> {
  const server = textAt(cluster, 'server');
  if (server === undefined) throw invalid('a cluster has no server');
  const ca = pemOf(cluster, 'certificate-authority', options);
  return { baseUrl: server.replace(/\/+$/, ''), ...(ca === undefined ? {} : { ca }) };
}

function credentialsOf(
  user: JsonObject,
  context: string,
  options: KubeconfigOptions,
): Pick<ClusterConnection, 'client' | 'token'> {
  const { token, tokenFile, exec } = user;
  if (user['auth-provider'] !== undefined) throw invalid(`context ${context} uses an auth-provider, which is not run`);
  if (exec !== undefined) {
    const command = textAt(exec, 'command') ?? '';
    if (!command.endsWith('gke-gcloud-auth-plugin'))
      throw invalid(`context ${context} runs ${command}, which is not run`);
    if (options.googleToken === undefined) throw invalid(`context ${context} needs Google credentials`);
    return { token: options.googleToken };
  }
  if (typeof token === 'string') return { token: () => Promise.resolve(token) };
  if (typeof tokenFile === 'string') {
    // Read at each request: such tokens are renewed in place.
    return { token: () => Promise.resolve(fileReader(options)(tokenFile).trim()) };
  }
  const cert = pemOf(user, 'client-certificate', options);
  const key = pemOf(user, 'client-key', options);
  return cert === undefined || key === undefined ? {} : { client: { cert, key } };
}

/** `NAME-data` in base64, or the file that `NAME` points to. */
function pemOf(entry: JsonObject, name: string, options: KubeconfigOptions): string | undefined {
  const data = textAt(entry, `${name}-data`);
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  const path = textAt(entry, name);
  return path === undefined ? undefined : fileReader(options)(path);
}

function fileReader({ readFile }: KubeconfigOptions): (path: string) => string {
  return readFile ?? ((path) => readFileSync(path, 'utf8'));
}

function namesLink(context: string, link: ClusterLink): boolean {
  const name = link.replace('/', '_');
  return context === name || (context.startsWith('gke_') && context.endsWith(`_${name}`));
}

function parseFile(text: string): JsonObject {
  try {
    const file: unknown = parse(text);
    if (isJsonObject(file)) return file;
  } catch (cause) {
    throw new RangelightError('invalid', 'kubeconfig', 'the kubeconfig is not YAML', { cause });
  }
  throw invalid('the kubeconfig is not an object');
}

function namedEntries(file: JsonObject, list: string, member: string): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const entry of objectsAt(file, list)) {
    const [name, value] = [textAt(entry, 'name'), entry[member]];
    if (name !== undefined && isJsonObject(value)) found.set(name, value);
  }
  return found;
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'kubeconfig', message);
}
