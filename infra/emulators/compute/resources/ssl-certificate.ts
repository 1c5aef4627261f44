// sslCertificates: uploaded ones, whose private key goes in and never comes out, and managed ones, which stay
// PROVISIONING.
import { invalid, required } from '../errors.ts';
import { readCertificate } from './certificate.ts';
import type { Body, Kind } from './kind.ts';

interface CertificateBody {
  readonly type?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly selfManaged?: { readonly certificate?: string; readonly privateKey?: string };
  readonly managed?: { readonly domains?: readonly string[] };
}

const MOST_DOMAINS = 100;
const DOMAIN = /^(?=.{1,253}\.?$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.?$/;
const PROVISIONING = 'PROVISIONING';

/**
 * Older clients put certificate and key at the top, newer ones under `selfManaged`; the API shows the certificate in
 * both.
 */
function uploaded(body: CertificateBody): Body {
  const certificate = body.selfManaged?.certificate ?? body.certificate;
  const privateKey = body.selfManaged?.privateKey ?? body.privateKey;
  if (!certificate) throw required('resource.certificate');
  if (!privateKey) throw required('resource.privateKey');
  if (body.managed !== undefined) throw invalid('resource.managed', body.managed, 'Not allowed with SELF_MANAGED.');
  return { ...readCertificate(certificate, privateKey), certificate, privateKey, selfManaged: { certificate } };
}

function managed(body: CertificateBody): Body {
  const domains = body.managed?.domains ?? [];
  if (domains.length === 0) throw required('resource.managed.domains');
  if (body.certificate || body.privateKey || body.selfManaged !== undefined) {
    throw invalid('resource.type', body.type, 'A managed certificate cannot be uploaded.');
  }
  if (domains.length > MOST_DOMAINS) {
    throw invalid('resource.managed.domains', domains, `At most ${MOST_DOMAINS} domains are allowed.`);
  }
  for (const [index, domain] of domains.entries()) {
    if (DOMAIN.test(domain)) continue;
    throw invalid(`resource.managed.domains[${index}]`, domain, 'Must be a fully qualified domain without wildcards.');
  }
  const domainStatus = Object.fromEntries(domains.map((domain) => [domain, PROVISIONING]));
  return { managed: { domains, domainStatus, status: PROVISIONING } };
}

export const sslCertificates: Kind = {
  collection: 'sslCertificates',
  singular: 'sslCertificate',
  snake: 'ssl_certificate',
  message: 'SslCertificate',
  scope: 'global',
  quota: 'SSL_CERTIFICATES',
  methods: { aggregatedList: 'regional' },
  references: {},
  links: [],
  outputOnly: ['expireTime', 'subjectAlternativeNames', 'region'],
  immutable: [],
  fingerprint: false,
  labels: false,
  seconds: { insert: 1, change: 1, delete: 1 },
  defaults({ body }) {
    const certificate = body as CertificateBody;
    const { type = 'SELF_MANAGED' } = certificate;
    return { ...body, type, ...(type === 'MANAGED' ? managed(certificate) : uploaded(certificate)) };
  },
  validate({ body }) {
    if (body.type === 'MANAGED' || body.type === 'SELF_MANAGED') return;
    throw invalid('resource.type', body.type, 'Must be SELF_MANAGED or MANAGED.');
  },
  writeOnly: ['privateKey'],
  verbs: {},
};
