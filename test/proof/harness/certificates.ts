// Self-signed pairs, each made once: stories that are compared must hold the same certificate.
import { type TestCertificate, testCertificate } from '../../contract/certificates.ts';

/** The certificates of a host, one after the other; the first is number 1. */
export function certificatesOf(host: string): (number: number) => Promise<TestCertificate> {
  const made = new Map<number, Promise<TestCertificate>>();
  return (number) => {
    const pair = made.get(number) ?? testCertificate([host], 'P-256', 0);
    made.set(number, pair);
    return pair;
  };
}
