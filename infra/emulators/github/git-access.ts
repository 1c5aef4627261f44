// Git over HTTP with accounts: who may fetch and push, and what a push sets off.
import type { Account } from './accounts.ts';
import { covers } from './app-permissions.ts';
import { type Fork, namespaceOf } from './forks.ts';
import { mayPush } from './roles.ts';
import { runHttpBackend } from './smart-http.ts';
import type { World } from './world.ts';

const services = ['/info/refs', '/git-upload-pack', '/git-receive-pack', '/HEAD'];

/**
 * Whether Git has to say who it is. `required` challenges as GitHub does for a private repository. `optional` takes
 * whoever says nothing for the first account that may write; git then never sends credentials, not even those in its
 * URL, because it waits for the challenge.
 */
export type GitCredentials = 'optional' | 'required';

/** Serves one Git request; `path` is the part after `REPO.git`. */
export async function serveGit(
  world: World,
  path: string,
  request: Request,
  credentials: GitCredentials,
  fork?: Fork,
): Promise<Response> {
  if (!services.includes(path)) return plain(404, 'Not found.');
  const account = authenticate(world, request.headers.get('authorization'), credentials, fork);
  if (account === undefined) {
    return plain(401, 'Invalid username or token.', { 'www-authenticate': 'Basic realm="GitHub"' });
  }
  if (account.scope?.sees(fork?.owner.login ?? world.owner, world.repo) === false) {
    return plain(404, 'Repository not found.');
  }
  const pushes =
    path === '/git-receive-pack' || new URL(request.url).searchParams.get('service') === 'git-receive-pack';
  if (!allowed(account, fork, pushes)) {
    return plain(
      403,
      `Permission to ${fork?.owner.login ?? world.owner}/${world.repo}.git denied to ${account.login}.`,
    );
  }
  const namespace = fork === undefined ? '' : namespaceOf(fork);
  const run = (): Promise<Response> => runHttpBackend(world.git.directory, path, request, account, namespace);
  return path === '/git-receive-pack' ? world.changeRefs(account, run) : run();
}

function allowed(account: Account, fork: Fork | undefined, pushes: boolean): boolean {
  if (account.scope !== undefined && !covers(account.scope.permissions.contents, pushes ? 'write' : 'read'))
    return false;
  if (!pushes) return true;
  return fork === undefined ? mayPush(account) : fork.owner.login === account.login;
}

/** Basic credentials: the token is the password, or the user name. */
function authenticate(
  world: World,
  authorization: string | null,
  credentials: GitCredentials,
  fork: Fork | undefined,
): Account | undefined {
  if (authorization === null) {
    return credentials === 'optional' ? (fork?.owner ?? world.accounts.firstWriter()) : undefined;
  }
  const [scheme, value = ''] = authorization.split(' ');
  if (scheme?.toLowerCase() !== 'basic') return undefined;
  const [user = '', password = ''] = Buffer.from(value, 'base64').toString().split(':');
  return world.accounts.byToken(password) ?? world.accounts.byToken(user);
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain', ...headers } });
}
