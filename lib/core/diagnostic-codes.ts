// What all features share of the diagnostics: what can be wrong with an input, how bad it is, and what the reader
// should know. Features bring theirs. `rangelight explain CODE` and docs/reference/diagnostics.md print all of them.
import { CLOUD_DIAGNOSTICS } from './diagnostic-codes/cloud.ts';
import { FLEET_DIAGNOSTICS } from './diagnostic-codes/fleet.ts';
import { READING_DIAGNOSTICS } from './diagnostic-codes/reading.ts';
import { SETTINGS_DIAGNOSTICS } from './diagnostic-codes/settings.ts';

export const DIAGNOSTICS = {
  ...CLOUD_DIAGNOSTICS,
  ...FLEET_DIAGNOSTICS,
  ...READING_DIAGNOSTICS,
  ...SETTINGS_DIAGNOSTICS,
} as const;
