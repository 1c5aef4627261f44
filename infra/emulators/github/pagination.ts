// Pages of a list, with the Link header that clients follow.
import { type Answer, ok } from './answer.ts';
import type { SiteLinks } from './links.ts';
import type { Call } from './router.ts';

/** Items on a page: without `per_page`, and at most. */
export interface PageSize {
  readonly usual: number;
  readonly largest: number;
}

const standard: PageSize = { usual: 30, largest: 100 };

/** A page of `items`; `render` makes the body of the items shown. A larger `per_page` counts as the largest one. */
export async function page<T>(
  links: SiteLinks,
  call: Call,
  items: readonly T[],
  render: (shown: readonly T[]) => unknown,
  sizes: PageSize = standard,
): Promise<Answer> {
  const size = Math.min(positive(call.query('per_page')) ?? sizes.usual, sizes.largest);
  const number = positive(call.query('page')) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  const shown = items.slice((number - 1) * size, number * size);
  const link = linkHeader(links, call.url, number, last);
  return ok(await render(shown), link === '' ? {} : { link });
}

function linkHeader(links: SiteLinks, url: URL, number: number, last: number): string {
  const to = (target: number, rel: string): string => {
    const query = new URLSearchParams(url.search);
    query.set('page', String(target));
    return `<${links.origin}${url.pathname}?${query.toString()}>; rel="${rel}"`;
  };
  const parts: string[] = [];
  if (number > 1) parts.push(to(Math.min(number - 1, last), 'prev'));
  if (number < last) parts.push(to(number + 1, 'next'), to(last, 'last'));
  if (number > 1) parts.push(to(1, 'first'));
  return parts.join(', ');
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
