// The heart of every plan and drift report: for each resource of a unit, what stands between desired and observed.
import { canonicalJson, type Diagnostic, diagnostic, type JsonObject, oncePer, sortedEntries } from '../core/index.ts';
import {
  type AppliedState,
  besideOf,
  derivedMark,
  type DesiredResource,
  type DesiredState,
  isAspect,
  isClusterRef,
  isComputeRef,
  isMarked,
  isUnknown,
  keyText,
  type Kinds,
  names,
  notOursBecause,
  type ObservedResource,
  type ObservedState,
  referencesIn,
  type RefKey,
  refKey,
  refOfPath,
  type ResourceRef,
  takenOverBy,
  wholeOf,
  withoutOverrides,
  withRemembered,
} from '../model/index.ts';
import type { Cause, Change, ChangeKind } from './change.ts';
import { ownedPart } from './owned-part.ts';
import { manifestsChanged } from './cause.ts';
import { diffFields } from './field-diff.ts';
import { type GivenValues, givenValues, knownChanges, withGivenReferences } from './given-values.ts';
import { heldByOthers } from './held-by-others.ts';
import { impactOf } from './impact.ts';
import { reasonOf } from './reason.ts';
import { successorsOf } from './successors.ts';

export interface DiffInput {
  readonly kinds: Kinds;
  readonly desired: DesiredState;
  readonly applied: AppliedState | undefined;
  readonly observed: ObservedState;
  /** Take over unmarked objects of the same name in config clusters. */
  readonly takeover: boolean;
  /** Why desired and applied differ where manifests changed: a merge; never so in a sweep, which compares with it. */
  readonly pendingCause: 'pending' | 'fact';
}

export interface Diff {
  /** Sorted by key; nothing of kind `none`. */
  readonly changes: readonly Change[];
  /** Keys whose state is unknown, sorted: not judged, not touched. */
  readonly unknown: readonly RefKey[];
  /** Keys of what is wanted and somebody else's, sorted. */
  readonly foreign: readonly RefKey[];
  readonly diagnostics: readonly Diagnostic[];
}

export function diff(input: DiffInput): Diff {
  const { kinds, desired, applied, observed } = input;
  const wanted = new Map(desired.resources.map((resource) => [refKey(resource.ref), resource]));
  const given = givenValues(kinds, observed);
  const changes: Change[] = [];
  const unknown: RefKey[] = [];
  const foreign: RefKey[] = [];
  const { refs, copied } = candidates(input, wanted);
  const diagnostics: Diagnostic[] = copied.map((key) => copiedMark(key, desired.unit));
  const isChanged = manifestsChanged(kinds, desired.resources, applied);
  for (const [key, ref] of refs) {
    if (isUnknown(observed, ref)) {
      unknown.push(key);
      continue;
    }
    const [want, last] = [wanted.get(key), applied?.resources[key]];
    const seen = withoutOverrides(kinds, withRemembered(kinds, observed.resources.get(key), last?.body), want, last);
    const judged = judge({
      kinds,
      key,
      ref,
      want,
      seen,
      last,
      takeover: input.takeover,
      pendingCause: isChanged(want ?? last ?? { owners: [] }) ? input.pendingCause : 'fact',
      given,
      isForeignAspect: isForeignAspect(input, ref),
      successors: want === undefined ? successorsOf(kinds, ref, wanted) : [],
    });
    if (judged === undefined) continue;
    if (!('code' in judged)) changes.push(judged);
    else {
      foreign.push(key);
      diagnostics.push(judged);
    }
  }
  return { changes, unknown, foreign, diagnostics };
}

interface Candidates {
  /** Sorted by key. */
  readonly refs: readonly (readonly [RefKey, ResourceRef])[];
  /** Marked as this unit's under a name that we do not give: somebody copied the mark. Sorted. */
  readonly copied: readonly RefKey[];
}

/** Wanted, once written, or marked as this unit's under a name that we give: everything that the unit has a say in. */
function candidates(input: DiffInput, wanted: ReadonlyMap<RefKey, DesiredResource>): Candidates {
  const copied: RefKey[] = [];
  const refs = new Map<RefKey, ResourceRef>();
  for (const [key, resource] of wanted) refs.set(key, resource.ref);
  for (const [key, resource] of Object.entries(input.applied?.resources ?? {})) refs.set(key, resource.ref);
  for (const [key, seen] of markedIn(input.observed).get(input.desired.unit) ?? []) {
    if (refs.has(key)) continue;
    if (isNamedAsOurs(input.kinds, seen.ref)) refs.set(key, seen.ref);
    else copied.push(key);
  }
  return { refs: sortedEntries(refs), copied: copied.sort() };
}

/** What is ours, by the unit in its mark. */
export const markedIn = oncePer(({ resources }: ObservedState) =>
  Map.groupBy(
    [...resources].filter(([, seen]) => seen.ours),
    ([, seen]) => derivedMark(seen.body)?.unit,
  ),
);

function copiedMark(key: RefKey, unit: string): Diagnostic {
  return diagnostic(
    'mark-copied',
    `${keyText(key)} carries the mark of ${unit} under a name that Rangelight does not give`,
  );
}

/** Objects in clusters have the names that people give them. */
function isNamedAsOurs(kinds: Kinds, ref: ResourceRef): boolean {
  return !isComputeRef(ref) || names.isNameOf(kinds.of(ref.kind), ref.name);
}

