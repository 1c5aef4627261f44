// Git, the primary and the backup, object by object: three sides of each field that Git says. What a server fills in
// and what others keep beside it in labels and annotations is no difference. Pure.
import {
  canonicalJson,
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  objectAt,
  objectsAt,
  textAt,
} from '../../core/index.ts';
import {
  ABOUT_ANNOTATION,
  type ClusterLink,
  type ClusterRef,
  type DesiredResource,
  FIELD_MANAGER,
  isClusterRef,
  isConfigCopy,
  type Kinds,
  MANAGED_BY,
  type ObservedState,
  OWNER_ANNOTATION,
} from '../../model/index.ts';

export interface ParityField {
  /** `spec.template.spec.rules[0].host`. */
  readonly path: string;
  /** Undefined: not said there; of a side that lacks the object, or is not known, too. */
  readonly git: Json | undefined;
  readonly primary: Json | undefined;
  readonly backup: Json | undefined;
}

export interface ParitySide {
  readonly state: 'as-git' | 'differs' | 'absent' | 'unknown';
  /** Who else holds fields of its spec. */
  readonly managers: readonly string[];
}

export interface ParityObject {
  /** `MultiClusterIngress blue/foobar`. */
  readonly object: string;
  readonly inGit: boolean;
  readonly primary: ParitySide;
  readonly backup: ParitySide;
  /** Where not all sides that have it say the same. */
  readonly fields: readonly ParityField[];
}

/** Sorted. @param wanted what a commit asks for: copies for both config clusters. */
export function parityOf(
  kinds: Kinds,
  { primary, backup }: { readonly primary: ClusterLink; readonly backup: ClusterLink },
  wanted: readonly DesiredResource[],
  observed: ObservedState,
): readonly ParityObject[] {
  const inGit = new Map<string, JsonObject>();
  for (const { ref, body } of wanted) if (isCopy(kinds, ref)) inGit.set(nameOf(kinds, ref), body);
  const standing = new Map<string, Map<ClusterLink, JsonObject>>();
  for (const { ref, body } of observed.resources.values()) {
    if (!isCopy(kinds, ref) || (ref.cluster !== primary && ref.cluster !== backup)) continue;
    const name = nameOf(kinds, ref);
    standing.set(name, (standing.get(name) ?? new Map<ClusterLink, JsonObject>()).set(ref.cluster, body));
  }
  const unknown = new Set(observed.unknown.flatMap((part) => (part.part === 'cluster' ? [part.cluster] : [])));
  return [...new Set([...inGit.keys(), ...standing.keys()])].sort().map((object) => {
    const git = inGit.get(object);
    const bodies = [primary, backup].map((link) => standing.get(object)?.get(link));
    const fields = fieldsOf(git, bodies[0], bodies[1]);
    const side = (at: 0 | 1): ParitySide => {
      const body = bodies[at];
      const link = at === 0 ? primary : backup;
      if (body === undefined) return { state: unknown.has(link) ? 'unknown' : 'absent', managers: [] };
      const isSame = git !== undefined && fields.every((one) => same(one.git, at === 0 ? one.primary : one.backup));
      return { state: isSame ? 'as-git' : 'differs', managers: managersOf(body) };
    };
    return { object, inGit: git !== undefined, primary: side(0), backup: side(1), fields };
  });
}

function isCopy(kinds: Kinds, ref: DesiredResource['ref']): ref is ClusterRef {
  return isClusterRef(ref) && isConfigCopy(kinds, ref);
}

function nameOf(kinds: Kinds, { kind, namespace = '', name }: ClusterRef): string {
  return `${kinds.ofCluster(kind).api.kind} ${namespace}/${name}`;
}

/** Of sides that lack the object nothing is told field by field. */
function fieldsOf(
  git: JsonObject | undefined,
  primary: JsonObject | undefined,
  backup: JsonObject | undefined,
): readonly ParityField[] {
  const said = git === undefined ? undefined : leaves(git);
  const [first, second] = [primary, backup].map((body) => (body === undefined ? undefined : leaves(body)));
  const paths = new Set([said, first, second].flatMap((one) => [...(one?.keys() ?? [])]));
  return [...paths].sort().flatMap((path): readonly ParityField[] => {
    // Labels and annotations that Git does not say are others'.
    if (git !== undefined && path.startsWith('metadata.') && !said?.has(path)) return [];
    const field = { path, git: said?.get(path), primary: first?.get(path), backup: second?.get(path) };
    const sides = [
      ...(said === undefined ? [] : [field.git]),
      ...(first === undefined ? [] : [field.primary]),
      ...(second === undefined ? [] : [field.backup]),
    ];
    return sides.every((one) => same(one, sides[0])) ? [] : [field];
  });
}

const OUR_LABELS: ReadonlySet<string> = new Set(Object.keys(MANAGED_BY));
const OUR_ANNOTATIONS: ReadonlySet<string> = new Set([ABOUT_ANNOTATION, OWNER_ANNOTATION]);
/** Written by kubectl apply, and by the hosted controller. */
const OF_TOOLS: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'networking.gke.io/last-reconcile-time',
]);

/** Every value that people say, by path; without our marks. */
function leaves(body: JsonObject): ReadonlyMap<string, Json> {
  const found = new Map<string, Json>();
  const walk = (value: Json | undefined, path: string): void => {
    if (value === undefined || value === null) return;
    const items = isJsonList(value) ? value.map((one, at) => [`[${at}]`, one] as const) : undefined;
    const members = isJsonObject(value)
      ? Object.entries(value).map(([name, one]) => [`.${name}`, one] as const)
      : undefined;
    const parts = items ?? members;
    if (parts === undefined) found.set(path, value);
    else for (const [name, one] of withoutDefaults(value, parts)) walk(one, path + name);
  };
  walk(body['spec'], 'spec');
  for (const [section, ours] of [
    ['labels', OUR_LABELS],
    ['annotations', OUR_ANNOTATIONS],
  ] as const) {
    for (const [name, value] of Object.entries(objectAt(body, 'metadata', section)))
      if (value !== undefined && !ours.has(name) && !OF_TOOLS.has(name))
        found.set(`metadata.${section}.${name}`, value);
  }
  return found;
}

/**
 * A port of a Service whose protocol or target is said as it would be without saying. Source: Kubernetes, ServicePort.
 */
function withoutDefaults<T>(value: Json, parts: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  const { port, targetPort, protocol } = isJsonObject(value) ? value : {};
  if (typeof port !== 'number') return parts;
  return parts.filter(
    ([name]) => !(name === '.protocol' && protocol === 'TCP') && !(name === '.targetPort' && targetPort === port),
  );
}

/** Source: Kubernetes, "Server-Side Apply", managedFields. */
function managersOf(body: JsonObject): readonly string[] {
  const entries = objectsAt(body, 'metadata', 'managedFields').filter(
    (entry) => Object.keys(objectAt(entry, 'fieldsV1', 'f:spec')).length > 0,
  );
  const names = entries.flatMap((entry) => textAt(entry, 'manager') ?? []);
  return [...new Set(names)].filter((name) => name !== FIELD_MANAGER).sort();
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return canonicalJson(one ?? null) === canonicalJson(other ?? null);
}
