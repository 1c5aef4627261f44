// Label and field selectors.
import { badRequest } from './errors.ts';
import { valueAt, textOf } from './json.ts';
import type { KubeObject } from './object.ts';
import type { Resource } from './resource.ts';

export type Selector = (object: KubeObject) => boolean;

type Labels = { readonly [key: string]: string };

/** Parses `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`; an empty text selects everything. @throws ApiError 400 */
export function labelSelector(text: string): Selector {
  const requirements = splitRequirements(text).map(requirement);
  return (object) => requirements.every((holds) => holds(object.metadata.labels ?? {}));
}

/** Splits at commas that are not inside parentheses. */
function splitRequirements(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

const key = '([A-Za-z0-9][-A-Za-z0-9_./]*)';

function requirement(text: string): (labels: Labels) => boolean {
  const set = new RegExp(`^${key}\\s+(in|notin)\\s*\\(([^)]*)\\)$`, 'u').exec(text);
  if (set !== null) {
    const [, name = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return operator === 'in'
      ? (labels) => labels[name] !== undefined && values.includes(labels[name])
      : (labels) => labels[name] === undefined || !values.includes(labels[name]);
  }
  const order = new RegExp(`^${key}\\s*([<>])\\s*(\\d+)$`, 'u').exec(text);
  if (order !== null) {
    const [, name = '', operator, bound] = order;
    return (labels) => {
      const value = labels[name] === undefined ? Number.NaN : Number(labels[name]);
      return operator === '<' ? value < Number(bound) : value > Number(bound);
    };
  }
  const equality = new RegExp(`^${key}\\s*(==|=|!=)\\s*([-A-Za-z0-9_.]*)$`, 'u').exec(text);
  if (equality !== null) {
    const [, name = '', operator, value] = equality;
    return operator === '!=' ? (labels) => labels[name] !== value : (labels) => labels[name] === value;
  }
  const existence = new RegExp(`^(!?)\\s*${key}$`, 'u').exec(text);
  if (existence !== null) {
    const [, absent, name = ''] = existence;
    return absent === '!' ? (labels) => labels[name] === undefined : (labels) => labels[name] !== undefined;
  }
  throw badRequest(`unable to parse requirement: found '${text}'`);
}

/** Parses `metadata.name=x,spec.nodeName!=y`. @throws ApiError 400 for a field that the kind cannot select by */
export function fieldSelector(text: string, resource: Resource): Selector {
  const allowed = ['metadata.name', 'metadata.namespace', ...resource.selectableFields];
  const requirements = splitRequirements(text).map((part) => {
    const [, field = '', operator, value] = /^([^=!]+)(==|=|!=)(.*)$/u.exec(part) ?? [];
    if (operator === undefined) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    if (!allowed.includes(field)) throw unsupportedField(field, text, resource);
    return (object: KubeObject): boolean => {
      const found = valueAt(object, field.split('.'));
      const same = (found === null ? '' : textOf(found)) === value;
      return operator === '!=' ? !same : same;
    };
  });
  return (object) => requirements.every((holds) => holds(object));
}

function unsupportedField(field: string, text: string, resource: Resource): Error {
  const where = `${resource.group}/${resource.version}, Resource=${resource.plural}`;
  return badRequest(
    `Unable to find "${where}" that match label selector "", field selector "${text}": field label not supported: ${field}`,
  );
}
