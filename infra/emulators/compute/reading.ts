// Answers to get, list and aggregatedList, for resources that are stored and for those that the surroundings imply.
import { stableId } from './fingerprints.ts';
import { type ListQuery, page } from './lists.ts';
import { linkTo } from './references.ts';

/** A resource as GET answers it. */
export type ShownResource = Readonly<Record<string, unknown>> & { readonly name: string };

/** `path` is the list's own, e.g. `projects/p/global/urlMaps`; `kind` e.g. `compute#urlMapList`. */
export function listBody(kind: string, path: string, all: readonly ShownResource[], query: ListQuery): object {
  const { items, nextPageToken } = page(byName(all), query);
  return {
    kind,
    id: path,
    ...(items === undefined ? {} : { items }),
    ...(nextPageToken === undefined ? {} : { nextPageToken }),
    selfLink: linkTo(path),
  };
}

export interface ScopedResource {
  /** `global`, `zones/Z` or `regions/R`. */
  readonly scope: string;
  readonly resource: ShownResource;
}

/** One entry per scope; those without resources on this page carry a warning that says so. */
export function aggregatedBody(options: {
  readonly kind: string;
  readonly path: string;
  readonly collection: string;
  readonly scopes: readonly string[];
  readonly all: readonly ScopedResource[];
  readonly query: ListQuery;
}): object {
  const { kind, path, collection, scopes, all, query } = options;
  const scopeOf = new Map(all.map(({ scope, resource }) => [resource, scope]));
  const { items: onPage = [], nextPageToken } = page(byName(all.map(({ resource }) => resource)), query);
  const items: Record<string, object> = {};
  for (const scope of scopes) {
    const here = onPage.filter((resource) => scopeOf.get(resource) === scope);
    items[scope] = here.length > 0 ? { [collection]: here } : { warning: nothingIn(scope) };
  }
  return {
    kind,
    id: path,
    items,
    ...(nextPageToken === undefined ? {} : { nextPageToken }),
    selfLink: linkTo(path),
  };
}

function nothingIn(scope: string): object {
  return {
    code: 'NO_RESULTS_ON_PAGE',
    message: `There are no results for scope '${scope}' on this page.`,
    data: [{ key: 'scope', value: scope }],
  };
}

function byName(all: readonly ShownResource[]): readonly ShownResource[] {
  return [...all].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Fields that every resource has, for those that nobody inserted. */
export function impliedEnvelope(kind: string, path: string, created: string): object {
  return { kind, id: stableId(path), creationTimestamp: created, selfLink: linkTo(path) };
}
