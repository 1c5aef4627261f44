// What etcd keeps of the past, taken away: what befalls an API server that somebody watches too slowly.

interface Answer {
  readonly header: { readonly revision: string };
}

/**
 * Whatever was before now is no version any more, but for what an API server still has in its own memory. Source: etcd,
 * "Maintenance", history compaction; its gRPC gateway.
 * @param etcd `http://ADDRESS:PORT`
 */
export async function compactHistory(etcd: string): Promise<void> {
  const ask = async (path: string, body: object): Promise<Answer> =>
    (await (await fetch(`${etcd}${path}`, { method: 'POST', body: JSON.stringify(body) })).json()) as Answer;
  const { header } = await ask('/v3/kv/range', { key: Buffer.from('none').toString('base64') });
  await ask('/v3/kv/compaction', { revision: header.revision, physical: true });
}
