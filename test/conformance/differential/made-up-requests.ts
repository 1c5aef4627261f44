// Made-up reads and deletions of an episode.
import type { Draw } from './draw.ts';
import type { Input } from './exchange.ts';
import type { Kind } from './kinds/kind.ts';

export interface Place {
  readonly kind: Kind;
  readonly collection: string;
  readonly names: readonly string[];
}

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const PARTIAL = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
const PARTIAL_LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

const SELECTORS = ['a', 'a=1', 'a==1', 'a!=1', '!a', 'a in (1,2)', 'a notin (1)', 'a,b=x', 'a>0', 'a<9', 'nope=1'];
const BAD_SELECTORS = ['i,', ',', 'i in (a b)', 'x/y/z=1', `a=${'x'.repeat(64)}`, 'a=b=c', '=x', 'a in 1', '!'];

export function madeUpRead(draw: Draw, place: Place, path: string): Input {
  const { collection, names } = place;
  switch (draw.weighted({ get: 4, table: 1, partial: 1, list: 5, tableList: 1, partialList: 1, status: 1 })) {
    case 'get':
      return { method: 'GET', path };
    case 'table':
      return { method: 'GET', path, accept: TABLE };
    case 'partial':
      return { method: 'GET', path, accept: PARTIAL };
    case 'status':
      return { method: 'GET', path: `${path}/status` };
    case 'list':
      return { method: 'GET', path: `${collection}?${selection(draw, place)}` };
    case 'tableList':
      return { method: 'GET', path: `${collection}?${only(place, names)}`, accept: TABLE };
    case 'partialList':
      return { method: 'GET', path: `${collection}?${only(place, names)}`, accept: PARTIAL_LIST };
  }
}

/** What has no namespace is listed by name: the server has others. */
function only({ kind }: Place, names: readonly string[]): string {
  return kind.namespaced ? '' : `fieldSelector=metadata.name%3D${names[0]}`;
}

function selection(draw: Draw, place: Place): string {
  const { kind, names } = place;
  const bad = draw.chance(0.15);
  const label = `labelSelector=${encodeURIComponent(draw.pick(bad ? BAD_SELECTORS : SELECTORS))}`;
  if (!kind.namespaced) return bad ? label : `${only(place, names)}&${label}`;
  const fields = ['metadata.name', 'metadata.namespace', ...kind.selectable, ...(bad ? ['spec.nope', 'data.a'] : [])];
  const requirement = `${draw.pick(fields)}${draw.pick(['=', '!=', '=='])}${draw.pick(names)}`;
  const field = `fieldSelector=${encodeURIComponent(requirement)}`;
  return draw.pick([
    '',
    label,
    label,
    field,
    field,
    'limit=1',
    'limit=1&continue={{continue}}',
    'limit=5',
    'resourceVersion=0',
  ]);
}

export function madeUpDeletion(draw: Draw, { kind, collection }: Place, path: string): Input {
  // What goes with a namespace is the work of a controller.
  if (!kind.namespaced)
    return { method: 'DELETE', path: `${path}?dryRun=All${draw.pick(['', '&propagationPolicy=Nope'])}` };
  if (draw.chance(0.1)) return { method: 'DELETE', path: `${collection}${draw.chance(0.5) ? '?labelSelector=a' : ''}` };
  const query = draw.pick([
    '',
    '',
    '',
    '?dryRun=All',
    '?propagationPolicy=Background',
    '?propagationPolicy=Foreground',
    '?propagationPolicy=Orphan',
    '?gracePeriodSeconds=0',
    '?propagationPolicy=Nope',
  ]);
  const body = draw.weighted({ none: 5, empty: 1, grace: 2, uid: 1, version: 1, policy: 2 });
  switch (body) {
    case 'none':
      return { method: 'DELETE', path: `${path}${query}` };
    case 'empty':
      return { method: 'DELETE', path: `${path}${query}`, body: {} };
    case 'grace':
      return { method: 'DELETE', path, body: { gracePeriodSeconds: draw.pick([0, 1, 30]) } };
    case 'uid':
      return { method: 'DELETE', path, body: { preconditions: { uid: draw.chance(0.5) ? `{{uid ${path}}}` : 'u' } } };
    case 'version':
      return {
        method: 'DELETE',
        path,
        body: { preconditions: { resourceVersion: draw.chance(0.5) ? `{{version ${path}}}` : '1' } },
      };
    case 'policy':
      return {
        method: 'DELETE',
        path,
        body: { propagationPolicy: draw.pick(['Background', 'Foreground', 'Orphan', 'Nope']) },
      };
  }
}
