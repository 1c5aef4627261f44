// Diagnostics about certificates and the Secrets that ingresses name. A data table.
import type { DiagnosticEntry } from '../../../core/index.ts';

const KEPT = 'What was applied before goes on serving, and the other objects go on.';

export const SECRET_DIAGNOSTICS = {
  'secret-unknown': {
    severity: 'warning',
    title: 'Nothing is known of a Secret',
    doc: `Of the functions, drift alone reads Secrets, once a minute, and never what plans. A Secret that nobody named before is read with the next tick; then the head, or the pull request, is planned again by itself. On the command line and in a job of GitHub Actions they are read with the rights of whoever runs it, and a viewer has none. ${KEPT} A Secret that stays unknown cannot be read: the message says why, and which right it takes. The functions read by name alone those for which their namespace has a Role: a Secret that nobody named before needs one in both config clusters, and \`rangelight doctor --secret-roles CLUSTER\` prints them all. Once they are applied, what waited is planned again by itself.`,
    next: 'On a pull request, wait a minute; where the message names a right, have whoever keeps the clusters apply the Role in both config clusters. Elsewhere, plan with that right, or go without: nothing else depends on it.',
  },
  'secret-not-found': {
    severity: 'error',
    title: 'There is no Secret of that name',
    doc: `Secrets are read from the config clusters, in the namespace of the object that names them; they are never in Git. Make the Secret in both. ${KEPT}`,
    next: 'Create the Secret in that namespace of both config clusters.',
  },
  'secret-wrong-type': {
    severity: 'error',
    title: 'The Secret is of another type',
    doc: `Certificates come from Secrets of type kubernetes.io/tls, which kubectl create secret tls makes. ${KEPT}`,
    next: 'In both config clusters, delete the Secret and make it with `kubectl create secret tls`: the type of one that exists cannot be changed.',
  },
  'secret-malformed': {
    severity: 'error',
    title: 'The Secret does not hold what it should',
    doc: `A certificate: tls.crt holds one to five certificates in PEM, the server's own first; tls.key holds its private key in PEM, without a passphrase. An OAuth client of Identity-Aware Proxy: client_id and client_secret. A key for signed URLs: key_value holds 128 random bits in URL-safe base64, as \`head -c 16 /dev/urandom | base64 | tr +/ -_\` makes them. ${KEPT}`,
    next: 'Create the Secret anew with the keys and contents that the message names.',
  },
  'certificate-unsupported': {
    severity: 'error',
    title: 'Load balancers cannot use this kind of key',
    doc: `The key is RSA with 2048, 3072 or 4096 bits, or ECDSA with the curve P-256 or P-384. ${KEPT}`,
    next: 'Have the certificate issued for an RSA key of 2048 bits or more, or for ECDSA P-256 or P-384.',
  },
  'certificate-expired': {
    severity: 'error',
    title: 'A certificate has ended',
    doc: `Clients refuse a certificate that has ended. Put a new one into the Secret, in both config clusters; it is taken up within a minute. Or, in place of one that networking.gke.io/pre-shared-certs names, make another and name that. ${KEPT}`,
    next: 'Put a new certificate into the Secret of both config clusters.',
  },
  'certificate-not-yet-valid': {
    severity: 'error',
    title: 'A certificate is not valid yet',
    doc: `Clients refuse a certificate before its time. It is taken up by itself when that comes; where it is wrong, put another one into the Secret, in both config clusters, or name another one in networking.gke.io/pre-shared-certs. ${KEPT}`,
    next: 'Put a certificate that is valid now into the Secret of both config clusters, or wait until this one is.',
  },
  'certificate-ends-soon': {
    severity: 'warning',
    title: 'A certificate ends within 30 days',
    doc: 'Put a new one into the Secret, in both config clusters. It is taken up within a minute: the new certificate is made, the proxy moves to it, and then the old one goes. Or, in place of one that networking.gke.io/pre-shared-certs names, make another and name that. Of a certificate that Google manages it is said only when its renewal has failed.',
    next: 'Put a new certificate into the Secret of both config clusters before that day.',
  },
  'host-without-certificate': {
    severity: 'warning',
    title: 'No certificate of an ingress is for one of its hosts',
    doc: 'Clients of that host are shown the first certificate of the ingress, and refuse it, because it has other names. A wildcard stands for one label: *.example.com is for a.example.com, and not for example.com or a.b.example.com. Nothing is said where one of the certificates is not known.',
    next: 'Give the ingress a certificate that names the host, or correct the host.',
  },
  'secret-copies-differ': {
    severity: 'warning',
    title: 'The config clusters do not hold the same Secret',
    doc: 'The primary counts. Should the backup take its place, the load balancers would get what the backup holds. Copy the Secret.',
    next: 'Copy the Secret from the primary config cluster to the backup.',
  },
  'too-many-certificates': {
    severity: 'error',
    title: 'An ingress has more certificates than a proxy can hold',
    doc: 'A target HTTPS proxy has at most 15 certificates: those of networking.gke.io/pre-shared-certs first, then those of Secrets. Split the ingress, or use certificates with several names.',
    next: 'Split the ingress, or use certificates that name several hosts.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
