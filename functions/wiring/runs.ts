// What the features that are built in bring to a run.
import { INGRESS_RUNS } from '../../lib/features/ingress/runs/index.ts';
import { MESH_RUNS } from '../../lib/features/mesh/runs/index.ts';
import { SERVICES_RUNS } from '../../lib/features/services/runs/index.ts';
import { type Runs, runsOf } from '../../lib/live/index.ts';
import { KINDS } from './kinds.ts';

export const RUNS: Runs = runsOf(KINDS, [INGRESS_RUNS, MESH_RUNS, SERVICES_RUNS]);
