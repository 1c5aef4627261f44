// What is looked up of exports beside a plan, and in sweeps: the door for planner, drift and command line. In: units as
// they are planned, and what stands. Out: findings, and what a reviewer is shown of each name that moves.
import type { FeatureLooks } from '../../../live/index.ts';
import { SECTION } from '../groups.ts';
import { verifyImports } from '../verify/index.ts';
import { exportsOfNothing } from './exports-of-nothing.ts';
import { importsThere } from './imports-there.ts';
import { oldestGoes } from './oldest-goes.ts';
import { outlookOf } from './outlook.ts';

export const SERVICES_LOOKS: FeatureLooks = {
  checks: async (units, look, whole) => [
    ...(await exportsOfNothing(units, look, whole)),
    ...(await importsThere(units, look, whole)),
    ...oldestGoes(units, whole.observed),
  ],
  outlook: outlookOf,
  verify: { [SECTION]: verifyImports },
};
