// Who may call a function that is not open to the world: Pub/Sub and Cloud Scheduler, by the identity token of one
// service account. Nothing here can be left out, and nothing switches the check off.
import type { Variables } from './variables.ts';

export interface ExpectedCaller {
  /** What `iss` may say: Google writes its own with and without `https://`. */
  readonly issuers: readonly string[];
  /** Where the issuer's public keys are, as a JSON Web Key Set. */
  readonly keysUrl: string;
  /** What `aud` must say: what the push subscription, or the job, asks its tokens for. */
  readonly audience: string;
  /** E-mail address of the service account that calls. */
  readonly account: string;
}

/** Source: Google, "OpenID Connect", discovery document: `issuer` and `jwks_uri`. */
const GOOGLE = { issuer: 'https://accounts.google.com', keys: 'https://www.googleapis.com/oauth2/v3/certs' } as const;

const ISSUER = { form: /^https:\/\/[^\s/]+(?:\/\S*)?$/, expected: 'the https:// address of who makes the tokens' };
/** Keys that come over plain text are anybody's, unless they come from this machine. */
const KEYS = {
  form: /^(?:https:\/\/[^/\s]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?)\/\S*$/,
  expected: 'the https:// address of a JSON Web Key Set',
};
const AUDIENCE = { form: /^\S+$/, expected: 'the audience that the push subscription asks its tokens for' };
const ACCOUNT = { form: /^[^@\s]+@[^@\s]+$/, expected: 'the e-mail address of the service account that calls' };

/** Problems go to the variables' list. */
export function readExpectedCaller({ required, optional }: Variables): ExpectedCaller {
  const issuer = optional('RANGELIGHT_OIDC_ISSUER', ISSUER) ?? GOOGLE.issuer;
  return {
    issuers: [issuer, issuer.slice('https://'.length)],
    keysUrl: optional('RANGELIGHT_OIDC_KEYS', KEYS) ?? GOOGLE.keys,
    audience: required('RANGELIGHT_OIDC_AUDIENCE', AUDIENCE),
    account: required('RANGELIGHT_OIDC_CALLER', ACCOUNT),
  };
}
