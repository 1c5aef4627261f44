// Clauses of FrontendConfig.
import type { Clause } from './clause.ts';
import { frontendConfig, ingress, service } from './pieces.ts';

const section = 'FrontendConfig';
const USES = 'networking.gke.io/frontend-config: frontend';
const SECURE = `${USES}, networking.gke.io/pre-shared-certs: cert`;
const REDIRECT = '{redirectToHttps: {enabled: true, responseCodeName: FOUND}}';

export const FRONTEND_CONFIG_CLAUSES: readonly Clause[] = [
  {
    id: 'frontend-config/ssl-policy',
    section,
    feature: '`sslPolicy`',
    source: 'features',
    hosted: 'name; empty detaches; absent keeps',
    rangelight: 'the same; a name that is taken out detaches',
    manifests: service('web') + frontendConfig('{sslPolicy: modern}') + ingress('', SECURE),
    shown: [{ resource: 'targetHttpsProxy', has: { sslPolicy: 'projects/acme-net/global/sslPolicies/modern' } }],
  },
  {
    id: 'frontend-config/redirect',
    section,
    feature: '`redirectToHttps`',
    source: 'features',
    hosted: 'a second URL map at the HTTP proxy',
    rangelight: 'the same; the HTTP proxy moves to it only once HTTPS stands',
    manifests: service('web') + frontendConfig(REDIRECT) + ingress('', SECURE),
    shown: [
      { resource: 'urlMap', has: { defaultUrlRedirect: { httpsRedirect: true, redirectResponseCode: 'FOUND' } } },
      { url: 'http://a.example/', to: null },
      { url: 'https://a.example/', to: 'web' },
    ],
  },
  {
    id: 'frontend-config/redirect-without-certificate',
    section,
    feature: 'redirect without certificates',
    source: 'features',
    hosted: 'not said',
    rangelight: '`redirect-without-certificate`',
    why: 'nobody is sent where nobody answers',
    manifests: service('web') + frontendConfig(REDIRECT) + ingress('', USES),
    shown: [{ finding: 'redirect-without-certificate', on: 'annotations: {networking.gke.io/frontend-config' }],
  },
];
