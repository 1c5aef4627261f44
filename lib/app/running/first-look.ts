// What a run saw of Compute when it began, as long as it has written nothing of it: a look that is not taken again. And
// what others need of something that it has made since, an IP, once that was read.
import type { JsonObject } from '../../core/index.ts';
import {
  type ComputeRef,
  givesSomething,
  type Kinds,
  type ObservedState,
  type RefKey,
  refKey,
} from '../../model/index.ts';
import type { Compute } from '../../ports/index.ts';
import type { SeenBody } from '../../live/index.ts';

export interface FirstLook {
  of(ref: ComputeRef): SeenBody | undefined;
  /** Whether it was made through the port. */
  isMade(ref: ComputeRef): boolean;
  /** As last read through the port: what it gives stays for as long as it stands. */
  giver(ref: ComputeRef): JsonObject | undefined;
  /** The port, whose writes have what they are about looked at again. */
  noting(compute: Compute): Compute;
}

/** @param at when the look began, milliseconds since the epoch; absent look: nothing was seen. */
export function firstLook(
  kinds: Kinds,
  look: { readonly observed: ObservedState; readonly at: number } | undefined,
): FirstLook {
  const written = new Set<RefKey>();
  const made = new Set<RefKey>();
  const givers = new Map<RefKey, JsonObject>();
  const noting = (ref: ComputeRef): void => {
    written.add(refKey(ref));
    givers.delete(refKey(ref));
  };
  return {
    of(ref) {
      const key = refKey(ref);
      const found = look?.observed.resources.get(key);
      if (look === undefined || found === undefined || written.has(key)) return undefined;
      return { body: found.body, at: look.at };
    },
    isMade: (ref) => made.has(refKey(ref)),
    giver: (ref) => givers.get(refKey(ref)),
    noting: (compute) => ({
      ...compute,
      async get(ref, signal) {
        const found = await compute.get(ref, signal);
        if (found !== undefined && givesSomething(kinds, ref)) givers.set(refKey(ref), found.body);
        return found;
      },
      async insert(ref, ...asked) {
        noting(ref);
        await compute.insert(ref, ...asked);
        made.add(refKey(ref));
      },
      update: (current, ...asked) => {
        noting(current.ref);
        return compute.update(current, ...asked);
      },
      remove: (ref, ...asked) => {
        noting(ref);
        return compute.remove(ref, ...asked);
      },
      addSignedUrlKey: (service, ...asked) => {
        noting(service);
        return compute.addSignedUrlKey(service, ...asked);
      },
      deleteSignedUrlKey: (service, ...asked) => {
        noting(service);
        return compute.deleteSignedUrlKey(service, ...asked);
      },
    }),
  };
}
