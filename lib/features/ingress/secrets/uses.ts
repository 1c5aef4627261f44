// What Secrets are used as by load balancers: a certificate with its key, the OAuth client of Identity-Aware Proxy, a
// key for signed URLs. What may be told of each, and what is written of it.
import type { SecretUses } from '../../../live/index.ts';
import { readTlsSecret } from './certificate.ts';
import { readOAuthClient, readSignedUrlKey } from './credentials.ts';
import type { CertificateFacts, OAuthClientFacts, SignedUrlKeyFacts } from './facts.ts';

/** Facts are told member by member: what is added to a reading later does not slip into them. */
export const SECRET_USES: SecretUses = {
  // Of keys and sources that name no use.
  '': (content, now) => {
    const reading = readTlsSecret(content, now);
    if (reading.state === 'unusable') return { facts: reading };
    const { state, fingerprint, notBefore, notAfter, validity, dnsNames, material } = reading;
    const facts: CertificateFacts = { state, fingerprint, notBefore, notAfter, validity, dnsNames };
    return { facts, material: { selfManaged: { ...material } } };
  },
  'oauth-client': (content) => {
    const reading = readOAuthClient(content);
    if (reading.state === 'unusable') return { facts: reading };
    const { state, use, clientId, fingerprint, clientSecret } = reading;
    const facts: OAuthClientFacts = { state, use, clientId, fingerprint };
    return { facts, material: { iap: { oauth2ClientSecret: clientSecret } } };
  },
  'signed-url-key': (content) => {
    const reading = readSignedUrlKey(content);
    if (reading.state === 'unusable') return { facts: reading };
    const { state, use, fingerprint, keyValue } = reading;
    const facts: SignedUrlKeyFacts = { state, use, fingerprint };
    return { facts, material: { keyValue } };
  },
};
