// What is told of a name that pods take as their hostname, or have theirs from.

/**
 * A name that is no DNS label makes a hostname that is none. Source: registry/core/pod/strategy.go, WarningsOnCreate.
 */
export function nameWarnings(name: string, usedIn: string): readonly string[] {
  const faults = [
    ...(name.length > 63 ? ['must be no more than 63 characters'] : []),
    ...(name.includes('.') ? ['must not contain dots'] : []),
  ];
  const what = `metadata.name: this is used in ${usedIn}, which can result in surprising behavior`;
  return faults.length === 0 ? [] : [`${what}; a DNS label is recommended: [${faults.join(' ')}]`];
}
