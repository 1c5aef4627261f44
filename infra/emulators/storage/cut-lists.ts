// Lists with less in them than there is; the service never does this (its lists are consistent), a bug between may.
import type { Cut } from '../kit/fault-rule.ts';

const LIST = /\/b\/[^/]+\/o$/;

/**
 * Undefined for anything but a list of objects: what an object holds is its own affair, even when it looks like a list.
 */
export function cut(body: unknown, how: Cut, { pathname }: URL): Response | undefined {
  const { items, ...rest } = body as { readonly items?: readonly unknown[] };
  if (how.type !== 'short-list' || items === undefined || !LIST.test(pathname)) return undefined;
  return Response.json({ ...rest, items: items.slice(0, -how.drop) });
}
