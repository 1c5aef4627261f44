// The Secrets that manifests name, in both config clusters: whether they are the same, by a digest that never leaves
// this process whole. What a Secret holds is told to nobody.
import { createHash } from 'node:crypto';
import { RangelightError } from '../../core/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { SecretContent, Secrets } from '../../ports/index.ts';
import { whySecretUnread } from '../cloud/read-secret-facts.ts';

export interface SecretParity {
  /** `blue/tls-shop`. */
  readonly secret: string;
  readonly state: 'same' | 'differs' | 'absent' | 'unknown';
  /** Clusters that lack it, or that do not tell. */
  readonly where: readonly ClusterLink[];
  /** Why these do not tell, and which right that takes; empty for any other state. */
  readonly why: readonly string[];
}

/** @param names `namespace/name`. */
export async function secretParity(
  secrets: Secrets,
  links: readonly ClusterLink[],
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly SecretParity[]> {
  return Promise.all(
    names.map(async (secret): Promise<SecretParity> => {
      const [namespace = '', name = ''] = secret.split('/');
      const read = await Promise.all(links.map((link) => digestIn(secrets, link, namespace, name, signal)));
      const where = (state: Read['state']): readonly ClusterLink[] =>
        links.filter((_, at) => read[at]?.state === state);
      const why = read.flatMap((one) => (one.state === 'unknown' ? [one.why] : []));
      if (why.length > 0) return { secret, state: 'unknown', where: where('unknown'), why };
      if (where('absent').length > 0) return { secret, state: 'absent', where: where('absent'), why };
      const digests = new Set(read.flatMap((one) => (one.state === 'read' ? [one.digest] : [])));
      return { secret, state: digests.size === 1 ? 'same' : 'differs', where: [], why };
    }),
  );
}

type Read =
  | { readonly state: 'read'; readonly digest: string }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly why: string };

async function digestIn(
  secrets: Secrets,
  link: ClusterLink,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<Read> {
  try {
    const content = await secrets.read(link, namespace, name, signal);
    return content === undefined ? { state: 'absent' } : { state: 'read', digest: digestOfSecret(content) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof RangelightError)) throw error;
    return { state: 'unknown', why: whySecretUnread(link, namespace, error.code) };
  }
}

/** Over type, keys and values, each with its length before it. */
function digestOfSecret({ type, data }: SecretContent): string {
  const hash = createHash('sha256').update(type);
  for (const [key, value] of [...data].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`\n${key.length} ${key} ${value.byteLength}\n`).update(value);
  return hash.digest('hex');
}
