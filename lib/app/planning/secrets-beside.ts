// The Secrets that manifests name, in both config clusters, for a reviewer: by what drift, which may read them, wrote
// down, or by what the person at the command line may read. What is seen are fingerprints of certificates, which are
// public, and nothing else of any Secret. Pure.
import { type Facts, type Fleet, secretFactsOf, type SecretKey, secretOfKey } from '../../fleet/index.ts';
import { type ObservedState, silentClusters } from '../../model/index.ts';

export interface SecretsBeside {
  /** How many are known of both clusters. */
  readonly known: number;
  /** Those that are not the same in both: `Secret blue/tls`, and what is otherwise. */
  readonly unlike: readonly { readonly object: string; readonly how: string }[];
  /** Of which nobody can tell: with the reason. */
  readonly unknown: readonly string[];
}

const SHOWN_DIGITS = 12;

/** @param named by the manifests of the commit. */
export function secretsBeside(
  named: readonly SecretKey[],
  facts: Facts,
  { primary, backup }: Pick<Fleet, 'primary' | 'backup'>,
  { unknown }: Pick<ObservedState, 'unknown'>,
): SecretsBeside {
  const silent = silentClusters(unknown);
  const away = [primary, backup].find((link) => silent.has(link));
  const all = named.map((key) => {
    const { namespace, name, use } = secretOfKey(key);
    const object = `Secret ${namespace}/${name}${use === '' ? '' : ` (${use})`}`;
    return { object, ...(away === undefined ? besideOf(key) : { why: `${away} cannot be read` }) };
  });

  function besideOf(key: SecretKey): { readonly how?: string; readonly why?: string } {
    const known = secretFactsOf(facts, key);
    if (known.state === 'unknown') return { why: known.detail };
    if (known.state === 'unusable')
      return known.problem === 'missing' ? { how: `not in ${primary}` } : { why: `that of ${primary} ${known.detail}` };
    if (known.backup === undefined) return {};
    if (known.backup === 'missing') return { how: `only in ${primary}` };
    if (known.backup === 'unread')
      return { why: `only one of ${primary} and ${backup} gives it: rangelight parity says why` };
    const [one, other] = [known.use === undefined ? known.fingerprint : undefined, known.backupFingerprint];
    return { how: one === undefined || other === undefined ? 'not the same' : `${shown(one)} ↔ ${shown(other)}` };
  }

  return {
    known: all.filter(({ why }) => why === undefined).length,
    unlike: all.flatMap(({ object, how }) => (how === undefined ? [] : [{ object, how }])),
    unknown: all.flatMap(({ object, why }) => (why === undefined ? [] : [`${object}: ${why}`])),
  };
}

function shown(fingerprint: string): string {
  return `digest ${fingerprint.slice(0, SHOWN_DIGITS)}`;
}
