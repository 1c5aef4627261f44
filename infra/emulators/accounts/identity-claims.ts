// What an identity token of a service account says. Sources: Google, "OpenID Connect", an ID token's payload; Pub/Sub,
// "Authentication for push subscriptions".
import { createHash } from 'node:crypto';

export interface TokenRequest {
  /** E-mail address of the service account. */
  readonly email: string;
  readonly audience: string;
}

const ISSUER = 'https://accounts.google.com';
const LIFE_SECONDS = 3600;

/** @param now milliseconds since the epoch. */
export function identityClaims({ email, audience }: TokenRequest, now: number): Readonly<Record<string, unknown>> {
  const iat = Math.floor(now / 1000);
  const id = accountId(email);
  return {
    iss: ISSUER,
    aud: audience,
    azp: id,
    sub: id,
    email,
    email_verified: true,
    iat,
    exp: iat + LIFE_SECONDS,
  };
}

/** Google numbers accounts with 21 digits; the same account has the same number here in every run. */
function accountId(email: string): string {
  const digest = createHash('sha256').update(email).digest();
  return `1${(digest.readBigUInt64BE() % 10n ** 20n).toString().padStart(20, '0')}`;
}
