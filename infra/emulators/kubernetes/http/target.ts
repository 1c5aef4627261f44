// Reads a request's path: which collection, object or subresource it means.

export interface Target {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Segments after `/api/v1` or `/apis/GROUP/VERSION` as a target; undefined for a path of another form. */
export function readTarget(pathname: string): Target | undefined {
  const segments = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const core = segments[0] === 'api';
  if (!core && segments[0] !== 'apis') return undefined;
  const group = core ? '' : (segments[1] ?? '');
  const version = segments[core ? 1 : 2];
  const rest = segments.slice(core ? 2 : 3);
  const [plural] = rest;
  if (version === undefined || plural === undefined) return undefined;
  // `namespaces/NAME/status` is the namespace's own subresource, every other third segment a collection in it.
  const ownSubresource = rest[2] === 'status' || rest[2] === 'finalize';
  if (plural === 'namespaces' && rest.length >= 3 && !(core && rest.length === 3 && ownSubresource)) {
    return named({ group, version, namespace: rest[1] }, rest.slice(2));
  }
  return named({ group, version, namespace: undefined }, rest);
}

function named(base: Pick<Target, 'group' | 'version' | 'namespace'>, rest: readonly string[]): Target | undefined {
  const [plural, name, ...subresource] = rest;
  if (plural === undefined) return undefined;
  return { ...base, plural, name, subresource: subresource.length === 0 ? undefined : subresource.join('/') };
}

/** A segment that is no valid escape sequence stands for itself. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
