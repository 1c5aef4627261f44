// The GoogleProject port over plain REST: a GET for each resource, and the POST that Resource Manager wants for reading
// a policy.
import { type JsonObject, parseJson, RangelightError, textAt } from '../../core/index.ts';
import type { GoogleProject, GoogleService } from '../../ports/index.ts';
import { ask, googleAnswer, signalWithin } from '../calls/index.ts';
import type { TokenSource } from '../google-auth/index.ts';

export interface GoogleProjectOptions {
  /** Other servers than `https://SERVICE.googleapis.com`. */
  readonly endpoints?: Partial<Readonly<Record<GoogleService, string>>>;
  readonly auth: TokenSource;
  /** Milliseconds for one request. */
  readonly callTimeoutMs: number;
}

export function createGoogleProject({ endpoints = {}, auth, callTimeoutMs }: GoogleProjectOptions): GoogleProject {
  return {
    async read(service, path, signal): Promise<JsonObject | undefined> {
      signal.throwIfAborted();
      const within = signalWithin(signal, callTimeoutMs);
      try {
        const headers = { authorization: `Bearer ${await auth(within)}` };
        const base = endpoints[service] ?? `https://${hostOf(service, path)}`;
        const isPolicyOfProject = service === 'cloudresourcemanager' && path.endsWith(':getIamPolicy');
        const method = isPolicyOfProject ? 'POST' : 'GET';
        const answer = await ask(`${base}/${path}`, { method, headers, signal: within });
        const { text } = answer;
        if (answer.status === 404 && isAbsent(service, answer.headers.get('content-type') ?? '', text))
          return undefined;
        return service === 'connectgateway'
          ? clusterAnswer(answer.status, text)
          : googleAnswer(service, service, answer.status, text);
      } catch (cause) {
        signal.throwIfAborted();
        if (cause instanceof RangelightError) throw cause;
        throw new RangelightError('unavailable', service, `${service} gave no answer: ${String(cause)}`, { cause });
      }
    },
  };
}

/** Source: Connect Gateway: a membership outside `global` has a host of its own location. */
function hostOf(service: GoogleService, path: string): string {
  const location = /\/locations\/([^/]+)\//.exec(path)?.[1];
  const isElsewhere = service === 'connectgateway' && location !== undefined && location !== 'global';
  return `${isElsewhere ? `${location}-` : ''}${service}.googleapis.com`;
}

/** Cloud Storage words its 404 otherwise than the others; a cluster says by a Status what it does not have. */
function isAbsent(service: GoogleService, contentType: string, text: string): boolean {
  return service === 'connectgateway' ? textAt(parseJson(text), 'kind') === 'Status' : contentType.includes('json');
}

/** The cluster's own refusal, or that of the gateway before it. */
function clusterAnswer(status: number, text: string): JsonObject {
  const body = parseJson(text);
  if (status >= 400 && textAt(body, 'kind') === 'Status') {
    const code = status === 401 || status === 403 ? 'denied' : 'unavailable';
    throw new RangelightError(code, 'connectgateway', textAt(body, 'message') ?? `the cluster answered ${status}`);
  }
  return googleAnswer('connectgateway', 'Connect Gateway', status, text);
}
