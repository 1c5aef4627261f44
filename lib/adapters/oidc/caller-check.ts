// Verifies the identity token of a caller: signature, issuer, audience, times, account. Source: Pub/Sub,
// "Authentication for push subscriptions"; Google, "OpenID Connect", validating an ID token.
import type { JWTPayload } from 'jose';
import { JWKSMultipleMatchingKeys, JWKSNoMatchingKey, JOSEError } from 'jose/errors';
import { createRemoteJWKSet, customFetch } from 'jose/jwks/remote';
import { jwtVerify, type JWTVerifyGetKey } from 'jose/jwt/verify';
import { RangelightError } from '../../core/index.ts';
import type { Clock } from '../../ports/index.ts';
import { libraryFetch } from '../calls/index.ts';

export type CallerVerdict =
  /** The account that may call. */
  | { readonly type: 'known' }
  /** Nobody has proved who calls; `why` is for the log. */
  | { readonly type: 'unproven'; readonly why: string }
  /** Somebody has proved who he is, and he may not call. */
  | { readonly type: 'stranger'; readonly why: string };

/** Fails with `unavailable` when the issuer's keys cannot be had: then nobody can be told from anybody. */
export type CallerCheck = (authorization: string | undefined) => Promise<CallerVerdict>;

export interface CallerCheckOptions {
  readonly issuers: readonly string[];
  /**
   * URL of a JSON Web Key Set. It is kept for ten minutes, and read again for a key that it lacks twice a minute at
   * most.
   */
  readonly keysUrl: string;
  readonly audience: string;
  /** E-mail address of the service account. */
  readonly account: string;
  readonly clock: Clock;
  /** For one request for the keys. */
  readonly callTimeoutMs: number;
}

/** What Google signs with; a token that names another one (`none`, `HS256`) is refused before any key is looked at. */
const ALGORITHM = 'RS256';
/** Clocks of others may be this far off. */
const SKEW_SECONDS = 60;
/** Google's tokens are good for an hour. */
const LONGEST_LIFE_SECONDS = 3600;
/** A header with three parts between dots is the form; what is in them is for the library. */
const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i;
/** Source: Cloud Run, "Troubleshooting", signature of the JWT removed. */
const REMOVED = '.SIGNATURE_REMOVED_BY_GOOGLE';

export function createCallerCheck(options: CallerCheckOptions): CallerCheck {
  const { audience, account, clock } = options;
  const keyOf = keysOf(options);
  return async (authorization) => {
    const token = BEARER.exec(authorization ?? '')?.[1];
    if (token === undefined) return unproven('the call carries no bearer token');
    if (token.endsWith(REMOVED)) {
      return unproven(
        "Cloud Run's own check of the caller took the token's signature away: switch off the service's invoker check " +
          '(--no-invoker-iam-check), because this function verifies its caller itself',
      );
    }
    let claims: JWTPayload;
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: [ALGORITHM],
        issuer: [...options.issuers],
        audience,
        requiredClaims: ['exp', 'iat'],
        maxTokenAge: LONGEST_LIFE_SECONDS,
        clockTolerance: SKEW_SECONDS,
        currentDate: new Date(clock.now()),
      });
      claims = payload;
    } catch (error) {
      if (error instanceof JOSEError) return unproven(`the token does not hold: ${error.message}`);
      throw error;
    }
    // One of several audiences would do for the library.
    if (claims.aud !== audience) return unproven('the token is for other audiences too');
    if (claims['email'] !== account) return stranger(`the token is of ${text(claims['email'])}, not of ${account}`);
    if (claims['email_verified'] !== true) return stranger('the issuer does not vouch for the e-mail address');
    return { type: 'known' };
  };
}

/**
 * The key that a token names. What is wrong with the token is the library's error, what is wrong with the keys is ours.
 */
function keysOf({ keysUrl, callTimeoutMs }: CallerCheckOptions): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(keysUrl), { timeoutDuration: callTimeoutMs, [customFetch]: libraryFetch });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (cause) {
      if (cause instanceof JWKSNoMatchingKey || cause instanceof JWKSMultipleMatchingKeys) throw cause;
      throw new RangelightError('unavailable', 'oidc', `the keys of ${keysUrl} cannot be read`, { cause });
    }
  };
}

function unproven(why: string): CallerVerdict {
  return { type: 'unproven', why };
}

function stranger(why: string): CallerVerdict {
  return { type: 'stranger', why };
}

function text(claim: unknown): string {
  return typeof claim === 'string' ? claim : 'no account';
}
