// The codes of the engine and of the features that are built in: of findings, and of gates.
import { INGRESS_CODES } from '../../lib/features/ingress/codes/index.ts';
import { MESH_CODES } from '../../lib/features/mesh/codes/index.ts';
import { SERVICES_CODES } from '../../lib/features/services/codes.ts';
import { type Codes, codesOf, type GateCode } from '../../lib/plan/index.ts';

export const CODES: Codes = codesOf([INGRESS_CODES, SERVICES_CODES, MESH_CODES]);

/** What whoever may write the `release` bucket opens by hand: he answers for all that the plan does. */
export const EVERY_GATE: readonly GateCode[] = [...CODES.gates.keys()];
