// Lists with less in them than there is. Source: projects.locations.memberships.list (`unreachable`: locations that
// could not be reached; their form in it is unverified).
import type { Cut } from '../kit/fault-rule.ts';

interface ListBody {
  readonly resources?: readonly { readonly name: string }[];
}

export function cut(body: unknown, how: Cut): Response {
  const list = body as ListBody;
  const { resources = [] } = list;
  if (how.type === 'short-list') return Response.json({ ...list, resources: resources.slice(0, -how.drop) });
  const reached = resources.filter(({ name }) => !how.places.some((place) => name.includes(`/${place}/`)));
  return Response.json({ ...list, resources: reached, unreachable: how.places });
}
