// The Secrets port over fetch. Nothing of an answer's body gets into a message. May import: core, model, ports.
import { objectAt, parseJson, RangelightError, textAt } from '../../core/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { SecretContent, Secrets } from '../../ports/index.ts';
import type { ClustersOptions } from './clusters.ts';
import { createSend, type Send } from './connection.ts';
import { failureOf, isCertainlyAbsent } from './failures.ts';

/** Secrets behind the given connections; any other link is `unreachable`. */
export function createSecrets({ connections, callTimeoutMs }: ClustersOptions): Secrets {
  const senders = new Map<ClusterLink, Send>();
  for (const [link, connection] of connections) {
    senders.set(link, createSend(connection, systemOf(link), callTimeoutMs));
  }
  return {
    async read(cluster, namespace, name, signal) {
      const send = senders.get(cluster);
      if (send === undefined)
        throw new RangelightError('unreachable', systemOf(cluster), 'there is no connection to this cluster');
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
      const answer = await send({ method: 'GET', path }, signal);
      if (answer.status === 200) return contentOf(answer.text, systemOf(cluster));
      if (isCertainlyAbsent(answer, name)) return undefined;
      throw failureOf(answer, systemOf(cluster));
    },
  };
}

function contentOf(text: string, system: string): SecretContent {
  // A parser's own message would quote the text.
  const body = parseJson(text);
  if (textAt(body, 'kind') !== 'Secret') throw new RangelightError('unreachable', system, 'the answer is not a Secret');
  const entries = Object.entries(objectAt(body, 'data'));
  const data = entries.map(
    ([key, value]) => [key, new Uint8Array(Buffer.from(textAt(value) ?? '', 'base64'))] as const,
  );
  return { type: textAt(body, 'type') ?? '', data: new Map(data) };
}

function systemOf(link: ClusterLink): string {
  return `kubernetes ${link}`;
}
