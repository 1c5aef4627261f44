// BackendConfig → the members of a backend service that it decides. A section that is left out means the default, also
// where the hosted controller would keep what was there before.
import type { JsonObject } from '../../../core/index.ts';
import type { BackendConfigSpec } from '../manifests/index.ts';
import { externalPath } from '../../../model/index.ts';
import { type Credentials, NO_CREDENTIALS } from '../inputs/credentials.ts';
import { cdnMembers } from './cdn-policy.ts';

/** Long enough for ordinary requests to end; Compute itself would wait for none. */
const DRAINING_SECONDS = 60;

/** @param project where its security policy is. */
export function backendSettings(
  project: string,
  spec: BackendConfigSpec = {},
  credentials: Credentials = NO_CREDENTIALS,
): JsonObject {
  const { customRequestHeaders: onRequest, customResponseHeaders: onResponse, securityPolicy } = spec;
  return {
    timeoutSec: spec.timeoutSec ?? 30,
    connectionDraining: draining(spec.connectionDraining),
    ...affinity(spec.sessionAffinity),
    logConfig: logging(spec.logging),
    ...(onRequest?.headers?.length ? { customRequestHeaders: onRequest.headers } : {}),
    ...(onResponse?.headers?.length ? { customResponseHeaders: onResponse.headers } : {}),
    ...(securityPolicy === undefined ? {} : { securityPolicy: policy(project, securityPolicy.name) }),
    ...cdnMembers(spec.cdn),
    ...signedUrlKeys(credentials),
    ...(spec.iap === undefined ? {} : { iap: identityAwareProxy(spec.iap, credentials) }),
  };
}

/** In the section, what is left out is 0 (kubernetes/ingress-gce: a plain number). */
function draining(section: BackendConfigSpec['connectionDraining']) {
  return { drainingTimeoutSec: section === undefined ? DRAINING_SECONDS : (section.drainingTimeoutSec ?? 0) };
}

function affinity({ affinityType, affinityCookieTtlSec }: NonNullable<BackendConfigSpec['sessionAffinity']> = {}) {
  const sessionAffinity = affinityType || 'NONE';
  const isCookie = sessionAffinity === 'GENERATED_COOKIE' && affinityCookieTtlSec !== undefined;
  return { sessionAffinity, ...(isCookie ? { affinityCookieTtlSec } : {}) };
}

/**
 * Without the section every request is logged; in it, `enable` left out is off (kubernetes/ingress-gce: a plain bool).
 */
function logging({ enable = false, sampleRate = 1 }: NonNullable<BackendConfigSpec['logging']> = { enable: true }) {
  return { enable, sampleRate: enable ? sampleRate : 0 };
}

/** Its secret is written and never answered: what stands here is the digest that Compute answers. */
function identityAwareProxy(
  { enabled }: NonNullable<BackendConfigSpec['iap']>,
  { oauthClient }: Credentials,
): JsonObject {
  if (oauthClient === undefined) return { enabled };
  const { clientId, secret } = oauthClient;
  return { enabled, oauth2ClientId: clientId, oauth2ClientSecretSha256: secret.fingerprint };
}

/** No member of Compute's: it answers the names of keys alone, and we remember which value each has. */
function signedUrlKeys({ signedUrlKeys: keys }: Credentials): JsonObject {
  if (keys.length === 0) return {};
  return { signedUrlKeys: Object.fromEntries(keys.map(({ name, secret }) => [name, secret.fingerprint])) };
}

/** Empty: none. */
function policy(project: string, name: string): string {
  return name === '' ? '' : externalPath('securityPolicies', project, name);
}
