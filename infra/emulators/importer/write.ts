// Brings one cluster to what is published of a name: the import, the Service behind it, its endpoints. What goes, goes
// the other way round, so that a call is refused before its address is gone.
import { KubeError, type KubeObject } from '../kit/controllers/kube-client.ts';
import {
  derivedName,
  importBody,
  importPath,
  type Made,
  OF_GKE,
  type Origin,
  serviceBody,
  servicePath,
  sliceOf,
  slicePath,
  statusBody,
} from './made-objects.ts';
import type { Member } from './member.ts';
import type { Shape, Source } from './merged.ts';
import { type Service, type ServiceImport, MANAGED_BY, MANAGER } from './objects.ts';

/** A name as it is published. */
export interface Published {
  readonly shape: Shape;
  readonly sources: readonly Source[];
}

export interface Writer {
  /** Rejects with KubeError where the cluster cannot be written. @param published undefined: the name is gone. */
  write(key: string, published: Published | undefined): Promise<void>;
}

/** @param twins API versions of further imports of each name, for readers of other groups. */
export function createWriter(member: Member, origin: Origin, twins: readonly string[]): Writer {
  const { client } = member;
  /** By path: what was written last, and the version that it gave the object. */
  const written = new Map<string, { readonly text: string; readonly version: string | undefined }>();

  /** Writes unless it stands as it was written last. */
  async function apply<T extends KubeObject>({ path, body }: Made, live: T | undefined): Promise<T> {
    const text = JSON.stringify(body);
    const before = written.get(path);
    if (live !== undefined && before?.text === text && before.version === live.metadata.resourceVersion) return live;
    const applied = await client.apply<T>(path, MANAGER, body);
    written.set(path, { text, version: applied.metadata.resourceVersion });
    return applied;
  }

  async function make(key: string, { shape, sources }: Published): Promise<void> {
    const path = importPath(OF_GKE, key);
    // What was just made may not have been seen yet, and its address must not be taken from it.
    const live = member.import(key) ?? (await client.get<ServiceImport>(path));
    const imported =
      live ?? (await client.apply<ServiceImport>(path, MANAGER, importBody(OF_GKE, key, shape, [], origin)));
    const derivedKey = `${key.split('/')[0]}/${derivedName(key)}`;
    const behind = member.service(derivedKey);
    const { name, uid = '' } = imported.metadata;
    const owner = { apiVersion: OF_GKE, kind: 'ServiceImport', name, uid } as const;
    const service =
      shape.type === 'Headless'
        ? undefined
        : await applyService({ path: servicePath(key), body: serviceBody(key, shape, owner) }, behind);
    if (shape.type === 'Headless' && behind !== undefined) await client.remove(servicePath(key));
    const ips = service?.spec?.clusterIPs ?? [];
    for (const apiVersion of [OF_GKE, ...twins])
      await applyImport(apiVersion, key, shape, ips, apiVersion === OF_GKE ? imported : undefined);
    const slices = sources.map((source) => sliceOf(key, shape, source, owner));
    const known = member.imported(key);
    for (const slice of slices)
      await apply(
        slice,
        known.find((one) => slicePath(one.metadata.namespace, one.metadata.name) === slice.path),
      );
    await removeSlices(key, new Set(slices.map(({ path }) => path)));
  }

  /** Both halves of an import; its version is that of the second write. */
  async function applyImport(
    apiVersion: string,
    key: string,
    shape: Shape,
    ips: readonly string[],
    live: ServiceImport | undefined,
  ): Promise<void> {
    const path = importPath(apiVersion, key);
    const [body, status] = [importBody(apiVersion, key, shape, ips, origin), statusBody(apiVersion, key, shape)];
    const text = JSON.stringify([body, status]);
    const before = written.get(path);
    if (live !== undefined && before?.text === text && before.version === live.metadata.resourceVersion) return;
    await client.apply(path, MANAGER, body);
    const last = await client.apply<ServiceImport>(`${path}/status`, MANAGER, status);
    written.set(path, { text, version: last.metadata.resourceVersion });
  }

  /** Undefined where no Service may be so: then the name has no address. */
  async function applyService(made: Made, live: Service | undefined): Promise<Service | undefined> {
    try {
      return await apply(made, live);
    } catch (error) {
      if (error instanceof KubeError && error.status === 422) return undefined;
      throw error;
    }
  }

  async function removeSlices(key: string, kept: ReadonlySet<string>): Promise<void> {
    for (const { metadata } of member.imported(key)) {
      const path = slicePath(metadata.namespace, metadata.name);
      if (!kept.has(path) && metadata.labels?.[MANAGED_BY] === MANAGER) await client.remove(path);
    }
  }

  async function unmake(key: string): Promise<void> {
    await removeSlices(key, new Set());
    await client.remove(servicePath(key));
    for (const apiVersion of [...twins, OF_GKE]) {
      await client.remove(importPath(apiVersion, key));
      written.delete(importPath(apiVersion, key));
    }
  }

  return { write: (key, published) => (published === undefined ? unmake(key) : make(key, published)) };
}
