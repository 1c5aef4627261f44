// From what a request says to what is stored, and from what is stored to what an answer shows.
import { invalid, required, staleFingerprint } from './errors.ts';
import { canonicalJson, fingerprintOf } from './fingerprints.ts';
import { mergePatch, withoutEmpty, withoutEmptyCollections } from './merge-patch.ts';
import { canonicalReferences, linkTo, mapReferences, referencesIn, type Scope } from './references.ts';
import type { Body, Kind, Surroundings } from './resources/kind.ts';
import type { Stored } from './store.ts';
import { checkReferences } from './usage.ts';
import type { ComputeResource } from './view.ts';

/** What the server says of every resource, whatever a request says. */
const ENVELOPE: ReadonlySet<string> = new Set(['id', 'kind', 'creationTimestamp', 'selfLink', 'fingerprint']);
/** Fields of the content that other verbs change, and that leave the fingerprint as it is. */
const APART: ReadonlySet<string> = new Set([...ENVELOPE, 'labels', 'labelFingerprint']);
const COMMON_LINKS = ['selfLink', 'zone', 'region'];
const NAME = /^(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)$/;

export interface Place {
  readonly kind: Kind;
  readonly path: string;
  readonly scope: Scope;
}

export interface Identity {
  readonly id: string;
  readonly creationTimestamp: string;
}

/** What an insert will store. Throws for anything that the server would refuse about the body itself. */
export function inserted(place: Place, request: Body, identity: Identity, around: Surroundings): Stored {
  const body = settled(place, without(request, ENVELOPE), undefined, around);
  return stored(place, body, identity, []);
}

/** What a PATCH will store: the request merged into what is there. */
export function patched(place: Place, request: Body, current: Stored, around: Surroundings): Stored {
  checkFingerprint(place.kind, request, current);
  place.kind.checkPatch?.(request, current);
  const ignored = new Set([...ENVELOPE, ...place.kind.outputOnly]);
  return replaced(place, mergePatch(current.body, without(request, ignored)), current, around);
}

/** What a PUT will store: the request, with what only the server writes kept. */
export function updated(place: Place, request: Body, current: Stored, around: Surroundings): Stored {
  checkFingerprint(place.kind, request, current);
  const kept = [...place.kind.outputOnly, ...place.kind.immutable, 'name'];
  const old = Object.fromEntries(kept.flatMap((key) => (key in current.body ? [[key, current.body[key]]] : [])));
  const ignored = new Set([...ENVELOPE, ...place.kind.outputOnly]);
  return replaced(place, { ...old, ...without(request, ignored) }, current, around);
}

function replaced(place: Place, next: Body, current: Stored, around: Surroundings): Stored {
  const body = settled(place, without(next, ENVELOPE), current, around);
  for (const field of ['name', ...place.kind.immutable]) {
    if (canonicalJson(body[field]) !== canonicalJson(current.body[field])) {
      throw invalid(`resource.${field}`, body[field], 'The field cannot be changed.');
    }
  }
  const { id, creationTimestamp } = current.body as unknown as Identity;
  return stored(place, body, { id, creationTimestamp }, current.endpoints);
}

/** Canonical, completed and checked. */
function settled({ kind, path, scope }: Place, request: Body, current: Stored | undefined, around: Surroundings): Body {
  const ignored = current === undefined ? new Set(kind.outputOnly) : new Set<string>();
  const input = withoutEmpty(without(request, ignored)) as Body;
  checkName(input.name);
  const canonical = canonicalReferences(input, kind.references, around.project);
  const body = kind.defaults({ path, scope, current, body: canonical }, around);
  const known = current?.references ?? [];
  checkReferences(body, kind.references, known, around);
  kind.validate({ path, scope, body, current }, around);
  return body;
}

function checkName(name: unknown): void {
  if (name === undefined || name === '') throw required('resource.name');
  if (typeof name === 'string' && NAME.test(name)) return;
  throw invalid('resource.name', name, `Must be a match of regex '${NAME.source.slice(1, -1)}'`);
}

function checkFingerprint(kind: Kind, request: Body, current: Stored): void {
  if (kind.fingerprint === false) return;
  const { fingerprint } = request;
  if (fingerprint === undefined || fingerprint === null || fingerprint === '') {
    if (kind.fingerprint === 'optional') return;
    throw required('resource.fingerprint');
  }
  if (fingerprint !== current.body.fingerprint) throw staleFingerprint();
}

function stored(place: Place, body: Body, identity: Identity, endpoints: Stored['endpoints']): Stored {
  const { kind, path, scope } = place;
  const zone = scope.type === 'zone' ? { zone: path.split('/').slice(0, 4).join('/') } : {};
  const own = { kind: `compute#${kind.singular}`, ...identity, ...body, name: String(body.name), ...zone };
  return sealed(kind, { path, endpoints, body: { ...own, selfLink: path } });
}

/** With what follows from its content: its references, and its fingerprint if the kind has one. */
export function sealed(kind: Kind, { path, body, endpoints }: Omit<Stored, 'references'>): Stored {
  const references = referencesIn(body, kind.references);
  if (kind.fingerprint === false) return { path, body, endpoints, references };
  return { path, endpoints, references, body: { ...body, fingerprint: fingerprintOf(without(body, APART)) } };
}

function without(body: Body, keys: ReadonlySet<string>): Body {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !keys.has(key)));
}

function bodyOf(kind: Kind, of: Stored, around: Surroundings): ComputeResource {
  const body = withoutEmptyCollections(kind.read?.(of, around) ?? of.body);
  return kind.writeOnly === undefined ? body : (without(body, new Set(kind.writeOnly)) as ComputeResource);
}

/** As GET answers it. */
function shown(kind: Kind, of: Stored, around: Surroundings): ComputeResource {
  const keys = new Set([...Object.keys(kind.references), ...kind.links, ...COMMON_LINKS]);
  return mapReferences(bodyOf(kind, of, around), keys, (value) =>
    value === '' ? value : linkTo(value),
  ) as ComputeResource;
}

export type Show = (kind: Kind, of: Stored) => ComputeResource;

/** `shown`, once for each state of a resource. */
export const createShow = (around: Surroundings): Show => oncePerState(shown, around);

/** As GET answers it, references canonical; once for each state of a resource. */
export const createBodyOf = (around: Surroundings): Show => oncePerState(bodyOf, around);

/** Resources are asked for far more often than anything in them changes. */
function oncePerState(
  make: (kind: Kind, of: Stored, around: Surroundings) => ComputeResource,
  around: Surroundings,
): Show {
  const known = new WeakMap<Stored, ComputeResource>();
  return (kind, of) => {
    // What a kind reads from other resources changes without it.
    if (kind.read !== undefined) return make(kind, of, around);
    const before = known.get(of);
    if (before !== undefined) return before;
    const resource = make(kind, of, around);
    known.set(of, resource);
    return resource;
  };
}
