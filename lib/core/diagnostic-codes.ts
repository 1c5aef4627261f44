// The closed list of diagnostics: what can be wrong with an input, how bad it is, and what the reader should know.
// `rangelight explain CODE` and docs/reference/diagnostics.md print it.
import { CLOUD_DIAGNOSTICS } from './diagnostic-codes/cloud.ts';
import { FLEET_DIAGNOSTICS } from './diagnostic-codes/fleet.ts';
import { READING_DIAGNOSTICS } from './diagnostic-codes/reading.ts';
import { ROUTING_DIAGNOSTICS } from './diagnostic-codes/routing.ts';
import { SECRET_DIAGNOSTICS } from './diagnostic-codes/secrets.ts';
import { SERVICES_DIAGNOSTICS } from './diagnostic-codes/services.ts';
import { SETTINGS_DIAGNOSTICS } from './diagnostic-codes/settings.ts';

export const DIAGNOSTICS = {
  ...CLOUD_DIAGNOSTICS,
  ...FLEET_DIAGNOSTICS,
  ...READING_DIAGNOSTICS,
  ...ROUTING_DIAGNOSTICS,
  ...SECRET_DIAGNOSTICS,
  ...SERVICES_DIAGNOSTICS,
  ...SETTINGS_DIAGNOSTICS,
} as const;

export type DiagnosticCode = keyof typeof DIAGNOSTICS;
