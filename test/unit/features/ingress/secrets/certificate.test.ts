// What is told of a TLS Secret, and which ones load balancers cannot use.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';
import { beforeAll, describe, expect, test } from 'vitest';
import { readTlsSecret } from '../../../../../lib/features/ingress/secrets/index.ts';
import { type TestCertificate, testCertificate } from '../../../../contract/certificates.ts';
import { tlsSecret } from '../../../../fakes/memory-secrets.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.parse('2030-01-01T00:00:00Z');
/** Of every test certificate. */
const END = Date.parse('2040-01-02T03:04:05Z');

let foo: TestCertificate;
let other: TestCertificate;
let large: TestCertificate;
beforeAll(async () => {
  foo = await testCertificate(['foo.example', 'a.example']);
  other = await testCertificate(['foo.example', 'a.example']);
  large = await testCertificate(['foo.example'], 'P-521');
});

const read = (pair: TestCertificate, now = NOW) => readTlsSecret(tlsSecret(pair.certificate, pair.privateKey), now);

async function shortRsa(): Promise<TestCertificate> {
  const publicExponent = new Uint8Array([1, 0, 1]);
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent, modulusLength: 1024 };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=foo.example',
    keys,
    signingAlgorithm: algorithm,
    notAfter: new Date(END),
  });
  return { certificate: certificate.toString('pem'), privateKey: foo.privateKey };
}

describe('a usable Secret', () => {
  test('is told by fingerprint, dates and names', () => {
    expect(read(foo)).toMatchObject({
      state: 'usable',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      notAfter: '2040-01-02T03:04:05.000Z',
      validity: 'valid',
      dnsNames: ['a.example', 'foo.example'],
      material: foo,
    });
  });

  test('has another fingerprint with another key, and the same one however it is written', () => {
    const fingerprints = [read(foo), read(other)].map((one) => (one.state === 'usable' ? one.fingerprint : ''));
    expect(new Set(fingerprints).size).toBe(2);
    const spaced = { ...foo, certificate: `comment\n${foo.certificate}\n\n` };
    expect(read(spaced)).toMatchObject({ fingerprint: fingerprints[0] });
  });

  test.each([
    [END - 31 * DAY, 'valid'],
    [END - 30 * DAY, 'ends-soon'],
    [END - 1, 'ends-soon'],
    [END, 'expired'],
    [0, 'not-yet-valid'],
  ])('at %d is %s', (now, validity) => {
    expect(read(foo, now)).toMatchObject({ validity });
  });
});

describe('an unusable Secret', () => {
  const problem = (certificate: string, privateKey: string, type = 'kubernetes.io/tls') => {
    const reading = readTlsSecret({ ...tlsSecret(certificate, privateKey), type }, NOW);
    return reading.state === 'unusable' ? reading.problem : 'none';
  };

  test('is of another type, incomplete, or not PEM', () => {
    expect(problem(foo.certificate, foo.privateKey, 'Opaque')).toBe('wrong-type');
    expect(problem('', foo.privateKey)).toBe('malformed');
    expect(problem(foo.certificate, '')).toBe('malformed');
    expect(problem('no certificate', foo.privateKey)).toBe('malformed');
    expect(problem(foo.certificate.replaceAll(/[A-Za-z]/g, 'x'), foo.privateKey)).toBe('malformed');
    expect(problem(foo.certificate, foo.certificate)).toBe('malformed');
    expect(problem(foo.certificate.repeat(6), foo.privateKey)).toBe('malformed');
    expect(problem(foo.certificate.repeat(5), foo.privateKey)).toBe('none');
  });

  test('has a key of another certificate, or one that load balancers do not take', async () => {
    expect(problem(foo.certificate, other.privateKey)).toBe('key-mismatch');
    expect(problem(large.certificate, large.privateKey)).toBe('unsupported-key');
    const rsa = await shortRsa();
    expect(problem(rsa.certificate, rsa.privateKey)).toBe('unsupported-key');
  });
});
