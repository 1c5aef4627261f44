// Diagnostics about annotations, BackendConfigs and FrontendConfigs. A data table.
import type { DiagnosticEntry } from './diagnostic-entry.ts';

export const SETTINGS_DIAGNOSTICS = {
  'config-not-found': {
    severity: 'error',
    title: 'An annotation names a BackendConfig or FrontendConfig that does not exist',
    doc: 'It must be declared in the namespace of the object that names it. The hosted controller goes on without it.',
    next: 'Mend the name in the annotation, or add the BackendConfig or FrontendConfig in the same namespace.',
  },
  'invalid-annotation': {
    severity: 'error',
    title: 'The value of an annotation cannot be read',
    doc: 'Such an annotation would have no effect, or another one than meant. The message says what it must look like.',
    next: 'Write the value as the message says.',
  },
  'invalid-config': {
    severity: 'error',
    title: 'Settings of a BackendConfig contradict each other',
    doc: 'Compute Engine would refuse them, in the middle of a rollout. Values that are left out count with their defaults.',
    next: 'Change one of the two settings that the message names.',
  },
  'setting-without-effect': {
    severity: 'warning',
    title: 'A setting has no effect',
    doc: 'Another setting of the same object switches it off, or it is one that is not carried over. It is left out.',
    next: 'Remove the setting, or the one that switches it off.',
  },
  'single-cluster-annotation': {
    severity: 'warning',
    title: 'The annotation is that of single-cluster Ingress',
    doc: 'It is read as its multi-cluster counterpart; the hosted controller may not read it. Use the key that the message names.',
    next: 'Use the key that the message names.',
  },
  'unused-config': {
    severity: 'warning',
    title: 'Nothing names a BackendConfig or FrontendConfig',
    doc: 'It is copied to the config clusters and has no effect on any load balancer. A BackendConfig is named by an annotation of a MultiClusterService, a FrontendConfig by one of a MultiClusterIngress, in its own namespace.',
    next: 'Name it with the annotation that the finding shows, mend the name, or take it out.',
  },
  'unknown-annotation': {
    severity: 'warning',
    title: 'An annotation under a known prefix has no meaning here',
    doc: 'It has no effect on a load balancer. Look for a typing error.',
    next: 'Mend the key, or remove the annotation.',
  },
  'redirect-without-certificate': {
    severity: 'error',
    title: 'HTTP is redirected to an HTTPS front end that does not exist',
    doc: 'Without certificates there is no HTTPS front end, so every client would be sent where nobody answers. Add networking.gke.io/pre-shared-certs, or spec.template.spec.tls.',
    next: 'Add a certificate with networking.gke.io/pre-shared-certs or spec.template.spec.tls, or remove the redirect.',
  },
  'unsupported-feature': {
    severity: 'error',
    title: 'The manifest asks for something that Rangelight cannot do yet',
    doc: 'Building the load balancer without it would silently change behaviour, so the object is held instead.',
    next: 'Remove the field; docs/limitations.md says what there is in its place.',
  },
  'hosted-controller-refuses': {
    severity: 'error',
    title: 'The hosted controller does not accept this',
    doc: 'With `controller: gke` the hosted controller makes the load balancers, and this is an extension of Rangelight. docs/parity.md lists them.',
    next: 'Remove the field as long as the fleet says `controller: gke`; docs/parity.md has what the hosted controller takes.',
  },
  'hosted-controller-differs': {
    severity: 'warning',
    title: 'The hosted controller reads this otherwise',
    doc: 'With `controller: gke` the hosted controller makes the load balancers, and Rangelight would route differently. docs/parity.md says how. Write it so that both mean the same before you change the controller.',
    next: 'Write it so that both controllers read it alike; docs/parity.md says how.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
