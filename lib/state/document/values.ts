// Shapes of values that several documents hold.
import type { Diagnostic, Failure, Severity, SourceRef } from '../../core/index.ts';
import { FAILURE_CODES } from '../../core/index.ts';
import type { Change, FieldChange } from '../../diff/index.ts';
import type { Fleet, FleetCluster, Policy } from '../../fleet/index.ts';
import type {
  ClusterRef,
  ComputeRef,
  DesiredResource,
  EndpointSource,
  SecretSource,
  PrivatePart,
} from '../../model/index.ts';
import type { Occasion } from '../../plan/index.ts';
import {
  anyOf,
  body,
  count,
  flag,
  json,
  listOf,
  literal,
  mapOf,
  name,
  object,
  oneOf,
  optional,
  text,
  yes,
} from './shape.ts';
import { clusterKind, computeKind, ofOneKind } from './kind-schemas.ts';

export const sourceRef = object<SourceRef>({ file: text, line: count, column: count, template: optional(text) });

const severity = oneOf<Severity>('error', 'warning', 'info');

export const diagnosticShape = object<Diagnostic>({
  code: name,
  severity,
  message: text,
  hint: optional(text),
  source: optional(sourceRef),
});

export const failure = object<Failure>({ code: oneOf(...FAILURE_CODES), system: text, message: text });

export const policy = object<Policy>({
  apply: oneOf('never', 'manual', 'merge'),
  drift: oneOf('report', 'heal'),
  keepHandMadeHours: optional(count),
  maxDeletes: count,
  maxCapacityLoss: optional(count),
  takeover: flag,
  namespaces: optional(mapOf(listOf(text))),
});

const fleetCluster = object<FleetCluster>({
  link: name,
  membership: name,
  membershipLocation: name,
  negs: oneOf('gke', 'worker'),
  endpointsMaxAgeSeconds: optional(count),
  source: sourceRef,
});

export const fleet = object<Fleet>({
  name,
  folder: text,
  project: name,
  fleetProject: name,
  network: name,
  primary: name,
  backup: name,
  clusters: listOf(fleetCluster),
  clusterFolders: optional(text),
  manifests: listOf(text),
  namespaces: optional(mapOf(text)),
  controller: oneOf('rangelight', 'gke'),
  features: optional(mapOf(body)),
  policy,
  source: sourceRef,
  sources: optional(mapOf(sourceRef)),
  nameSource: sourceRef,
});

/** `owner/name`. */
export const repository = { schema: { type: 'string', pattern: '^[^/\\s]+/[^/\\s]+$' } } as typeof text;

export const occasion = anyOf(
  object<Extract<Occasion, { type: 'head' }>>({ type: literal('head'), repository, commit: name }),
  object<Extract<Occasion, { type: 'merge-group' }>>({
    type: literal('merge-group'),
    repository,
    commit: name,
    base: name,
    ref: name,
  }),
  object<Extract<Occasion, { type: 'pull-request' }>>({
    type: literal('pull-request'),
    repository,
    commit: name,
    number: count,
    base: name,
  }),
);

const resourceRef = anyOf(
  ofOneKind(
    object<ComputeRef>({ kind: computeKind, collection: name, project: name, zone: optional(name), name }),
    'computeRef',
  ),
  ofOneKind(
    object<ClusterRef>({
      kind: clusterKind,
      group: text,
      plural: name,
      subresource: optional(literal('status')),
      cluster: name,
      namespace: optional(name),
      name,
    }),
    'clusterRef',
  ),
);

const endpointSource = object<EndpointSource>({ cluster: name, namespace: name, service: name, port: text });
const secretSource = object<SecretSource>({
  clusters: listOf(name),
  namespace: name,
  name,
  fingerprint: optional(text),
  use: optional(name),
  around: optional(mapOf(text)),
});
const privatePart = object<PrivatePart>({ name, secret: secretSource });
const maker = oneOf('rangelight', 'gke');

export const desiredResource = object<DesiredResource>({
  ref: resourceRef,
  body,
  maker,
  owners: listOf(text),
  dependsOn: listOf(text),
  endpoints: optional(endpointSource),
  secret: optional(secretSource),
  privateParts: optional(listOf(privatePart)),
  standIn: optional(yes),
});

const fieldChange = object<FieldChange>({
  path: text,
  before: optional(json),
  after: optional(json),
  effect: oneOf('grow', 'shrink', 'change'),
});

export const impact = oneOf('none', 'possible', 'certain');

export const change = object<Change>({
  key: name,
  ref: resourceRef,
  kind: oneOf('create', 'update', 'replace', 'delete', 'adopt', 'abandon', 'none'),
  isReleased: optional(yes),
  cause: oneOf('pending', 'drift', 'fact'),
  maker,
  owners: listOf(text),
  needs: listOf(text),
  fields: listOf(fieldChange),
  endpoints: optional(endpointSource),
  secret: optional(secretSource),
  privateParts: optional(listOf(privatePart)),
  standIn: optional(yes),
  impact,
  why: text,
  before: optional(body),
  after: optional(body),
});
