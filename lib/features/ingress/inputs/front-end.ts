// What stands in front of an ingress's URL map, as its annotations and its FrontendConfig say.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { Facts, Fleet } from '../../../fleet/index.ts';
import { didYouMean } from '../../../manifest/index.ts';
import {
  annotationPlace,
  FRONTEND_CONFIG,
  type FrontendConfig,
  type MultiClusterIngress,
  preSharedCertificates,
} from '../manifests/index.ts';
import type { RedirectCode } from '../load-balancer.ts';
import type { Lookup } from './lookup.ts';
import { resolveTlsSecrets, type TlsSecret, tlsSecretNames } from './tls-secrets.ts';

export interface FrontEnd {
  /** Names of certificates of the project, in their order. Without these and Secrets: no HTTPS. */
  readonly certificates: readonly string[];
  /** Secrets with further certificates, in their order. */
  readonly secrets: readonly TlsSecret[];
  /** Name of a policy of the project; empty: none; undefined: whatever is there. */
  readonly sslPolicy: string | undefined;
  /** How plain HTTP is redirected; undefined: it is served. */
  readonly redirect: RedirectCode | undefined;
  readonly config: FrontendConfig | undefined;
}

export type FrontEndReading =
  | { readonly state: 'resolved'; readonly frontEnd: FrontEnd; readonly diagnostics: readonly Diagnostic[] }
  /** With an error of its own, or (without one) because of the FrontendConfig that it refers to or an unread Secret. */
  | { readonly state: 'held'; readonly diagnostics: readonly Diagnostic[] };

/** @param configs the FrontendConfigs of the ingress's namespace. */
export function resolveFrontEnd(
  ingress: MultiClusterIngress,
  configs: Lookup<FrontendConfig>,
  fleet: Fleet,
  facts: Facts,
): FrontEndReading {
  const config = resolveConfig(ingress, configs);
  const { secrets, diagnostics, usable } = resolveTlsSecrets(ingress, fleet, facts);
  if (config.state === 'held' || !usable)
    return { state: 'held', diagnostics: [...config.diagnostics, ...diagnostics] };
  return { state: 'resolved', frontEnd: { ...config.frontEnd, secrets }, diagnostics };
}

type ConfigReading =
  | { readonly state: 'resolved'; readonly frontEnd: Omit<FrontEnd, 'secrets'>; readonly diagnostics: readonly [] }
  | { readonly state: 'held'; readonly diagnostics: readonly Diagnostic[] };

function resolveConfig(ingress: MultiClusterIngress, configs: Lookup<FrontendConfig>): ConfigReading {
  const certificates = preSharedCertificates(ingress);
  const name = ingress.annotations[FRONTEND_CONFIG] ?? '';
  if (name === '') {
    return {
      state: 'resolved',
      frontEnd: { certificates, sslPolicy: undefined, redirect: undefined, config: undefined },
      diagnostics: [],
    };
  }
  const place = ingress.at(annotationPlace(FRONTEND_CONFIG));
  const config = configs.find(name);
  if (config === 'held') return { state: 'held', diagnostics: [] };
  if (config === undefined) {
    const message = `there is no FrontendConfig ${name} in namespace ${ingress.namespace}`;
    return {
      state: 'held',
      diagnostics: [diagnostic('config-not-found', message, place, didYouMean(name, configs.names))],
    };
  }
  const { sslPolicy, redirectToHttps } = config.spec ?? {};
  if (redirectToHttps?.enabled && certificates.length === 0 && tlsSecretNames(ingress).length === 0) {
    const message = `${name} redirects HTTP to HTTPS, and ${ingress.name} has no certificate`;
    return { state: 'held', diagnostics: [diagnostic('redirect-without-certificate', message, place)] };
  }
  const redirect = redirectToHttps?.enabled
    ? (redirectToHttps.responseCodeName ?? 'MOVED_PERMANENTLY_DEFAULT')
    : undefined;
  return { state: 'resolved', frontEnd: { certificates, sslPolicy, redirect, config }, diagnostics: [] };
}