interface Case {
  readonly kinds: Kinds;
  readonly key: RefKey;
  readonly ref: ResourceRef;
  readonly want: DesiredResource | undefined;
  readonly seen: ObservedResource | undefined;
  readonly last: DesiredResource | undefined;
  readonly takeover: boolean;
  readonly pendingCause: 'pending' | 'fact';
  readonly given: GivenValues;
  readonly isForeignAspect: boolean;
  readonly successors: readonly RefKey[];
}

/** An aspect of an object that is not ours, and that we may not take over, is not ours either. */
function isForeignAspect({ kinds, observed, takeover }: DiffInput, ref: ResourceRef): boolean {
  const whole = wholeOf(kinds, ref);
  const object = whole && observed.resources.get(refKey(whole));
  return object !== undefined && !object.ours && !(takeover && !isMarked(object.body));
}

function judge(c: Case): Change | Diagnostic | undefined {
  if (c.want === undefined) return judgeUnwanted(c);
  if (c.isForeignAspect) return undefined;
  const kind = c.kinds.of(c.ref.kind);
  if (c.seen === undefined) {
    const cause = c.last !== undefined && sameBody(c.last.body, c.want.body) ? 'drift' : c.pendingCause;
    return change(c, 'create', cause, []);
  }
  // What GKE makes is waited for, never written: once it is there, its fields are GKE's business.
  if (c.want.maker === 'gke') return undefined;
  if (!c.seen.ours && (kind.existing === 'shared' || c.want.standIn)) return undefined;
  if (c.want.standIn && isTakenOver(c.seen)) return change(c, 'abandon', 'fact', [], true);
  const foreign = !c.seen.ours && !isAspect(c.kinds, c.ref);
  const mayJoin = c.takeover || kind.existing === 'some-fields';
  if (foreign && (isComputeRef(c.ref) || !mayJoin || isMarked(c.seen.body))) {
    return diagnostic('not-ours', `${kind.title} ${keyText(c.key)} exists and ${notOursBecause(c.seen.body)}`);
  }
  const bodies = { desired: c.want.body, observed: c.seen.body, applied: c.last?.body };
  const fields = knownChanges(kind.fields, diffFields(kind.fields, bodies, c.given.valueOf), c.given);
  const held = kind.existing === 'some-fields' ? fields.flatMap((field) => heldByOthers(c.seen?.body, field)) : [];
  if (held.length > 0) return diagnostic('not-ours', `${kind.title} ${keyText(c.key)} exists and ${held.join(', ')}`);
  if (foreign) return change(c, 'adopt', c.pendingCause, fields);
  if (fields.length === 0) return undefined;
  const immutable = fields.some((field) => kind.fields[field.path.replace(/\[.*/, '')]?.policy === 'immutable');
  const drifted = c.last !== undefined && sameBody(c.last.body, c.want.body);
  return change(c, immutable ? 'replace' : 'update', drifted ? 'drift' : c.pendingCause, fields);
}

/**
 * What no manifest asks for any more: deleted if it carries our mark, else managed no more. What is somebody else's, or
 * has become so because another manager holds its spec, is let go. GKE removes its NEGs itself with their Service.
 */
function judgeUnwanted(c: Case): Change | undefined {
  if (c.seen === undefined) return undefined;
  if (isAspect(c.kinds, c.ref) || c.kinds.of(c.ref.kind).existing === 'shared') return undefined;
  if (c.last?.maker === 'gke' || !c.seen.ours) return change(c, 'abandon', c.pendingCause, []);
  const isTheirs = c.kinds.of(c.ref.kind).existing === 'some-fields' || isTakenOver(c.seen);
  if (!isTheirs) return change(c, 'delete', c.pendingCause, []);
  return change(c, 'abandon', c.pendingCause, [], true);
}

function isTakenOver({ ref, body }: ObservedResource): boolean {
  return isClusterRef(ref) && takenOverBy(body).length > 0;
}

function change(c: Case, kind: ChangeKind, cause: Cause, fields: Change['fields'], isReleased = false): Change {
  const { fields: table } = c.kinds.of(c.ref.kind);
  const seen = c.seen === undefined ? undefined : withGivenReferences(table, c.seen.body, c.given);
  // Of what was seen only our fields count.
  const body: JsonObject = c.want?.body ?? (seen === undefined ? {} : ownedPart(table, seen));
  const base = {
    key: c.key,
    ref: c.ref,
    kind,
    ...(isReleased ? { isReleased } : {}),
    cause,
    maker: c.want?.maker ?? c.last?.maker ?? 'rangelight',
    owners: c.want?.owners ?? c.last?.owners ?? [],
    needs: [
      ...new Set([
        ...(isComputeRef(c.ref) ? referencesIn(body).filter((key) => refOfPath(c.kinds, key) !== undefined) : []),
        ...(c.want?.dependsOn ?? c.last?.dependsOn ?? []),
        ...c.successors,
      ]),
    ].sort(),
    fields,
    impact: impactOf(c.kinds.of(c.ref.kind), kind, fields),
    ...besideOf(c.want ?? {}),
    ...(seen === undefined ? {} : { before: ownedPart(table, seen) }),
    ...(c.want === undefined ? {} : { after: c.want.body }),
  };
  return { ...base, why: reasonOf(table, base) };
}

function sameBody(a: JsonObject, b: JsonObject): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
