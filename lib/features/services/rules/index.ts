// How exports move: the door for whoever plans and carries out plans. In: changes of one unit. Out: gates, and what is
// wanted beside what stands.
import { isClusterRef } from '../../../model/index.ts';
import type { FeatureRules, KindRules } from '../../../plan/index.ts';
import { clustersetName } from '../clusterset-name.ts';
import { serviceExport } from '../kinds/service-export.ts';
import { managedService } from '../../common/managed-service.ts';
import { lastExportGates } from './last-export.ts';
import { serviceGates } from './service-goes.ts';
import { inStandingGroups } from './standing-group.ts';

/** A name dies with its last export, whichever that is: all of them are judged as one. */
const ofExport: KindRules = { together: ({ ref }) => (isClusterRef(ref) ? clustersetName(ref) : ref.name) };

export const SERVICES_RULES: FeatureRules = {
  // Its pods are called through imports of other clusters too.
  kinds: { [serviceExport.id]: ofExport, [managedService.id]: { usedElsewhere: true } },
  gates: (changes, around) => [...lastExportGates(changes, around), ...serviceGates(changes)],
  settle: inStandingGroups,
};
