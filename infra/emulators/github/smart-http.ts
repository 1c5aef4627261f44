// Git over HTTP: each request becomes one `git http-backend` process, spoken to as CGI.
import { runProgram } from '../kit/run-program.ts';
import type { Account } from './accounts.ts';
import { gitEnvironment } from './git.ts';

/**
 * Runs one smart-HTTP request; `path` is the part after `REPO.git`, e.g. `/info/refs`; `namespace` a fork. Resolves
 * when git has ended.
 */
export async function runHttpBackend(
  directory: string,
  path: string,
  request: Request,
  user: Account,
  namespace = '',
): Promise<Response> {
  const input = new Uint8Array(await request.arrayBuffer());
  const env = cgiEnvironment(directory, path, request, user, namespace);
  const { stdout } = await runProgram({ command: 'git', args: ['http-backend'], env, input });
  return parseCgi(stdout);
}

/** How the repository serves Git; given with each process, so that the repository itself stays plain. */
const settings = [
  ['http.receivepack', 'true'],
  ['receive.autogc', 'false'],
  // Clients may fetch refs/pull/N/head but only GitHub itself writes there.
  ['receive.hideRefs', 'refs/pull'],
  ['receive.hideRefs', 'refs/heads/gh-readonly-queue'],
  ['uploadpack.allowAnySHA1InWant', 'true'],
] as const;

/** Branches of forks are shown in the fork only. */
const hiddenForks = ['transfer.hideRefs', 'refs/namespaces'] as const;

function configuration(namespace: string): Record<string, string> {
  const all = namespace === '' ? [...settings, hiddenForks] : settings;
  const environment: Record<string, string> = { GIT_CONFIG_COUNT: String(all.length), GIT_NAMESPACE: namespace };
  for (const [index, [name, value]] of all.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = name;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}

function cgiEnvironment(
  directory: string,
  path: string,
  request: Request,
  user: Account,
  namespace: string,
): Record<string, string> {
  const url = new URL(request.url);
  const header = (name: string): string => request.headers.get(name) ?? '';
  const environment: Record<string, string> = {
    ...gitEnvironment(),
    ...configuration(namespace),
    GIT_PROJECT_ROOT: directory,
    GIT_HTTP_EXPORT_ALL: '1',
    GATEWAY_INTERFACE: 'CGI/1.1',
    PATH_INFO: path,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    REMOTE_USER: user.login,
    REMOTE_ADDR: '127.0.0.1',
    CONTENT_TYPE: header('content-type'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
  };
  // Without it (a chunked body) the backend reads to the end of its input.
  if (header('content-length') !== '') environment['CONTENT_LENGTH'] = header('content-length');
  return environment;
}

/** CGI output: header lines, an empty line, the body; `Status:` carries the HTTP status. */
function parseCgi(output: Buffer): Response {
  const end = output.indexOf('\r\n\r\n');
  if (end < 0) return new Response('git http-backend gave no answer', { status: 500 });
  const headers = new Headers();
  let status = 200;
  for (const line of output.subarray(0, end).toString('latin1').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'status') status = Number.parseInt(value, 10);
    else headers.append(name, value);
  }
  return new Response(new Uint8Array(output.subarray(end + 4)), { status, headers });
}
