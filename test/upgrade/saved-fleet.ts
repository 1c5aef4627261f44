// A fleet as files: its documents as texts, what stands in Compute and in the clusters, and what is under way. What a
// version of Rangelight left behind, for another one to go on with.
import { KINDS } from '../../functions/wiring/kinds.ts';
import type { JsonObject } from '../../lib/core/index.ts';
import { type ClusterRef, refOfPath } from '../../lib/model/index.ts';
import type { Endpoint, TaskMessage } from '../../lib/ports/index.ts';
import { DOCUMENTS, withKindsInlined } from '../../lib/state/index.ts';
import { EU, US } from '../unit/fleet-of-two.ts';
import { NEVER, type Rig } from '../unit/app/rig.ts';

const BUCKETS = ['state', 'release', 'audit'] as const;

export interface SavedFleet {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Bucket → key → text. */
  readonly documents: Readonly<Record<(typeof BUCKETS)[number], Readonly<Record<string, string>>>>;
  /** By canonical path. */
  readonly compute: Readonly<Record<string, { readonly body: JsonObject; readonly endpoints: readonly Endpoint[] }>>;
  readonly clusters: readonly { readonly ref: ClusterRef; readonly body: JsonObject }[];
  /** That were published and not settled. */
  readonly tasks: readonly TaskMessage[];
  readonly files: Readonly<Record<string, string>>;
  /** What that version takes for a document, by collection: a JSON schema. */
  readonly schemas: Readonly<Record<string, object>>;
}

/** @param files of the head. */
export async function save(
  rig: Rig,
  tasks: readonly TaskMessage[],
  files: Readonly<Record<string, string>>,
): Promise<SavedFleet> {
  const compute: Record<string, SavedFleet['compute'][string]> = {};
  for (const path of rig.compute.keys()) {
    const [ref, body] = [refOfPath(KINDS, path), rig.compute.body(path)];
    if (ref === undefined || body === undefined) continue;
    const endpoints = ref.collection === 'networkEndpointGroups' ? await rig.compute.endpoints(ref, NEVER) : [];
    compute[path] = { body, endpoints };
  }
  const clusters: SavedFleet['clusters'][number][] = [];
  for (const cluster of [EU, US])
    for (const { id } of KINDS.cluster)
      for (const { ref, body } of await rig.clusters.list(cluster, id, {}, NEVER)) clusters.push({ ref, body });
  const textsOf = (bucket: (typeof BUCKETS)[number]): Readonly<Record<string, string>> =>
    Object.fromEntries(rig.store[bucket].keys().map((key) => [key, rig.store[bucket].textOf(key) ?? '']));
  return {
    at: rig.clock.now(),
    documents: { state: textsOf('state'), release: textsOf('release'), audit: textsOf('audit') },
    compute,
    clusters,
    tasks,
    files,
    schemas: schemasOfNow(),
  };
}

export function schemasOfNow(): SavedFleet['schemas'] {
  return Object.fromEntries(
    DOCUMENTS.map(({ collection, shape }) => [collection, withKindsInlined(shape.schema, KINDS)]),
  );
}

/** Puts a saved fleet into a world in which nothing is. */
export async function load(rig: Rig, saved: SavedFleet): Promise<void> {
  rig.clock.advance(saved.at - rig.clock.now());
  for (const bucket of BUCKETS)
    for (const [key, text] of Object.entries(saved.documents[bucket])) rig.store[bucket].put(key, text);
  for (const [path, { body, endpoints }] of Object.entries(saved.compute)) {
    const ref = refOfPath(KINDS, path);
    if (ref === undefined) throw new TypeError(`no kind of Compute is at ${path}`);
    rig.compute.put(ref, body);
    if (endpoints.length > 0) await rig.compute.attach(ref, endpoints, `saved ${path}`, NEVER);
  }
  for (const { ref, body } of saved.clusters) rig.clusters.put(ref, body);
}
