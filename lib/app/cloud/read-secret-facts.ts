// Reads the Secrets that manifests name and keeps what may be told of them.
import pLimit from 'p-limit';
import { type FailureCode, RangelightError } from '../../core/index.ts';
import {
  type Facts,
  type Fleet,
  readOAuthClient,
  readSignedUrlKey,
  readTlsSecret,
  type SecretFacts,
  type SecretKey,
  secretOfKey,
  type SecretReading,
  type SecretUse,
} from '../../fleet/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { SecretContent, Secrets } from '../../ports/index.ts';

const CONCURRENCY = 8;

/** What a function that may read Secrets reads them with. */
export interface SecretsToRead {
  readonly secrets: Secrets;
  readonly keys: readonly SecretKey[];
}

/**
 * @param last as they were known before: what cannot be read now keeps them.
 * @param now milliseconds since the epoch.
 */
export async function readSecretFacts(
  fleet: Fleet,
  { secrets, keys }: SecretsToRead,
  last: Facts['secrets'],
  now: number,
  signal: AbortSignal,
): Promise<NonNullable<Facts['secrets']>> {
  const limit = pLimit(CONCURRENCY);
  const read = (cluster: ClusterLink, key: SecretKey): Promise<Look> =>
    limit(() => look(secrets, cluster, key, now, signal));
  const all = keys.map(async (key) => {
    const [primary, backup] = await Promise.all([read(fleet.primary, key), read(fleet.backup, key)]);
    return [key, together(fleet, primary, backup, last?.[key])] as const;
  });
  return Object.fromEntries((await Promise.all(all)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Look = SecretReading | { readonly state: 'unread'; readonly code: FailureCode };

/** The primary counts. One that cannot be read keeps what was known of it; the backup speaks only where nothing was. */
function together(fleet: Fleet, primary: Look, backup: Look, last: SecretFacts | undefined): SecretFacts {
  if (primary.state === 'unread') {
    if (last !== undefined && last.state !== 'unknown') return last;
    if (backup.state === 'usable') return backup;
    return { state: 'unknown', detail: `${fleet.primary} does not give it (${primary.code})` };
  }
  if (primary.state !== 'usable' || backup.state === 'unread' || backup.state === 'unknown') return primary;
  if (backup.state === 'unusable') return { ...primary, backup: backup.problem === 'missing' ? 'missing' : 'differs' };
  return sameSecret(backup, primary) ? primary : { ...primary, backup: 'differs' };
}

type Usable = Extract<SecretReading, { state: 'usable' }>;

function sameSecret(a: Usable, b: Usable): boolean {
  const clientOf = (one: Usable): string => (one.use === 'oauth-client' ? one.clientId : '');
  return a.fingerprint === b.fingerprint && clientOf(a) === clientOf(b);
}

async function look(
  secrets: Secrets,
  cluster: ClusterLink,
  key: SecretKey,
  now: number,
  signal: AbortSignal,
): Promise<Look> {
  const { namespace, name, use } = secretOfKey(key);
  try {
    const content = await secrets.read(cluster, namespace, name, signal);
    if (content === undefined) return { state: 'unusable', problem: 'missing', detail: 'does not exist' };
    return withoutMaterial(content, use, now);
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return { state: 'unread', code: error.code };
  }
}

/** Member by member: what is added to a reading later does not slip into the facts. */
function withoutMaterial(content: SecretContent, use: SecretUse, now: number): SecretReading {
  switch (use) {
    case 'certificate': {
      const reading = readTlsSecret(content, now);
      if (reading.state === 'unusable') return reading;
      const { state, fingerprint, notBefore, notAfter, validity, dnsNames } = reading;
      return { state, fingerprint, notBefore, notAfter, validity, dnsNames };
    }
    case 'oauth-client': {
      const reading = readOAuthClient(content);
      if (reading.state === 'unusable') return reading;
      const { state, clientId, fingerprint } = reading;
      return { state, use, clientId, fingerprint };
    }
    case 'signed-url-key': {
      const reading = readSignedUrlKey(content);
      if (reading.state === 'unusable') return reading;
      const { state, fingerprint } = reading;
      return { state, use, fingerprint };
    }
  }
}
