// What can be reached, step by step, from where one begins.

/** These, and all that `next` leads to from any of them: each once, in the order in which it was found. */
export function reach<T>(from: Iterable<T>, next: (at: T) => Iterable<T>): ReadonlySet<T> {
  const found = new Set(from);
  // A Set that grows while it is walked is walked to its new end.
  for (const at of found) for (const one of next(at)) found.add(one);
  return found;
}
