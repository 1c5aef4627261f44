// Session affinity: which of the endpoints in line a client that came before goes back to.
import { createHash } from 'node:crypto';

export type Affinity =
  | { readonly kind: 'client-address'; readonly address: string }
  /** `value`: of the client's cookie; undefined for a client without one. */
  | { readonly kind: 'cookie'; readonly value: string | undefined };

/** What the generated cookie is called. */
export const AFFINITY_COOKIE = 'GCLB';

/** The cookie value that stands for an endpoint of a backend service: the same as long as the endpoint exists. */
export function endpointToken(service: string, neg: string, endpoint: string): string {
  return digest(`${service} ${neg} ${endpoint}`);
}

/**
 * The token to go to; undefined: the client has none yet, or its endpoint is not in line any more.
 * By address it is the endpoint with the highest hash of address and token (rendezvous hashing): when an endpoint
 * comes or goes, only the clients that win or lose it move.
 */
export function stickTo(affinity: Affinity, tokens: readonly string[]): string | undefined {
  if (affinity.kind === 'cookie') return tokens.find((token) => token === affinity.value);
  const ranked = tokens.map((token) => ({ token, rank: digest(`${affinity.address} ${token}`) }));
  return ranked.sort((a, b) => (a.rank < b.rank ? 1 : -1))[0]?.token;
}

/** The value of the affinity cookie in a Cookie header; undefined when it is not there. */
export function cookieValue(header: string | undefined): string | undefined {
  for (const pair of (header ?? '').split(/[;,]\s*/)) {
    const [name, value] = pair.split('=');
    if (name?.trim() === AFFINITY_COOKIE) return value?.trim().replaceAll('"', '');
  }
  return undefined;
}

/** A Set-Cookie value; `ttl` in seconds, 0: as long as the browser runs. */
export function affinityCookie(token: string, ttl: number): string {
  return `${AFFINITY_COOKIE}="${token}"; path=/; HttpOnly${ttl > 0 ? `; Max-Age=${ttl}` : ''}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
