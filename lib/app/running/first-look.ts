// What a run saw of Compute when it began, as long as it has written nothing of it: a look that is not taken again.
import { type ComputeRef, type ObservedState, type RefKey, refKey } from '../../model/index.ts';
import type { Compute } from '../../ports/index.ts';
import type { SeenBody } from '../../live/index.ts';

export interface FirstLook {
  of(ref: ComputeRef): SeenBody | undefined;
  /** Whether it was made through the port. */
  isMade(ref: ComputeRef): boolean;
  /** The port, whose writes have what they are about looked at again. */
  noting(compute: Compute): Compute;
}

/** @param at when the look began, milliseconds since the epoch; absent look: nothing was seen. */
export function firstLook(look: { readonly observed: ObservedState; readonly at: number } | undefined): FirstLook {
  const written = new Set<RefKey>();
  const made = new Set<RefKey>();
  const noting = (ref: ComputeRef): void => void written.add(refKey(ref));
  return {
    of(ref) {
      const key = refKey(ref);
      const found = look?.observed.resources.get(key);
      if (look === undefined || found === undefined || written.has(key)) return undefined;
      return { body: found.body, at: look.at };
    },
    isMade: (ref) => made.has(refKey(ref)),
    noting: (compute) => ({
      ...compute,
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
