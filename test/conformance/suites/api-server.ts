// A real Kubernetes API server to compare with: one of the peers, without controllers, or the server of the current
// context of CONFORMANCE_KUBECONFIG (a scratch cluster: its namespace `blue` is emptied again and again).
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { lackingForApiServers, openApiServer } from '../../peers/index.ts';

/** How the tests reach it. */
export interface Access {
  readonly server: string;
  readonly token: string;
  /** PEM; absent: the server's certificate is of an authority that the machine knows. */
  readonly ca?: string;
  /** What `/version` says, e.g. `v1.35.4`. */
  readonly version?: string;
}

export interface RealServer {
  readonly access: Access;
  stop(): Promise<void>;
}

export async function startRealServer(
  env: Readonly<Record<string, string | undefined>>,
): Promise<RealServer | { readonly absent: string }> {
  const kubeconfig = env['CONFORMANCE_KUBECONFIG'];
  if (kubeconfig !== undefined) return { access: accessFrom(kubeconfig), stop: () => Promise.resolve() };
  const absent = lackingForApiServers(env);
  if (absent.length > 0) return { absent: absent.join(' ') };
  const opened = await openApiServer(env);
  const { url, token, ca } = opened.cluster;
  return { access: { server: url, token, ca }, stop: () => opened.close() };
}

interface Kubeconfig {
  readonly 'current-context': string;
  readonly contexts: readonly {
    readonly name: string;
    readonly context: { readonly cluster: string; readonly user: string };
  }[];
  readonly clusters: readonly {
    readonly name: string;
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data'?: string };
  }[];
  readonly users: readonly { readonly name: string; readonly user: { readonly token?: string } }[];
}

function accessFrom(file: string): Access {
  const config = parse(readFileSync(file, 'utf8')) as Kubeconfig;
  const context = config.contexts.find(({ name }) => name === config['current-context'])?.context;
  const cluster = config.clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const token = config.users.find(({ name }) => name === context?.user)?.user.token;
  if (cluster === undefined || token === undefined) throw new NoSuchContext(file);
  const ca = cluster['certificate-authority-data'];
  const pem = ca === undefined ? {} : { ca: Buffer.from(ca, 'base64').toString() };
  return { server: cluster.server, token, ...pem };
}

class NoSuchContext extends Error {
  constructor(file: string) {
    super(`${file} has no current context with a server and a token`);
    this.name = 'NoSuchContext';
  }
}
