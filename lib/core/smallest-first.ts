// Values of which the smallest is taken first: a binary heap, so that each costs the logarithm of how many there are.

export interface SmallestFirst<T> {
  add(value: T): void;
  /** Undefined when there is none. */
  take(): T | undefined;
}

/** @param compare as `sort` wants it. */
export function smallestFirst<T>(compare: (a: T, b: T) => number): SmallestFirst<T> {
  const heap: T[] = [];
  /**
   * Whether what stands at a place is to be taken after what stands at another one; nothing is taken after everything.
   */
  const isAfter = (place: number, other: number): boolean => {
    const [one, two] = [heap[place], heap[other]];
    if (two === undefined) return false;
    return one === undefined || compare(one, two) > 0;
  };
  const swap = (a: number, b: number): void => {
    const [one, two] = [heap[a], heap[b]];
    if (one !== undefined && two !== undefined) [heap[a], heap[b]] = [two, one];
  };
  return {
    add(value) {
      heap.push(value);
      for (let place = heap.length - 1; place > 0; ) {
        const parent = (place - 1) >> 1;
        if (!isAfter(parent, place)) return;
        swap(place, parent);
        place = parent;
      }
    },
    take() {
      const [smallest] = heap;
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return smallest;
      heap[0] = last;
      for (let place = 0; ; ) {
        const [one, two] = [2 * place + 1, 2 * place + 2];
        const child = isAfter(one, two) ? two : one;
        if (!isAfter(place, child)) return smallest;
        swap(place, child);
        place = child;
      }
    },
  };
}
