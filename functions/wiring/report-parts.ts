// What the features that are built in tell in reports.
import { ingressPart } from '../../lib/features/ingress/report/index.ts';
import { meshPart } from '../../lib/features/mesh/report/index.ts';
import { servicesPart } from '../../lib/features/services/report/index.ts';
import { configParityPart, type Telling } from '../../lib/report/index.ts';
import { CODES } from './codes.ts';
import { KINDS } from './kinds.ts';

export const TELLING: Telling = {
  kinds: KINDS,
  codes: CODES,
  parts: [ingressPart, servicesPart, meshPart, configParityPart],
};
