// Diagnostics about annotations, BackendConfigs and FrontendConfigs. A data table.
import type { DiagnosticEntry } from './diagnostic-entry.ts';

export const SETTINGS_DIAGNOSTICS = {
  'setting-without-effect': {
    severity: 'warning',
    title: 'A setting has no effect',
    doc: 'Another setting of the same object switches it off, or it is one that is not carried over. It is left out.',
    next: 'Remove the setting, or the one that switches it off.',
  },
  'unsupported-feature': {
    severity: 'error',
    title: 'The manifest asks for something that Rangelight cannot do yet',
    doc: 'Building the load balancer without it would silently change behaviour, so the object is held instead.',
    next: 'Remove the field; docs/limitations.md says what there is in its place.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
