// What servers before the newest say otherwise: the embedded one follows the newest (ADR 0052). A data table, by aspect
// of the answer. A row makes two answers comparable that differ in nothing but what it names.
import { APPLY, type Input, isList, isObject, type Json, type JsonObject } from './exchange.ts';

/** What two answers are compared in. */
export type Aspect = 'status' | 'reason' | 'causes' | 'message' | 'body' | 'owners' | 'warnings';

export interface VersionRow {
  readonly what: string;
  /** The minor versions that say so; without a first one, all before. */
  readonly from?: number;
  readonly until: number;
  readonly aspect: Aspect;
  /** Which requests meet it. */
  readonly meets: (input: Input) => boolean;
  /** The aspect without what the row is about. */
  readonly without: (value: Json) => Json;
  /** True: from then on the two servers hold different objects. */
  readonly leavesTrace?: true;
}

const DEPRECATIONS = / is deprecated and may no longer be implemented| is deprecated; use | endpoints are deprecated$/u;
/** With what a missing member keeps rules from, and an invalid one does not. */
const OF_OWNERS =
  /^"FieldValue(?:Required|Invalid)" "metadata\.ownerReferences(?:\[\d+\])?\.(?:uid|apiVersion)"$|"<nil>"$/u;

const VERSION_ROWS: readonly VersionRow[] = [
  {
    what: 'missing members of owner references are called invalid, by the name of the list',
    until: 36,
    aspect: 'causes',
    meets: () => true,
    without: but(OF_OWNERS),
  },
  {
    what: 'that rules could not be checked is told of less',
    until: 34,
    aspect: 'causes',
    meets: isOfDefinition,
    without: but(/"<nil>"$/u),
  },
  {
    what: 'deprecated fields of Services and types of EndpointSlices bring no warning',
    until: 35,
    aspect: 'warnings',
    meets: () => true,
    without: but(DEPRECATIONS),
  },
  {
    what: 'metadata sent to the /status of a custom kind is written down as owned, and what was not sent as given up',
    until: 35,
    aspect: 'owners',
    meets: (input) => isOfDefinition(input) && /\/status(?:\?|$)/u.test(input.path),
    without: withoutMetadata,
    leavesTrace: true,
  },
  {
    what: 'the name of a Service begins with a letter',
    until: 36,
    aspect: 'status',
    meets: ({ path, body }) => /\/services(?:\?|$)/u.test(path) && /^\d/u.test(nameIn(body)),
    without: () => null,
    leavesTrace: true,
  },
  {
    what: 'a Service without a name is an internal error',
    until: 34,
    aspect: 'status',
    meets: ({ path, body }) => /\/services(?:\?|$)/u.test(path) && nameIn(body) === '',
    without: () => null,
  },
  ...(['status', 'causes', 'body'] as const).map((aspect) => ({
    what: 'an applied mapping that lost its last member stays as {}, and is not refused',
    from: 36,
    until: 36,
    aspect,
    meets: (input: Input): boolean => input.type === APPLY && isOfDefinition(input),
    without: withoutEmptied(aspect),
    leavesTrace: true as const,
  })),
  {
    what: "the list of owner references that lost its last one by an apply is nobody's any more",
    from: 36,
    until: 36,
    aspect: 'owners',
    meets: ({ type }) => type === APPLY,
    without: withoutOwnerReferences,
    leavesTrace: true,
  },
];

/** What a server of this version says otherwise about such a request. @param version e.g. `v1.35.4` */
export function rowsFor(version: string, input: Input): readonly VersionRow[] {
  const minor = minorOf(version);
  return VERSION_ROWS.filter(({ from = 0, until, meets }) => from <= minor && minor <= until && meets(input));
}

/** `v1.35.4` → 35. */
export function minorOf(version: string): number {
  return Number(/^v1\.(\d+)\./u.exec(version)?.[1] ?? Number.POSITIVE_INFINITY);
}

/** All but what Kubernetes itself serves from Go structs. */
function isOfDefinition({ path }: Input): boolean {
  return !/^\/api\/|^\/apis\/(?:apps|discovery\.k8s\.io|apiextensions\.k8s\.io)\//u.test(path);
}

function nameIn(body: Input['body']): string {
  const { name } = isObject(body) && isObject(body.metadata) ? body.metadata : {};
  return typeof name === 'string' ? name : '?';
}

function but(pattern: RegExp): (value: Json) => Json {
  return (value) => (isList(value) ? value.filter((one) => typeof one !== 'string' || !pattern.test(one)) : value);
}

/** Owners without their parts of the metadata, and without those that have nothing else. */
function withoutMetadata(owners: Json): Json {
  return owning(owners, ({ 'f:metadata': _metadata, ...fields }) => fields);
}

function withoutOwnerReferences(owners: Json): Json {
  return owning(owners, ({ 'f:metadata': metadata, ...fields }) => {
    const { 'f:ownerReferences': _references, ...kept } = isObject(metadata) ? metadata : {};
    return Object.keys(kept).length > 0 ? { ...fields, 'f:metadata': kept } : fields;
  });
}

/** Owners with what is left of their fields, and without those that have nothing left. */
function owning(owners: Json, left: (fields: JsonObject) => JsonObject): Json {
  return (isList(owners) ? owners.filter(isObject) : []).flatMap((owner) => {
    const fieldsV1 = left(isObject(owner.fieldsV1) ? owner.fieldsV1 : {});
    return Object.keys(fieldsV1).length > 0 ? [{ ...owner, fieldsV1 }] : [];
  });
}

/**
 * Refused is one with taken; of what is refused on both sides other faults are told; what is empty is one with what is
 * not there.
 */
function withoutEmptied(aspect: 'status' | 'causes' | 'body'): (value: Json) => Json {
  switch (aspect) {
    case 'status':
      return (value) => (value === 200 || value === 201 || value === 422 ? 'emptied' : value);
    case 'causes':
      return () => [];
    case 'body':
      return (value) => withoutEmpties(value) ?? null;
  }
}

function withoutEmpties(value: Json): Json | undefined {
  if (value === null) return undefined;
  if (isList(value)) return value.map((item) => withoutEmpties(item) ?? null);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, member]) => {
    const left = member === undefined ? undefined : withoutEmpties(member);
    return left === undefined ? [] : [[key, left] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
