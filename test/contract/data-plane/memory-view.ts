// A control plane of nothing but memory: what the data plane's tests put behind the seam.
import type { ComputeResource, ComputeView, NegEndpoint } from '../../../infra/emulators/compute/view.ts';

export interface MemoryView extends ComputeView {
  /** Creates or replaces; a resource keeps its id until it is removed. */
  put(path: string, body: Readonly<Record<string, unknown>>): void;
  remove(path: string): void;
  /** The private key of the certificate at `path`. */
  putKey(path: string, key: string): void;
  /** Replaces the endpoints of a NEG. */
  attach(neg: string, endpoints: readonly NegEndpoint[]): void;
}

export function createMemoryView(project: string): MemoryView {
  const resources = new Map<string, ComputeResource>();
  const attached = new Map<string, readonly NegEndpoint[]>();
  const keys = new Map<string, string>();
  const listeners = new Set<() => void>();
  let nextId = 1;
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    project,
    get: (path) => resources.get(path),
    list: (collection) =>
      [...resources]
        .filter(([path]) => path.split('/').at(-2) === collection)
        .map(([path, resource]) => ({ path, resource })),
    privateKey: (path) => keys.get(path),
    endpoints: (path) => attached.get(path) ?? [],
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    put(path, body) {
      const id = resources.get(path)?.['id'] ?? String(nextId++);
      resources.set(path, { ...body, id, name: path.slice(path.lastIndexOf('/') + 1) });
      changed();
    },
    remove(path) {
      resources.delete(path);
      attached.delete(path);
      changed();
    },
    putKey: (path, key) => void keys.set(path, key),
    attach(neg, endpoints) {
      attached.set(neg, endpoints);
      changed();
    },
  };
}
