// How the hosted controller names what it makes. Sources: GKE, "Multi Cluster Ingress", and dumps of
// status.CloudResources; what these do not show is marked `unverified`.
import { createHash } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Recomputed on seven names of public dumps. It depends on the name alone. */
export function derivedServiceName(service: string): string {
  const digest = createHash('sha256').update(service).digest();
  const tail = [...digest.subarray(0, 16)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '').join('');
  return `mci-${service}-svc-${tail}`;
}

export interface HostedNames {
  /** Of a backend service, and of its health check. */
  readonly backend: (namespace: string, service: string, port: number) => string;
  /** Of a URL map, and of both proxies. */
  readonly ingress: (namespace: string, name: string) => string;
  readonly forwardingRule: (protocol: 'http' | 'https', namespace: string, name: string) => string;
  readonly firewall: (network: string) => string;
  /** Unverified. */
  readonly redirect: (namespace: string, name: string) => string;
  /** Unverified: content-addressed, as kubernetes/ingress-gce does it (pkg/loadbalancers/certificates.go). */
  readonly certificate: (namespace: string, name: string, pem: string) => string;
}

/** @param hash six characters, constant for a fleet; how they are derived is not known. */
export function hostedNames(hash: string): HostedNames {
  const named = (...parts: readonly (string | number)[]): string => {
    const name = ['mci', hash, ...parts].join('-');
    // How longer names are cut is not known.
    if (name.length > 63)
      throw new RangeError(`${name} is longer than any name that is known of the hosted controller`);
    return name;
  };
  return {
    backend: (namespace, service, port) => named(port, namespace, service),
    ingress: (namespace, name) => named(namespace, name),
    forwardingRule: (protocol, namespace, name) => named(protocol === 'http' ? 'fw' : 'fws', namespace, name),
    firewall: (network) => named(network, 'l7'),
    redirect: (namespace, name) => named('rd', namespace, name),
    certificate: (namespace, name, pem) =>
      named(namespace, name, createHash('sha256').update(pem).digest('hex').slice(0, 16)),
  };
}
