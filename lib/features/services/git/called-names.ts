// Names below clusterset.local in the manifests of workloads: in URLs, environment, arguments, wherever a text has one.
// Sixteen megabytes of letters may be searched, so that each is looked at a bounded number of times.
import { isJsonList, type Json, isJsonObject } from '../../../core/index.ts';

const END = '.svc.clusterset.local';
/** Source: RFC 1035: no name is longer. */
const LONGEST = 253;

export interface CalledName {
  readonly namespace: string;
  /** Of the Service. */
  readonly name: string;
  /** What stands before: a port and a protocol, or a pod and its cluster; '' for nothing. */
  readonly below: string;
  /** The place in the object. */
  readonly path: readonly (string | number)[];
}

/** In the order of the object, each name once at each place. */
export function calledNames(value: Json | undefined): readonly CalledName[] {
  return [...walk(value, [])];
}

function* walk(value: Json | undefined, path: CalledName['path']): Generator<CalledName> {
  if (typeof value === 'string') yield* namesIn(value, path);
  else if (isJsonList(value)) for (const [index, item] of value.entries()) yield* walk(item, [...path, index]);
  else if (isJsonObject(value)) for (const [key, member] of Object.entries(value)) yield* walk(member, [...path, key]);
}

function* namesIn(text: string, path: CalledName['path']): Generator<CalledName> {
  const lower = text.toLowerCase();
  const seen = new Set<string>();
  for (let at = lower.indexOf(END); at !== -1; at = lower.indexOf(END, at + END.length)) {
    if (isOfName(lower[at + END.length])) continue;
    let start = at;
    while (start > 0 && at - start <= LONGEST && (isOfName(lower[start - 1]) || lower[start - 1] === '.')) start -= 1;
    const labels = lower.slice(start, at).split('.');
    const [name = '', namespace = ''] = labels.slice(-2);
    const key = labels.join('.');
    if (labels.length < 2 || name === '' || namespace === '' || seen.has(key)) continue;
    seen.add(key);
    yield { namespace, name, below: labels.slice(0, -2).join('.'), path };
  }
}

function isOfName(letter: string | undefined): boolean {
  return letter !== undefined && /[-_a-z0-9]/.test(letter);
}
