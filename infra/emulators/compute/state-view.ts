// The view that the data plane has of the project: settled state only, never what an operation is still to do.
import { createBodyOf } from './bodies.ts';
import { collectionOf } from './references.ts';
import type { Kind, Surroundings } from './resources/kind.ts';
import type { Stored } from './store.ts';
import type { ComputeResource, ComputeView } from './view.ts';

export function createView(around: Surroundings, kinds: ReadonlyMap<string, Kind>): ComputeView {
  const { project, store } = around;
  const bodyOf = createBodyOf(around);
  const body = (stored: Stored): ComputeResource => {
    const kind = kinds.get(collectionOf(stored.path));
    return kind === undefined ? stored.body : bodyOf(kind, stored);
  };
  return {
    project,
    get(path) {
      const stored = store.get(path);
      return stored === undefined ? undefined : body(stored);
    },
    list: (collection) => store.list(collection).map((stored) => ({ path: stored.path, resource: body(stored) })),
    privateKey(path) {
      const key = collectionOf(path) === 'sslCertificates' ? store.get(path)?.body.privateKey : undefined;
      return typeof key === 'string' ? key : undefined;
    },
    endpoints: (path) => store.get(path)?.endpoints ?? [],
    onChange: (listener) => store.onChange(listener),
  };
}
