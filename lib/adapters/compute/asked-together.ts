// The Compute port for many who ask at once: what is asked while requests of its sort are on their way is answered by
// one list, so that the reads of a minute last for a hundred resources that are waited for together.
import { isFailure } from '../../core/index.ts';
import { type ComputeRef, type KindId, type RefKey, refKey } from '../../model/index.ts';
import type { Compute, ComputeObject, Listed } from '../../ports/index.ts';
import { type Batches, inBatches } from '../calls/index.ts';

/** Resources of a page, which is one request. */
const PAGE_SIZE = 500;
/** So many may wait and still be asked for one by one. */
const FEW = 2;

/**
 * Every request begins after all that it answers was asked. A list that is not whole, or that does not show what was
 * made through this port, says nothing of what it lacks: that is asked for by name.
 */
export function askedTogether(compute: Compute): Compute {
  const made = new Set<RefKey>();
  const lists = new Map<string, Batches<undefined, Listed<ComputeObject>>>();
  const gets = new Map<string, Batches<ComputeRef, ComputeObject | undefined>>();

  const list = (kind: KindId, project: string, signal: AbortSignal): Promise<Listed<ComputeObject>> => {
    const place = `${project} ${kind}`;
    const known =
      lists.get(place) ??
      inBatches({
        one: (_, within) => compute.list(kind, project, within),
        async all(questions, within) {
          const found = await compute.list(kind, project, within);
          return questions.map(() => found);
        },
        cost: () => 0,
      });
    lists.set(place, known);
    return known.ask(undefined, signal);
  };

  const getsOf = (kind: KindId, project: string): Batches<ComputeRef, ComputeObject | undefined> => {
    let pages = 1;
    return inBatches({
      one: (ref, within) => compute.get(ref, within),
      async all(refs, within) {
        const { items, unreachable } = await compute.list(kind, project, within);
        pages = Math.ceil(items.length / PAGE_SIZE);
        const found = new Map(items.map((item) => [refKey(item.ref), item]));
        return Promise.all(
          refs.map((ref) => {
            const key = refKey(ref);
            const isUnsure = !found.has(key) && (unreachable.length > 0 || made.has(key));
            return isUnsure ? compute.get(ref, within) : Promise.resolve(found.get(key));
          }),
        );
      },
      cost: () => Math.max(FEW, pages),
    });
  };

  return {
    ...compute,
    list,
    get(ref, signal) {
      const place = `${ref.project} ${ref.kind}`;
      const known = gets.get(place) ?? getsOf(ref.kind, ref.project);
      gets.set(place, known);
      return known.ask(ref, signal);
    },
    async insert(ref, ...asked) {
      const key = refKey(ref);
      const isKnown = made.has(key);
      made.add(key);
      try {
        await compute.insert(ref, ...asked);
      } catch (error) {
        // What was refused for the rate has not been made.
        if (!isKnown && isFailure(error, 'rate-limited')) made.delete(key);
        throw error;
      }
    },
    async remove(ref, ...asked) {
      await compute.remove(ref, ...asked);
      made.delete(refKey(ref));
    },
  };
}
