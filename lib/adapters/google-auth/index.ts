// Access tokens of Google Cloud: from the environment's credentials, or one fixed token for the local cloud.
// In: an abort signal. Out: a bearer token.
export { asAuthClient } from './auth-client.ts';
export type { TokenSource } from './token-source.ts';
export { defaultCredentials, staticToken } from './token-source.ts';
