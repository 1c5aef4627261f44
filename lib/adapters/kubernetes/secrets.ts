// The Secrets port over HTTP. Nothing of an answer's body gets into a message.
import { objectAt, parseJson, RangelightError, textAt } from '../../core/index.ts';
import type { SecretContent, Secrets } from '../../ports/index.ts';
import { isCertainlyAbsent } from './answer.ts';
import { type ClustersOptions, createSenders, systemOf } from './connection.ts';
import { clusterFailure } from './failures.ts';

/** Secrets behind the given connections; any other link is `unreachable`. */
export function createSecrets(options: ClustersOptions): Secrets {
  const sendTo = createSenders(options);
  return {
    async read(cluster, namespace, name, signal) {
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
      const answer = await sendTo(cluster)({ method: 'GET', path }, signal);
      if (answer.status === 200) return contentOf(answer.text, systemOf(cluster));
      if (isCertainlyAbsent(answer, name)) return undefined;
      throw clusterFailure(answer, systemOf(cluster));
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
