// A standing certificate that was uploaded → what it was made of, as far as it can be told: its fingerprint, by which
// it is compared with a Secret.
import { textAt } from '../../../core/index.ts';
import { chainFingerprint } from '../secrets/index.ts';
import { isMarked, type ObservedResource, type SecretSource } from '../../../model/index.ts';
import { afterHash } from './hosted-names.ts';

/** Undefined for a certificate that people named: it is known by its name. */
export function uploadedFrom({ ref, body }: ObservedResource): SecretSource | undefined {
  if (!isMarked(body) && afterHash(ref.name) === undefined) return undefined;
  const fingerprint = chainFingerprint(textAt(body, 'certificate') ?? '');
  return fingerprint === undefined ? undefined : { clusters: [], namespace: '', name: '', fingerprint };
}
