// A certificate with its key, uploaded out of a Secret (compute v1 sslCertificates: nothing can be updated, and the key
// is never answered). Its name covers what it was made from, so another certificate is another resource.
import type { ComputeKindDefinition } from '../../../model/index.ts';

export const sslCertificate = {
  id: 'sslCertificate',
  title: 'certificate',
  api: { collection: 'sslCertificates', scope: 'global' },
  name: { code: 'crt' },
  quota: 'SSL_CERTIFICATES',
  reportGroup: 'load balancer',
  reportPlace: 4,
  phase: 'expand',
  impact: { change: 'certain', shrink: 'certain', remove: 'none' },
  existing: 'owned',
  fields: { type: { policy: 'immutable', default: 'SELF_MANAGED' } },
} as const satisfies ComputeKindDefinition;
