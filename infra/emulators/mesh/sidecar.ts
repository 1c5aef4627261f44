// The proxy beside the pods of one caller: takes a request for a name of the mesh, and sends it to a pod of any cluster
// that it knows.
import { request } from 'node:http';
import type { Fabric, Socket } from '../fabric/index.ts';
import { type Clock, sleep } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import type { RelayedAnswer, RelayedRequest } from '../kit/relayed.ts';
import { createEjections } from './ejections.ts';
import type { MeshCopy } from './objects.ts';
import { type MeshPod, reachOf } from './reach.ts';
import { rulesFor } from './rules.ts';

export interface SidecarOptions {
  /** Of the whole mesh, by id. */
  readonly clusters: ReadonlyMap<string, MeshCopy>;
  /** Id of the caller's cluster. */
  readonly own: string;
  /** Namespace of the caller. */
  readonly namespace: string;
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Sidecar {
  /** `namespace/name` and port of a Service. Never rejects; undefined: the proxy does not know the port. */
  send(key: string, port: number, asked: RelayedRequest): Promise<RelayedAnswer | undefined>;
}

/** Source: Istio, `HTTPRetry`: two more, and never on an answer. */
const TRIES = 3;

export function createSidecar({ clusters, own, namespace, fabric, clock, random }: SidecarOptions): Sidecar {
  const ejections = createEjections(clock);

  /** A pod that was not tried yet, where there is one. */
  function drawn(pods: readonly MeshPod[], tried: ReadonlySet<string>): MeshPod | undefined {
    const fresh = pods.filter(({ address }) => !tried.has(address));
    const from = fresh.length > 0 ? fresh : pods;
    return from[random.integer(0, from.length - 1)];
  }

  async function sendWithin(key: string, port: number, asked: RelayedRequest): Promise<RelayedAnswer | undefined> {
    const copy = clusters.get(own);
    const reach = reachOf(clusters, own, key, port);
    if (copy === undefined || typeof reach === 'string') return undefined;
    const { breaker } = rulesFor(copy, key, namespace);
    const all = reach.pods.map(({ address }) => address);
    const tried = new Set<string>();
    for (let left = TRIES; left > 0; left -= 1) {
      const admitted = new Set(breaker === undefined ? all : ejections.admitted(all, breaker));
      const pod = drawn(
        reach.pods.filter(({ address }) => admitted.has(address)),
        tried,
      );
      if (pod === undefined) return said(503, 'no healthy upstream');
      tried.add(pod.address);
      const socket = fabric.socket(pod.address, pod.port);
      const answer = socket === undefined ? undefined : await exchange(socket, asked);
      const isError = answer === undefined || answer.status >= 500;
      if (breaker !== undefined) ejections.answered(pod.address, isError, all, breaker);
      if (answer !== undefined) return answer;
    }
    return said(503, 'upstream connect error or disconnect/reset before headers. reset reason: connection failure');
  }

  return {
    async send(key, port, asked) {
      const copy = clusters.get(own);
      const timeoutMs = copy === undefined ? undefined : rulesFor(copy, key, namespace).timeoutMs;
      if (timeoutMs === undefined) return sendWithin(key, port, asked);
      const answered = new AbortController();
      const late = sleep(clock, timeoutMs, answered.signal).then(
        () => said(504, 'upstream request timeout'),
        () => undefined,
      );
      const answer = await Promise.race([sendWithin(key, port, asked), late]);
      answered.abort();
      return answer;
    },
  };
}

/** As Envoy words it. */
function said(status: number, words: string): RelayedAnswer {
  return { status, headers: { 'content-type': 'text/plain', server: 'envoy' }, body: Buffer.from(words) };
}

/** Undefined where no connection came about, or it broke before an answer. */
function exchange(socket: Socket, { method, path, headers, body }: RelayedRequest): Promise<RelayedAnswer | undefined> {
  return new Promise((resolve) => {
    const sent = request({ ...socket, method, path, headers: headers as never, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
      answer.on('error', () => resolve(undefined));
    });
    sent.on('error', () => resolve(undefined));
    sent.end(body);
  });
}
