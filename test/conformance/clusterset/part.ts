// Part: multi-cluster Services, as they are predicted, as the emulated importer makes them, and as real clusters answer them.
import type { Part } from '../report.ts';
import { askFleets, FLEETS } from './fleets.ts';

export const clustersetPart: Part = {
  name: 'Clusterset',
  about: 'Multi-cluster Services: what is predicted beside what an importer makes that knows nothing of the predictor.',
  cases: FLEETS,
  findClient: () => Promise.resolve({ version: 'Rangelight' }),
  run: askFleets,
};
