// The codes of load balancers: what is found in their manifests and around them, and what stops their plans.
import { DIAGNOSTICS, diagnosticsOf } from '../../../core/index.ts';
import type { FeatureCodes } from '../../../plan/index.ts';
import { INGRESS_GATES } from './gates.ts';
import { ROUTING_DIAGNOSTICS } from './routing.ts';
import { SPLIT_DIAGNOSTICS } from './splits.ts';
import { SECRET_DIAGNOSTICS } from './secrets.ts';
import { BACKEND_SETTINGS_DIAGNOSTICS } from './settings.ts';

const OWN = { ...ROUTING_DIAGNOSTICS, ...SPLIT_DIAGNOSTICS, ...SECRET_DIAGNOSTICS, ...BACKEND_SETTINGS_DIAGNOSTICS };

export const INGRESS_CODES: FeatureCodes = { diagnostics: OWN, gates: INGRESS_GATES };

/** Makes a diagnostic of one of these codes, or of one that all features share. */
export const diagnostic = diagnosticsOf({ ...DIAGNOSTICS, ...OWN });
