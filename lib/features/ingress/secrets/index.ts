// Secrets of load balancers.
// In: what a Secret holds, the facts. Out: what may be told of it, and what is written of it.
export { chainFingerprint, readTlsSecret } from './certificate.ts';
export { readOAuthClient, readSignedUrlKey } from './credentials.ts';
export {
  certificateFactsOf,
  type CertificateFacts,
  type OAuthClientFacts,
  oauthClientFactsOf,
  type SecretProblem,
  signedUrlKeyFactsOf,
} from './facts.ts';
export { SECRET_USES } from './uses.ts';
