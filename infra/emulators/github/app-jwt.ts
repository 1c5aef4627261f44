// The token by which a GitHub App says who it is: RS256, at most ten minutes ahead, issued by the app's id.
// Source: docs.github.com, "Generating a JSON Web Token (JWT) for a GitHub App".
import { createVerify } from 'node:crypto';
import { notFound, Problem } from './errors.ts';

export interface AppIdentity {
  readonly id: number;
  /** GitHub takes it for the id in `iss`. */
  readonly clientId: string;
  /** PEM, SPKI. */
  readonly publicKey: string;
}

const furthest = 10 * 60;
/** How far a caller's clock may run ahead (seconds): unverified. */
const skew = 60;

/** Three parts of base64url: no other credential of GitHub looks like that. */
export function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/u.test(token);
}

/** Throws Problem 401 in GitHub's words (404 for another issuer); `now` in ms since the epoch. */
export function verifyAppJwt(token: string, app: AppIdentity, now: number): void {
  const [head = '', body = '', signature = ''] = token.split('.');
  const [header, claims] = [decode(head), decode(body)];
  if (!isJwt(token) || header?.['alg'] !== 'RS256' || claims === undefined) throw undecodable();
  const seconds = Math.floor(now / 1000);
  const { iss, iat, exp } = claims;
  if (!(typeof iat === 'number' && Number.isInteger(iat) && iat <= seconds + skew)) {
    throw refused("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
  }
  if (!(typeof exp === 'number' && Number.isInteger(exp) && exp > seconds)) {
    const what = 'must be a numeric value representing the future time at which the assertion expires';
    throw refused(`'Expiration time' claim ('exp') ${what}`);
  }
  if (exp > seconds + furthest) throw refused("'Expiration time' claim ('exp') is too far in the future");
  if (iss === undefined) throw refused("Missing 'issuer' claim ('iss') in assertion");
  if (iss !== app.id && iss !== String(app.id) && iss !== app.clientId) throw notFound('Integration not found');
  const signed = createVerify('RSA-SHA256').update(`${head}.${body}`);
  if (!signed.verify(app.publicKey, signature, 'base64url')) throw undecodable();
}

export function undecodable(): Problem {
  return refused('A JSON web token could not be decoded');
}

function refused(message: string): Problem {
  return new Problem(401, message);
}

function decode(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
