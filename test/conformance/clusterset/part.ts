// Part: multi-cluster Services, as they are predicted, as the emulated importer makes them, and as real clusters answer
// them.
import type { Part } from '../report.ts';
import { askFleets, FLEETS } from './fleets.ts';
import { askReal, REAL } from './real.ts';

/** @param record whether what real clusters answer is kept for `npm test`. */
export const clustersetPart = (record: boolean): Part => ({
  name: 'Clusterset',
  about:
    'Multi-cluster Services: what is predicted beside what an importer makes that knows nothing of the predictor, and beside what CoreDNS and ' +
    'kube-proxy of real clusters make of that, which `npm run peers -- build` makes or KUBEBUILDER_ASSETS and TEST_ASSET_MCS_API name.',
  cases: [...REAL, ...FLEETS],
  findClient: () => Promise.resolve({ version: 'Rangelight' }),
  run: async () => [...(await askReal(record)), ...(await askFleets())],
});
