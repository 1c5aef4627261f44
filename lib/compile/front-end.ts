// What stands in front of an ingress's URL map, as its annotations and its FrontendConfig say.
// May import: core, manifest, compile.
import { type Diagnostic, diagnostic } from '../core/index.ts';
import {
  annotationPlace,
  didYouMean,
  FRONTEND_CONFIG,
  type FrontendConfig,
  type FrontendConfigSpec,
  type MultiClusterIngress,
  preSharedCertificates,
} from '../manifest/index.ts';
import type { Lookup } from './lookup.ts';

export interface FrontEnd {
  /** Names of certificates of the project, in their order; empty: no HTTPS. */
  readonly certificates: readonly string[];
  /** Name of a policy of the project; empty: none; undefined: whatever is there. */
  readonly sslPolicy: string | undefined;
  /** How plain HTTP is redirected; undefined: it is served. */
  readonly redirect: NonNullable<NonNullable<FrontendConfigSpec['redirectToHttps']>['responseCodeName']> | undefined;
  readonly config: FrontendConfig | undefined;
}

export type FrontEndReading =
  | { readonly state: 'resolved'; readonly frontEnd: FrontEnd }
  /** With an error of its own, or (without diagnostics) only because of the FrontendConfig that it refers to. */
  | { readonly state: 'held'; readonly diagnostics: readonly Diagnostic[] };

/** @param configs the FrontendConfigs of the ingress's namespace. */
export function resolveFrontEnd(ingress: MultiClusterIngress, configs: Lookup<FrontendConfig>): FrontEndReading {
  const certificates = preSharedCertificates(ingress);
  const name = ingress.annotations[FRONTEND_CONFIG];
  if (name === undefined) {
    return {
      state: 'resolved',
      frontEnd: { certificates, sslPolicy: undefined, redirect: undefined, config: undefined },
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
  if (redirectToHttps?.enabled && certificates.length === 0) {
    const message = `${name} redirects HTTP to HTTPS, and ${ingress.name} has no certificate`;
    return { state: 'held', diagnostics: [diagnostic('redirect-without-certificate', message, place)] };
  }
  const redirect = redirectToHttps?.enabled
    ? (redirectToHttps.responseCodeName ?? 'MOVED_PERMANENTLY_DEFAULT')
    : undefined;
  return { state: 'resolved', frontEnd: { certificates, sslPolicy, redirect, config } };
}
