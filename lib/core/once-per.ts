// An index of something that does not change is worked out once, when it is first asked for.

/** The same function, which works out its answer once for each object, for as long as that is in use. */
export function oncePer<K extends object, V>(work: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    const found = known.get(of) ?? { value: work(of) };
    known.set(of, found);
    return found.value;
  };
}
