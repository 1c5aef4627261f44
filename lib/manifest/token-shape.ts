// Whether a tree of tokens may be composed: that recurses, and makes an error of each property that is out of place.
import type { CST } from 'yaml';
import { LIMITS } from './limits.ts';

export interface ShapeProblem {
  readonly message: string;
  readonly offset: number;
}

/** Where a token is too deep for what recurses, or has more properties than mean anything. */
export function shapeProblem(token: CST.Token): ShapeProblem | undefined {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    const { offset } = token;
    if (depth > LIMITS.depth) return { message: `the nesting is more than ${LIMITS.depth} levels deep`, offset };
    if ('start' in token && Array.isArray(token.start) && hasManyProperties(token.start)) return manyProperties(offset);
    if ('end' in token && Array.isArray(token.end) && hasManyProperties(token.end)) return manyProperties(offset);
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { start, key, sep = [], value } of token.items) {
      if (hasManyProperties(start) || hasManyProperties(sep)) return manyProperties(offset);
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return undefined;
}

function manyProperties(offset: number): ShapeProblem {
  return { message: `a value has more than ${LIMITS.properties} anchors and tags`, offset };
}

function hasManyProperties(tokens: readonly CST.SourceToken[]): boolean {
  let properties = 0;
  for (const { type } of tokens) if (type === 'anchor' || type === 'tag') properties += 1;
  return properties > LIMITS.properties;
}
