// Numbers of which the smallest is taken first: a binary heap, so that each costs the logarithm of how many there are.

export interface SmallestFirst {
  add(value: number): void;
  /** Undefined when there is none. */
  take(): number | undefined;
}

export function smallestFirst(): SmallestFirst {
  const heap: number[] = [];
  const at = (place: number): number => heap[place] ?? Number.POSITIVE_INFINITY;
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [at(b), at(a)];
  };
  return {
    add(value) {
      heap.push(value);
      for (let place = heap.length - 1; place > 0; ) {
        const parent = (place - 1) >> 1;
        if (at(parent) <= at(place)) return;
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
        const child = at(two) < at(one) ? two : one;
        if (at(child) >= at(place)) return smallest;
        swap(place, child);
        place = child;
      }
    },
  };
}
