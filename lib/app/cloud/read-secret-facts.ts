// Reads the Secrets that manifests name and keeps what may be told of them.
import pLimit from 'p-limit';
import { digestOf, type FailureCode, RangelightError } from '../../core/index.ts';
import {
  type Facts,
  type Fleet,
  type SecretFacts,
  type SecretKey,
  secretOfKey,
  type SecretReading,
  type UsableSecret,
} from '../../fleet/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { Runs } from '../../live/index.ts';
import type { Secrets } from '../../ports/index.ts';

const CONCURRENCY = 8;

/** What a function that may read Secrets reads them with. */
export interface SecretsToRead {
  readonly secrets: Secrets;
  readonly keys: readonly SecretKey[];
  /** What each is used as. */
  readonly runs: Pick<Runs, 'secret'>;
  /** Whose rights these are: what gives those of the functions is known. */
  readonly by: 'functions' | 'person';
}

/**
 * @param last as they were known before: what cannot be read now keeps them.
 * @param now milliseconds since the epoch.
 */
export async function readSecretFacts(
  fleet: Fleet,
  { secrets, keys, runs, by }: SecretsToRead,
  last: Facts['secrets'],
  now: number,
  signal: AbortSignal,
): Promise<NonNullable<Facts['secrets']>> {
  const limit = pLimit(CONCURRENCY);
  const read = (cluster: ClusterLink, key: SecretKey): Promise<Look> =>
    limit(() => look({ secrets, runs }, cluster, key, now, signal));
  const gives = by === 'functions' ? ROLE_COMMAND : undefined;
  const all = keys.map(async (key) => {
    const [primary, backup] = await Promise.all([read(fleet.primary, key), read(fleet.backup, key)]);
    return [key, together(fleet, { key, gives }, primary, backup, last?.[key])] as const;
  });
  return Object.fromEntries((await Promise.all(all)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Look = SecretReading | { readonly state: 'unread'; readonly code: FailureCode };

/** The primary counts. One that cannot be read keeps what was known of it; the backup speaks only where nothing was. */
function together(
  fleet: Fleet,
  { key, gives }: { readonly key: SecretKey; readonly gives: string | undefined },
  primary: Look,
  backup: Look,
  last: SecretFacts | undefined,
): SecretFacts {
  if (primary.state === 'unread') {
    if (last !== undefined && last.state !== 'unknown') return last;
    if (backup.state === 'usable') return { ...backup, backup: 'unread' };
    return {
      state: 'unknown',
      detail: whySecretUnread(fleet.primary, secretOfKey(key).namespace, primary.code, gives),
    };
  }
  if (primary.state !== 'usable') return primary;
  switch (backup.state) {
    case 'unread':
    case 'unknown':
      return { ...primary, ...backupAsKnown(primary, last) };
    case 'unusable':
      return { ...primary, backup: backup.problem === 'missing' ? 'missing' : 'differs' };
    case 'usable': {
      if (digestOf(backup) === digestOf(primary)) return primary;
      // What a key without a use holds is public, as certificates are. That of anything else invites guesses.
      const isPublic = backup.use === undefined;
      return { ...primary, backup: 'differs', ...(isPublic ? { backupFingerprint: backup.fingerprint } : {}) };
    }
  }
}

/** Before the link of a cluster: prints the Roles by which the functions read Secrets there. */
const ROLE_COMMAND = 'rangelight doctor --secret-roles';

/**
 * Part of a sentence, with the right that is missing.
 * @param gives the command that prints it, without the cluster.
 */
export function whySecretUnread(cluster: ClusterLink, namespace: string, code: FailureCode, gives?: string): string {
  if (code !== 'denied') return `${cluster} does not give it (${code})`;
  const where = gives === undefined ? '' : `; ${gives} ${cluster} prints it`;
  return `${cluster} does not let it be read, which takes the right to get secrets in namespace ${namespace}${where}`;
}

/** As long as the primary holds what it held then. */
function backupAsKnown(
  primary: UsableSecret,
  last: SecretFacts | undefined,
): Pick<SecretFacts, 'backup' | 'backupFingerprint'> {
  if (last?.state !== 'usable' || last.fingerprint !== primary.fingerprint) return { backup: 'unread' };
  const { backup, backupFingerprint } = last;
  return { ...(backup && { backup }), ...(backupFingerprint && { backupFingerprint }) };
}

async function look(
  { secrets, runs }: Pick<SecretsToRead, 'secrets' | 'runs'>,
  cluster: ClusterLink,
  key: SecretKey,
  now: number,
  signal: AbortSignal,
): Promise<Look> {
  const { namespace, name, use } = secretOfKey(key);
  try {
    const content = await secrets.read(cluster, namespace, name, signal);
    if (content === undefined) return { state: 'unusable', problem: 'missing', detail: 'does not exist' };
    return runs.secret(use)(content, now, {}).facts;
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return { state: 'unread', code: error.code };
  }
}
