// How the kinds of the features that are built in move.
import { INGRESS_RULES } from '../../lib/features/ingress/rules/index.ts';
import { MESH_RULES } from '../../lib/features/mesh/rules/index.ts';
import { SERVICES_RULES } from '../../lib/features/services/rules/index.ts';
import { type Rules, rulesOf } from '../../lib/plan/index.ts';
import { KINDS } from './kinds.ts';

export const RULES: Rules = rulesOf(KINDS, [INGRESS_RULES, SERVICES_RULES, MESH_RULES]);
