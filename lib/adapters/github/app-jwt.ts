// The token by which a GitHub App says who it is. Source: GitHub, "Generating a JSON Web Token (JWT) for a GitHub App".
// May import: nothing of Rangelight.
import { type KeyObject, sign } from 'node:crypto';

/** GitHub advises a minute: its clock and ours differ. */
const SKEW_SECONDS = 60;
/** GitHub takes ten minutes at most, counted by its own clock. */
const LIFE_SECONDS = 9 * 60;

/**
 * An RS256 JWT, good for nine minutes.
 * @param id app id or client id.
 * @param now milliseconds since the epoch.
 */
export function appJwt(id: string, privateKey: KeyObject, now: number): string {
  const seconds = Math.floor(now / 1000);
  const claims = { iat: seconds - SKEW_SECONDS, exp: seconds + LIFE_SECONDS, iss: id };
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
