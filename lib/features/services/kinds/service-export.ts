// A ServiceExport in a member cluster. Re-creating one would take its age, which decides conflicts, so that it is only
// ever applied in place. Exports of others are read too: they are left alone, and they keep a name alive.
import type { ClusterKindDefinition } from '../../../model/index.ts';
import { GROUPS, SECTION } from '../groups.ts';

const [first, ...others] = GROUPS;

export const serviceExport = {
  id: 'serviceExport',
  title: 'ServiceExport',
  section: SECTION,
  api: {
    ...first,
    otherGroups: others,
    kind: 'ServiceExport',
    plural: 'serviceexports',
    scope: 'namespaced',
    custom: true,
  },
  observed: { where: 'members', which: 'all' },
  reportGroup: 'member-clusters',
  output: 'copies',
  phase: 'expand',
  impact: { change: 'none', shrink: 'none', remove: 'possible' },
  existing: 'owned',
  fields: {
    'metadata.labels': { policy: 'in-place', open: true },
    'metadata.annotations': { policy: 'in-place', open: true },
  },
} as const satisfies ClusterKindDefinition;
