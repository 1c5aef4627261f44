// How exports move: the door for whoever plans and carries out plans. In: changes of one unit. Out: gates, and what is wanted
// beside what stands.
import type { FeatureRules } from '../../../plan/index.ts';
import { lastExportGates } from './last-export.ts';
import { inStandingGroups } from './standing-group.ts';

export const SERVICES_RULES: FeatureRules = { gates: lastExportGates, settle: inStandingGroups };
