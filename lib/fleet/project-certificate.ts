// An SSL certificate of the project, as Compute answers it → what may be told of it. Source: Compute API,
// `sslCertificates`.
import { X509Certificate } from 'node:crypto';
import { type JsonObject, textAt, textsAt } from '../core/index.ts';
import { type Validity, validityOf } from './validity.ts';

export interface ProjectCertificateFacts {
  /**
   * As it was when the certificate was read: compiling has no clock. `valid` for a managed one that is not issued yet.
   */
  readonly validity: Validity;
  /** ISO 8601, in UTC; absent where Compute does not say it. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** DNS names, sorted; of a managed one those that it is asked for. */
  readonly dnsNames: readonly string[];
}

/** @param now milliseconds since the epoch, for `validity`. */
export function readProjectCertificate(body: JsonObject, now: number): ProjectCertificateFacts {
  const notBefore = instantOf(validFrom(textAt(body, 'certificate')));
  const notAfter = instantOf(textAt(body, 'expireTime'));
  const names = [...textsAt(body, 'subjectAlternativeNames'), ...textsAt(body, 'managed', 'domains')];
  const from = notBefore === undefined ? Number.NEGATIVE_INFINITY : Date.parse(notBefore);
  const to = notAfter === undefined ? Number.POSITIVE_INFINITY : Date.parse(notAfter);
  const validity = validityOf(from, to, now);
  // Google renews it a month before its end, and says so when it could not.
  const renews = textAt(body, 'type') === 'MANAGED' && textAt(body, 'managed', 'status') !== 'RENEWAL_FAILED';
  return {
    validity: validity === 'ends-soon' && renews ? 'valid' : validity,
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(notAfter === undefined ? {} : { notAfter }),
    dnsNames: [...new Set(names)].sort(),
  };
}

/** Compute says when a certificate ends, and not when it begins. */
function validFrom(pem: string | undefined): string | undefined {
  try {
    return pem === undefined ? undefined : new X509Certificate(pem).validFrom;
  } catch {
    return undefined;
  }
}

function instantOf(text: string | undefined): string | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
