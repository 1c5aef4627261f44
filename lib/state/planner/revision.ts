// What a commit means for a fleet: its plans with what surrounds them, what is wrong with it, and whether it may be
// applied.
import type { UnknownPart } from '../../model/index.ts';
import {
  type Backing,
  type ChangeCounts,
  type Edit,
  type FieldEdit,
  type Gate,
  type PlanEnvelope,
  type Revision,
  type RolledBack,
  type Withheld,
} from '../../plan/index.ts';
import { documentKind } from '../document/document.ts';
import {
  anyOf,
  body,
  count,
  digest,
  flag,
  json,
  listOf,
  literal,
  mapOf,
  name,
  nothing,
  object,
  oneOf,
  optional,
  text,
  yes,
  time,
} from '../document/shape.ts';
import { diagnosticShape, impact, occasion, sourceRef } from '../document/values.ts';
import { clusterKind, computeKind } from '../document/kind-schemas.ts';

const gate = object<Gate>({
  code: name,
  message: text,
  isFinal: optional(yes),
  key: optional(text),
  source: optional(sourceRef),
});

const unknownPart = anyOf(
  object<Extract<UnknownPart, { part: 'cluster' }>>({
    part: literal('cluster'),
    cluster: name,
    kinds: optional(listOf(clusterKind)),
    reason: text,
    refused: optional(yes),
  }),
  object<Extract<UnknownPart, { part: 'compute' }>>({
    part: literal('compute'),
    kind: computeKind,
    zone: optional(name),
    reason: text,
  }),
);

const fieldEdit = object<FieldEdit>({
  path: listOf(text),
  before: optional(json),
  after: optional(json),
  source: optional(sourceRef),
});

const edit = object<Edit>({
  object: name,
  kind: oneOf('new', 'changed', 'gone'),
  source: optional(sourceRef),
  fields: listOf(fieldEdit),
});

const counts = object<ChangeCounts>({
  create: count,
  update: count,
  replace: count,
  delete: count,
  adopt: count,
  abandon: count,
});

const envelope = object<PlanEnvelope>({
  unit: name,
  plan: anyOf(digest, nothing),
  desired: digest,
  meanwhile: optional(digest),
  counts,
  keptInUse: optional(yes),
  retiring: optional(listOf(name)),
  foreign: optional(listOf(name)),
  approvedBy: optional(text),
  overtaken: optional(object<NonNullable<PlanEnvelope['overtaken']>>({ plan: digest, by: text })),
  rolledBack: optional(
    object<RolledBack>({ commit: name, by: optional(name), now: optional(yes), to: name, reason: text, at: time }),
  ),
  edits: optional(listOf(edit)),
  backing: optional(mapOf(object<Backing>({ service: text, ready: mapOf(anyOf(count, nothing)) }))),
  impact,
  gates: listOf(gate),
  partial: flag,
  held: optional(listOf(text)),
  leftOut: optional(listOf(name)),
  unknown: listOf(unknownPart),
});

const withheld = object<Withheld>({
  why: oneOf('fork', 'no-right', 'new-fleet', 'head-lost', 'other-project'),
  author: optional(text),
});

/** Replaced when it is planned again. `occasion`: see `occasionName`. */
export const revisions = documentKind<Revision, [fleet: string, commit: string, occasion: string]>({
  name: 'revision',
  bucket: 'state',
  collection: 'revisions',
  writers: ['planner'],
  shape: object<Revision>({
    fleet: name,
    occasion,
    seq: optional(count),
    facts: text,
    policyUnknown: optional(yes),
    manual: optional(yes),
    verdict: oneOf('blocked', 'needs-approval', 'ready', 'nothing-to-do', 'observe-only', 'not-compared'),
    withheld: optional(withheld),
    diagnostics: listOf(diagnosticShape),
    sources: mapOf(sourceRef),
    fleetEdits: optional(listOf(fieldEdit)),
    configClusters: optional(object<NonNullable<Revision['configClusters']>>({ primary: name, backup: name })),
    outlook: optional(mapOf(body)),
    units: listOf(envelope),
  }),
  check: ({ fleet, occasion: { commit } }, [named, at]) =>
    fleet === named && commit === at ? undefined : `is of the fleet ${fleet} at ${commit}`,
});
