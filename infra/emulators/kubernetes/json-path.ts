// The JSONPath subset of printer columns: members, quoted members, indexes, [*] and equality filters.
import { type Json, isList, isObject, textOf } from './json.ts';

const step =
  /^(?:\.?\[\?\(@\.([\w.]+)==["']([^"']*)["']\)\]|\.?\['((?:[^'\\]|\\.)*)'\]|\[(\d+|\*)\]|\.((?:[^.[\\]|\\.)+))/u;

/** The first value at the path; undefined where there is none or the path uses more than the subset. */
export function firstAt(root: Json, path: string): Json | undefined {
  let rest = path.startsWith('.') || path.startsWith('[') ? path : `.${path}`;
  let values: readonly Json[] = [root];
  while (rest !== '') {
    const match = step.exec(rest);
    if (match === null) return undefined;
    rest = rest.slice(match[0].length);
    const [, filterPath, filterValue, quoted, index, name] = match;
    const key = (quoted ?? name)?.replace(/\\(.)/gu, '$1');
    if (filterPath !== undefined) values = values.flatMap((value) => matching(value, filterPath, filterValue));
    else if (key !== undefined) values = values.flatMap((value) => member(value, key));
    else values = values.flatMap((value) => itemsAt(value, index));
  }
  return values[0];
}

function member(value: Json, key: string): readonly Json[] {
  const found = isObject(value) ? value[key] : undefined;
  return found === undefined ? [] : [found];
}

function itemsAt(value: Json, index: string | undefined): readonly Json[] {
  if (index === '*') return isObject(value) ? (Object.values(value) as Json[]) : isList(value) ? value : [];
  const found = isList(value) ? value[Number(index)] : undefined;
  return found === undefined ? [] : [found];
}

function matching(value: Json, path: string, wanted: string | undefined): readonly Json[] {
  return isList(value) ? value.filter((item) => textOf(firstAt(item, `.${path}`)) === wanted) : [];
}
