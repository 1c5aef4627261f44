// How the resources of a mesh move: the door for whoever plans. In: changes of one unit. Out: gates.
import type { FeatureRules } from '../../../plan/index.ts';
import { discoveryGates } from './discovery-gates.ts';

export const MESH_RULES: FeatureRules = { gates: discoveryGates };
