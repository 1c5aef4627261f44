// What is known of objects that not everybody may read: who writes one notes its metadata in a ConfigMap of its
// cluster, which the planner reads. Each note has a field manager of its own, so that nobody takes back another one's.
import { isJsonObject, type JsonObject, objectAt, parseJson, RangelightError } from '../../core/index.ts';
import {
  type ClusterKindDefinition,
  type ClusterLink,
  type ClusterRef,
  FIELD_MANAGER,
  type Kinds,
  MANAGED_BY,
  refInCluster,
} from '../../model/index.ts';
import type { ClusterObject, Clusters } from '../../ports/index.ts';
import { isCertainlyAbsent, isSuccess } from './answer.ts';
import { type Send, systemOf } from './connection.ts';
import { clusterFailure } from './failures.ts';
import { parseObject } from './listing.ts';
import { apiVersionOf } from './paths.ts';

export interface Noting {
  readonly kinds: Kinds;
  readonly sendTo: (cluster: ClusterLink) => Send;
  /** Whether objects that are noted may be got, so that what stands counts and not what was noted. */
  readonly looksAtNoted: boolean;
}

/** The port with kinds that are noted: written with a note, and listed by their notes. */
export function withNotes(clusters: Clusters, { kinds, sendTo, looksAtNoted }: Noting): Clusters {
  async function noteThat(ref: ClusterRef, metadata: JsonObject | undefined, signal: AbortSignal): Promise<void> {
    const notes = notesOf(kinds.ofCluster(ref.kind));
    if (notes !== undefined) await note(notes, ref.name, metadata, sendTo(ref.cluster), systemOf(ref.cluster), signal);
  }
  const noted =
    (write: Clusters['apply']): Clusters['apply'] =>
    async (ref, body, signal) => {
      const made = await write(ref, body, signal);
      await noteThat(ref, objectAt(made.body, 'metadata'), signal);
      return made;
    };
  return {
    ...clusters,
    async list(cluster, kind, labels, signal) {
      const definition = kinds.ofCluster(kind);
      const notes = notesOf(definition);
      if (notes === undefined) return clusters.list(cluster, kind, labels, signal);
      const known = await readNotes(notes, sendTo(cluster), systemOf(cluster), signal);
      const found = [...known].map(([name, metadata]): ClusterObject => {
        const ref = refInCluster(definition, cluster, name, notes.namespace);
        return { ref, body: { apiVersion: apiVersionOf(definition.api), kind: definition.api.kind, metadata } };
      });
      if (!looksAtNoted) return found;
      const there = await Promise.all(found.map(({ ref }) => clusters.get(ref, signal)));
      return there.filter((one) => one !== undefined);
    },
    apply: noted((...args) => clusters.apply(...args)),
    applyUnforced: noted((...args) => clusters.applyUnforced(...args)),
    // The note goes first: what stands without one is still known to the record of the run that takes it away.
    async remove(current, signal) {
      await noteThat(current.ref, undefined, signal);
      await clusters.remove(current, signal);
    },
    async release(current, signal) {
      await noteThat(current.ref, undefined, signal);
      await clusters.release(current, signal);
    },
  };
}

/** Where the notes of a kind stand; undefined for one whose objects are read. */
function notesOf({ observed }: ClusterKindDefinition): Notes | undefined {
  return observed?.as === 'noted' && typeof observed.which === 'object' ? observed.which : undefined;
}

interface Notes {
  readonly namespace: string;
  readonly name: string;
}

/** Name → metadata, sorted; one that says nothing of the kind is left out. */
async function readNotes(
  notes: Notes,
  send: Send,
  system: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, JsonObject>> {
  const answer = await send({ method: 'GET', path: pathOf(notes) }, signal);
  if (isCertainlyAbsent(answer, notes.name)) return new Map();
  if (!isSuccess(answer)) throw clusterFailure(answer, system);
  const found = Object.entries(objectAt(parseObject(answer.text), 'data')).flatMap(([name, text]) => {
    const metadata = typeof text === 'string' ? parseJson(text) : undefined;
    return isJsonObject(metadata) ? [[name, { ...metadata, name, namespace: notes.namespace }] as const] : [];
  });
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param metadata of the object as it stands; undefined for one that goes. */
async function note(
  notes: Notes,
  name: string,
  metadata: JsonObject | undefined,
  send: Send,
  system: string,
  signal: AbortSignal,
): Promise<void> {
  const { uid, resourceVersion, labels, annotations } = metadata ?? {};
  const said = Object.entries({ uid, resourceVersion, labels, annotations }).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams({ fieldManager: `${FIELD_MANAGER}-${name}`, force: 'true' });
  const body = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: notes.name, namespace: notes.namespace, labels: MANAGED_BY },
    ...(metadata === undefined ? {} : { data: { [name]: JSON.stringify(Object.fromEntries(said)) } }),
  };
  const contentType = 'application/apply-patch+yaml';
  const path = `${pathOf(notes)}?${query.toString()}`;
  const answer = await send({ method: 'PATCH', path, contentType, body }, signal);
  if (isSuccess(answer)) return;
  if (isCertainlyAbsent(answer, notes.namespace))
    throw new RangelightError('not-found', system, `there is no namespace ${notes.namespace}`);
  throw clusterFailure(answer, system);
}

function pathOf({ namespace, name }: Notes): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${encodeURIComponent(name)}`;
}
