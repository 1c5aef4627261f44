// Our API servers, which answer the functions as a test says, and everybody else as always: what a real one says when
// it is in trouble.
import { embeddedServers } from '../../../infra/local/api-servers/embedded.ts';
import type { StartApiServers } from '../../../infra/local/api-servers/api-server.ts';
import { clusterTokenOf, KNOWN } from '../../../infra/local/cluster-rights.ts';

/** @param handle what the server would have answered. */
export type Respond = (handle: () => Promise<Response>, request: Request) => Response | Promise<Response>;

export interface FunctionAnswers {
  readonly apiServers: StartApiServers;
  /** From now on; without `respond` as always. @param link of the cluster. */
  set(link: string, respond?: Respond): void;
}

const TOKENS = new Set(KNOWN.map((name) => `Bearer ${clusterTokenOf(name)}`));

export function functionAnswers(): FunctionAnswers {
  const answers = new Map<string, Respond>();
  return {
    async apiServers(authority) {
      const servers = await embeddedServers(authority);
      return {
        ...servers,
        async open(layout, around) {
          const opened = await servers.open(layout, around);
          const { api } = opened;
          return {
            ...opened,
            api: {
              ...api,
              async handler(request) {
                const isFunction = TOKENS.has(request.headers.get('authorization') ?? '');
                const respond = isFunction ? answers.get(layout.link) : undefined;
                if (respond === undefined) return api.handler(request);
                let isHandled = false;
                const handle = async (): Promise<Response> => {
                  isHandled = true;
                  return api.handler(request);
                };
                const answer = await respond(handle, request);
                const { pathname, search } = new URL(request.url);
                const at = around.clock.now();
                const line = { method: request.method, path: pathname + search, mutation: false, startedAt: at, at };
                if (!isHandled) api.journal.record({ ...line, status: answer.status });
                return answer;
              },
            },
          };
        },
      };
    },
    set(link, respond) {
      if (respond === undefined) answers.delete(link);
      else answers.set(link, respond);
    },
  };
}

/** A Status, as Kubernetes says what went wrong. */
export function refusal(code: number, reason: string, message: string): Response {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return Response.json(status, { status: code });
}
