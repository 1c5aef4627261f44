// What multi-cluster Services bring to a run: who still uses a Service that is to go. The door for the worker.
import type { FeatureRuns } from '../../../live/index.ts';
import { managedService } from '../../common/managed-service.ts';
import { stillImported } from './still-imported.ts';

export const SERVICES_RUNS: FeatureRuns = { kinds: { [managedService.id]: { usedBy: stillImported } } };
