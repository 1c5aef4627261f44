// What Compute answers of an SSL certificate, as facts (case 73).
import { expect, test } from 'vitest';
import { readProjectCertificate } from '../../../lib/fleet/index.ts';
import { testCertificate } from '../../contract/certificates.ts';

const NOW = Date.parse('2030-06-15T00:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const inDays = (days: number): string => new Date(NOW + days * DAY_MS).toISOString();

test.each([
  [-1, 'expired'],
  [29, 'ends-soon'],
  [31, 'valid'],
] as const)('case 73: one that ends in %i days is %s', (days, validity) => {
  const body = { type: 'SELF_MANAGED', expireTime: inDays(days), subjectAlternativeNames: ['b', 'a', 'b'] };
  expect(readProjectCertificate(body, NOW)).toEqual({ validity, notAfter: inDays(days), dnsNames: ['a', 'b'] });
});

test.each([
  ['ACTIVE', 10, 'valid'],
  ['RENEWAL_FAILED', 10, 'ends-soon'],
  ['RENEWAL_FAILED', -1, 'expired'],
] as const)('one that Google manages, %s, and that ends in %i days is %s', (status, days, validity) => {
  const managed = { domains: ['a'], status };
  const body = { type: 'MANAGED', managed, expireTime: inDays(days), subjectAlternativeNames: ['a'] };
  expect(readProjectCertificate(body, NOW)).toMatchObject({ validity, dnsNames: ['a'] });
});

test('one that is not issued yet has the names that it is asked for', () => {
  const body = { type: 'MANAGED', managed: { domains: ['b', 'a'], status: 'PROVISIONING' } };
  expect(readProjectCertificate(body, NOW)).toEqual({ validity: 'valid', dnsNames: ['a', 'b'] });
});

test('its beginning is read from the certificate itself', async () => {
  const { certificate } = await testCertificate(['a'], 'P-256', NOW + DAY_MS);
  const read = readProjectCertificate({ certificate, expireTime: inDays(90) }, NOW);
  expect(read).toMatchObject({ validity: 'not-yet-valid', notBefore: inDays(1) });
  expect(readProjectCertificate({ certificate: 'not PEM', expireTime: inDays(90) }, NOW).validity).toBe('valid');
});
