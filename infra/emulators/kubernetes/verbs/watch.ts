// Watches: a stream of JSON lines that starts at a resource version and ends on timeout, disconnect or shutdown.
import { blankObject } from '../blank.ts';
import type { Cluster } from '../cluster.ts';
import { expired, internalError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { KubeObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import type { Change } from '../store.ts';
import { requireListOptions } from './list-options.ts';
import { inVersion, isVersion, selectorOf, wrongVersion } from './list.ts';

/** The watches that are open now, so that a server that goes down can drop them. */
export interface OpenWatches {
  add(end: () => void): void;
  delete(end: () => void): void;
  endAll(): void;
}

export function createOpenWatches(): OpenWatches {
  const open = new Set<() => void>();
  return {
    add: (end) => void open.add(end),
    delete: (end) => void open.delete(end),
    endAll() {
      for (const end of open) end();
    },
  };
}

export interface WatchRequest {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly query: URLSearchParams;
  /** How an object goes on the wire: as it is, or as a Table of one row. */
  readonly show: (object: KubeObject, first: boolean) => JsonObject;
}

interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject;
}

const defaultTimeoutSeconds = 1800;
const bookmarkMs = 60_000;

/** @throws ApiError 400, 422 or 500, before anything is streamed */
export function watch(cluster: Cluster, open: OpenWatches, request: WatchRequest): ReadableStream<Uint8Array> {
  const { resource, namespace, query } = request;
  requireListOptions(query, true);
  const selected = selectorOf(resource, query);
  const from = query.get('resourceVersion') ?? '';
  if (!isVersion(from)) throw internalError(wrongVersion(from));
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  const timeout = Number(query.get('timeoutSeconds') ?? defaultTimeoutSeconds);
  const encoder = new TextEncoder();
  let finish = (): void => undefined;

  return new ReadableStream<Uint8Array>({
    start(controller) {
      let first = true;
      const line = (type: WatchEvent['type'], object: JsonObject): void =>
        controller.enqueue(encoder.encode(`${JSON.stringify({ type, object })}\n`));
      const send = (event: WatchEvent): void => {
        line(event.type, request.show(inVersion(resource, event.object), first));
        first = false;
      };
      const bookmark = (annotations?: JsonObject): void =>
        line('BOOKMARK', bookmarkObject(cluster, resource, annotations));

      if (isTooOld(cluster, from)) {
        const { message, status } = expired(`too old resource version: ${from} (${cluster.store.compactedVersion})`);
        line('ERROR', { ...status, message });
        controller.close();
        return;
      }

      const follow = (change: Change): void => {
        if (change.group !== resource.group || change.plural !== resource.plural) return;
        if (namespace !== undefined && change.object.metadata.namespace !== namespace) return;
        // A version of the future is waited for.
        if (change.resourceVersion <= Number(from)) return;
        const event = seenThrough(selected, change);
        if (event !== undefined) send(event);
      };
      const wantsInitial = from === '' || from === '0' || query.get('sendInitialEvents') === 'true';
      if (wantsInitial) {
        for (const object of cluster.store.list(resource, namespace))
          if (selected(object)) send({ type: 'ADDED', object });
        if (query.get('sendInitialEvents') === 'true' && bookmarks) bookmark({ 'k8s.io/initial-events-end': 'true' });
      } else {
        for (const change of cluster.store.changesSince(Number(from))) follow(change);
      }

      const unsubscribe = cluster.store.subscribe(follow);
      let cancelBookmark = (): void => undefined;
      const remind = (): void => {
        cancelBookmark = cluster.clock.after(bookmarkMs, () => {
          bookmark();
          remind();
        });
      };
      if (bookmarks) remind();
      const cancelTimeout = cluster.clock.after(timeout * 1000, () => {
        if (bookmarks) bookmark();
        end();
      });
      const end = (): void => {
        finish();
        controller.close();
      };
      finish = () => {
        unsubscribe();
        cancelBookmark();
        cancelTimeout();
        open.delete(end);
      };
      open.add(end);
    },
    cancel: () => finish(),
  });
}

function isTooOld(cluster: Cluster, from: string): boolean {
  return from !== '' && from !== '0' && Number(from) < cluster.store.compactedVersion;
}

/** A change as a selector sees it: what comes to match is ADDED, what ceases to match is DELETED. */
function seenThrough(selected: (object: KubeObject) => boolean, change: Change): WatchEvent | undefined {
  const { type, object, previous } = change;
  if (type !== 'MODIFIED' || previous === undefined) return selected(object) ? { type, object } : undefined;
  const before = selected(previous);
  const after = selected(object);
  if (before && after) return { type, object };
  if (after) return { type: 'ADDED', object };
  return before ? { type: 'DELETED', object } : undefined;
}

function bookmarkObject(cluster: Cluster, resource: Resource, annotations: JsonObject | undefined): JsonObject {
  const resourceVersion = String(cluster.store.resourceVersion);
  return {
    ...blankObject(resource),
    metadata: { resourceVersion, ...(annotations === undefined ? {} : { annotations }) },
  };
}
