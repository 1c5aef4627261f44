// What is wrong with a certificate that an ingress names, wherever it lies: its time, and the hosts that it does not
// name.
import type { Diagnostic, SourceRef } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { type Facts, type Fleet, type Validity } from '../../../fleet/index.ts';
import {
  annotationPlace,
  type MultiClusterIngress,
  PRE_SHARED_CERTIFICATES,
  preSharedCertificates,
} from '../manifests/index.ts';
import { certificateFactsOf } from '../secrets/index.ts';

interface Dated {
  readonly validity: Validity;
  readonly notBefore?: string;
  readonly notAfter?: string;
}

/**
 * @param what the certificate, as a sentence begins: `the certificate in Secret foo`.
 * @param place of the value that names it.
 * @param hint what to do, where it is not what the code says.
 */
export function certificateFindings(
  what: string,
  known: Dated,
  place: SourceRef,
  hint?: string,
): readonly Diagnostic[] {
  switch (known.validity) {
    case 'expired':
      return [diagnostic('certificate-expired', `${what} ended on ${dayOf(known.notAfter)}`, place, hint)];
    case 'ends-soon':
      return [diagnostic('certificate-ends-soon', `${what} ends on ${dayOf(known.notAfter)}`, place, hint)];
    case 'not-yet-valid':
      return [
        diagnostic('certificate-not-yet-valid', `${what} is not valid before ${dayOf(known.notBefore)}`, place, hint),
      ];
    case 'valid':
      return [];
  }
}

/** Whether clients accept it now, as far as its time goes. */
export function isInForce({ validity }: Dated): boolean {
  return validity === 'valid' || validity === 'ends-soon';
}

const TLS = ['spec', 'template', 'spec', 'tls'] as const;
const MOST_NAMED = 3;

/**
 * A warning for the hosts that none of an ingress's certificates names: their clients are shown the first certificate,
 * and refuse it. Nothing where one of the certificates is not known, or of no use and told so. Source: Cloud Load
 * Balancing, "Self-managed SSL certificates" (which certificate is shown).
 */
export function checkCertificateNames(ingress: MultiClusterIngress, fleet: Fleet, facts: Facts): readonly Diagnostic[] {
  const names = namesOf(ingress, fleet, facts);
  if (names === undefined) return [];
  const hosts = (ingress.spec.template.spec.rules ?? []).flatMap(({ host }) => host || []);
  const bare = [...new Set(hosts)].filter((host) => !names.some((name) => covers(name, host)));
  if (bare.length === 0) return [];
  const own = names.length === 0 ? 'no name' : shortened(names);
  const message = `no certificate of ${ingress.name} is for ${shortened(bare)}: the names are ${own}`;
  const isPreShared = preSharedCertificates(ingress).length > 0;
  const place = ingress.keyAt(isPreShared ? annotationPlace(PRE_SHARED_CERTIFICATES) : TLS);
  return [diagnostic('host-without-certificate', message, place)];
}

/** Of all certificates together, sorted; undefined without one, or where one of them is not known. */
function namesOf(ingress: MultiClusterIngress, fleet: Fleet, facts: Facts): readonly string[] | undefined {
  const secrets = (ingress.spec.template.spec.tls ?? []).flatMap(({ secretName }) => secretName ?? []);
  const preShared = preSharedCertificates(ingress);
  // The hosted controller reads the Secrets itself, and made-up facts know no names.
  if (facts.assumed || secrets.length + preShared.length === 0) return undefined;
  if (fleet.controller === 'gke' && secrets.length > 0) return undefined;
  const { certificates = {} } = facts.project ?? {};
  const known = [
    ...preShared.map((name) => (Object.hasOwn(certificates, name) ? certificates[name] : undefined)),
    ...secrets.map((name) => {
      const found = certificateFactsOf(facts, ingress.namespace, name);
      return found.state === 'usable' ? found : undefined;
    }),
  ];
  const all: string[] = [];
  for (const one of known) {
    if (one === undefined || !isInForce(one)) return undefined;
    all.push(...one.dnsNames.map((name) => name.toLowerCase()));
  }
  return [...new Set(all)].sort();
}

/** A wildcard stands for one label (RFC 6125, section 6.4.3). */
function covers(name: string, host: string): boolean {
  if (name === host) return true;
  const parent = name.slice(1);
  return name.startsWith('*.') && host.endsWith(parent) && !host.slice(0, -parent.length).includes('.');
}

function shortened(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return more > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more` : names.join(', ');
}

function dayOf(instant: string | undefined): string {
  return instant?.slice(0, 10) ?? 'a day that is not known';
}
