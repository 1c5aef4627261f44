// Kinds that no feature brings, and a small graph of them: one of Compute, one in members with a part that is written
// apart, one that is shared.
import type { JsonObject } from '../../../lib/core/index.ts';
import {
  type ClusterKindDefinition,
  type ComputeKindDefinition,
  type DesiredResource,
  kindsOf,
  MANAGED_BY,
  names,
  refInCluster,
  refInProject,
  refKey,
} from '../../../lib/model/index.ts';
import { looksOf, runsOf } from '../../../lib/live/index.ts';
import { createSchemaCheck, type ManifestKind, manifestKinds } from '../../../lib/manifest/index.ts';
import { rulesOf } from '../../../lib/plan/index.ts';
import type { Brought } from '../app/bare-rig.ts';
import { EU, MARK, PROJECT, resource, UNIT, US } from '../fleet-of-two.ts';

export const router: ComputeKindDefinition = {
  id: 'router',
  title: 'cloud router',
  api: { collection: 'routers', scope: 'global' },
  name: { code: 'rt' },
  quota: 'ROUTERS',
  reportGroup: 'network',
  reportPlace: 0,
  phase: 'expand',
  impact: { change: 'possible', shrink: 'possible', remove: 'certain' },
  existing: 'owned',
  fields: { network: { policy: 'immutable' }, asn: { policy: 'in-place', default: 64_512 } },
};

const widgets = { group: 'acme.example', versions: ['v1'], kind: 'Widget', plural: 'widgets' } as const;

export const widget: ClusterKindDefinition = {
  id: 'widget',
  title: 'Widget',
  api: { ...widgets, scope: 'namespaced', custom: true },
  observed: { where: 'members', which: 'marked' },
  reportGroup: 'member-clusters',
  output: 'services',
  phase: 'expand',
  impact: { change: 'none', shrink: 'none', remove: 'possible' },
  existing: 'owned',
  fields: { spec: { policy: 'in-place' } },
};

const schema = { type: 'object', properties: { spec: { type: 'object' } } };
/** As Git declares one. */
export const manifest: ManifestKind = {
  group: widget.api.group,
  versions: ['v1'],
  kind: 'Widget',
  schema,
  checkSchema: createSchemaCheck(schema),
  role: 'managed',
  stands: 'fleet',
  check: () => [],
};

const widgetStatus: ClusterKindDefinition = {
  ...widget,
  id: 'widgetStatus',
  title: 'status of the Widget',
  api: { ...widget.api, subresource: 'status' },
  aspectOf: 'widget',
  fields: { 'status.route': { policy: 'in-place' } },
};

const license: ClusterKindDefinition = {
  ...widget,
  id: 'license',
  title: 'license',
  api: { ...widgets, kind: 'License', plural: 'licenses', scope: 'cluster' },
  observed: { where: 'config', which: 'all' },
  reportGroup: 'config-clusters',
  existing: 'shared',
};

const { observed: _readWithItsObject, ...status } = widgetStatus;
export const kinds = kindsOf([router, widget, status, license]);

export const NAME = names.nameOf(router, [UNIT, 'one'], { unit: UNIT });
export const ROUTER = refInProject(router, PROJECT, NAME);
export const WIDGET = refInCluster(widget, EU, 'one', UNIT);
export const STATUS = refInCluster(status, EU, 'one', UNIT);
export const LICENSE = refInCluster(license, US, 'all');

export const inCluster = (body: JsonObject): JsonObject => ({
  metadata: { name: 'one', namespace: UNIT, labels: MANAGED_BY, annotations: { 'rangelight.dev/owner': MARK } },
  ...body,
});
export const madeOf = (
  ref: DesiredResource['ref'],
  body: JsonObject,
  needs: readonly DesiredResource['ref'][] = [],
) => ({
  ...resource(ref, {}, { dependsOn: needs.map(refKey) }),
  body,
});

export const wanted: readonly DesiredResource[] = [
  resource(ROUTER, { network: 'projects/my-project/global/networks/default' }),
  madeOf(WIDGET, inCluster({ spec: { router: NAME } }), [ROUTER]),
  madeOf(STATUS, { status: { route: NAME } }, [WIDGET]),
  madeOf(LICENSE, { metadata: { name: 'all' }, spec: { seats: 1 } }),
];

/** What a rig is made with: the kinds above, and nothing of any feature but what is handed in. */
export function brought(more: Partial<Brought> = {}): Brought {
  return {
    features: { kinds: manifestKinds([], {}), compilers: [] },
    rules: rulesOf(kinds, []),
    looks: looksOf([]),
    runs: runsOf(kinds, []),
    ...more,
  };
}
