// Remote secrets of the mesh of both clusters, as they stand.
import type { LocalCloud } from '../../../infra/local/cloud.ts';
import { EU, US } from './scenario.ts';
import { clusterOf, request } from './state.ts';

const SECRETS = '/api/v1/namespaces/istio-system/secrets';
const idOf = (link: string): string => link.split('/')[1] ?? '';

/** Of each cluster the one that leads to the other, and its entry. */
const REMOTE_OF = {
  [US]: { path: `${SECRETS}/istio-remote-secret-${idOf(EU)}`, id: idOf(EU) },
  [EU]: { path: `${SECRETS}/istio-remote-secret-${idOf(US)}`, id: idOf(US) },
} as const;

interface RemoteSecret {
  readonly metadata: { readonly name: string; readonly labels: object; readonly annotations: object };
  readonly data: Readonly<Record<string, string>>;
}

/** Each as text. */
export async function remoteSecretsIn(cloud: LocalCloud): Promise<readonly string[]> {
  const all = await Promise.all(
    [US, EU].map(async (link) => {
      const answer = await request(clusterOf(cloud, link), 'GET', SECRETS);
      const { items } = (await answer.json()) as { readonly items: readonly RemoteSecret[] };
      return items
        .filter(({ metadata }) => metadata.name.startsWith('istio-remote-secret-'))
        .map((one) => JSON.stringify(one));
    }),
  );
  return all.flat();
}

/** Of the one of a cluster: as an older version wrote it, in plain text, and with something else in its entry. */
export async function remoteSecretEdits(cloud: LocalCloud, link: typeof US | typeof EU) {
  const { path, id } = REMOTE_OF[link];
  const answer = await request(clusterOf(cloud, link), 'GET', path);
  const { metadata, data } = (await answer.json()) as RemoteSecret;
  const { labels, annotations } = metadata;
  const written = Buffer.from(data[id] ?? '', 'base64').toString();
  const secret = { apiVersion: 'v1', kind: 'Secret' };
  return {
    path,
    older: { ...secret, metadata: { labels, annotations }, stringData: { [id]: written } },
    edited: (field: 'stringData' | 'data', by: string) => {
      const text = `# ${by}\n${written}`;
      return { ...secret, [field]: { [id]: field === 'data' ? Buffer.from(text).toString('base64') : text } };
    },
  };
}
