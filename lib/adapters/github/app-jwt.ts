// The token by which a GitHub App says who it is. Source: GitHub, "Generating a JSON Web Token (JWT) for a GitHub App".
import type { KeyObject } from 'node:crypto';
import { SignJWT } from 'jose/jwt/sign';

/** GitHub advises a minute: its clock and ours differ. */
const SKEW_SECONDS = 60;
/** GitHub takes ten minutes at most, counted by its own clock. */
const LIFE_SECONDS = 9 * 60;

/**
 * An RS256 JWT, good for nine minutes.
 * @param id app id or client id.
 * @param now milliseconds since the epoch.
 */
export function appJwt(id: string, privateKey: KeyObject, now: number): Promise<string> {
  const seconds = Math.floor(now / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(id)
    .setIssuedAt(seconds - SKEW_SECONDS)
    .setExpirationTime(seconds + LIFE_SECONDS)
    .sign(privateKey);
}
