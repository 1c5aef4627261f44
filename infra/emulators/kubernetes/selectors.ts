// Label and field selectors. Source: apimachinery, pkg/labels and pkg/fields.
import { badRequest } from './errors.ts';
import { valueAt, textOf } from './json.ts';
import { labelFaults } from './metadata-rules.ts';
import type { KubeObject } from './object.ts';
import type { Resource } from './resource.ts';

export type Selector = (object: KubeObject) => boolean;

type Labels = { readonly [key: string]: string };

/** Parses `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`; an empty text selects everything. @throws ApiError 400 */
export function labelSelector(text: string): Selector {
  if (text.trim() === '') return () => true;
  const requirements = splitRequirements(text).map(requirement);
  return (object) => requirements.every((holds) => holds(object.metadata.labels ?? {}));
}

/** Splits at commas that are not inside parentheses. */
function splitRequirements(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/u).map((part) => part.trim());
}

const WORD = '([^\\s,()=!<>]+)';
const VALUE = '([^\\s,()=!<>]*)';

function requirement(text: string): (labels: Labels) => boolean {
  const set = new RegExp(`^${WORD}\\s+(in|notin)\\s*\\(([^()]*)\\)$`, 'u').exec(text);
  if (set !== null) {
    const [, name = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    requireWellFormed(name, values, text);
    return operator === 'in'
      ? (labels) => labels[name] !== undefined && values.includes(labels[name])
      : (labels) => labels[name] === undefined || !values.includes(labels[name]);
  }
  const order = new RegExp(`^${WORD}\\s*([<>])\\s*(-?\\d+)$`, 'u').exec(text);
  if (order !== null) {
    const [, name = '', operator, bound] = order;
    requireWellFormed(name, [], text);
    return (labels) => {
      // What is no whole number is neither less nor more.
      const value = /^-?\d+$/u.test(labels[name] ?? '') ? Number(labels[name]) : Number.NaN;
      return operator === '<' ? value < Number(bound) : value > Number(bound);
    };
  }
  const equality = new RegExp(`^${WORD}\\s*(==|=|!=)\\s*${VALUE}$`, 'u').exec(text);
  if (equality !== null) {
    const [, name = '', operator, value = ''] = equality;
    requireWellFormed(name, [value], text);
    return operator === '!=' ? (labels) => labels[name] !== value : (labels) => labels[name] === value;
  }
  const existence = new RegExp(`^(!?)\\s*${WORD}$`, 'u').exec(text);
  if (existence !== null) {
    const [, absent, name = ''] = existence;
    requireWellFormed(name, [], text);
    return absent === '!' ? (labels) => labels[name] === undefined : (labels) => labels[name] !== undefined;
  }
  throw badRequest(`unable to parse requirement: found '${text}'`);
}

function requireWellFormed(name: string, values: readonly string[], text: string): void {
  const faults = ['', ...values].flatMap((value) => labelFaults({ [name]: value }, name));
  if (faults.length > 0) throw badRequest(`unable to parse requirement: ${text}: ${faults[0]?.message}`);
}

/** Parses `metadata.name=x,spec.nodeName!=y`. @throws ApiError 400 for a field that the kind cannot select by */
export function fieldSelector(text: string, resource: Resource): Selector {
  const allowed = ['metadata.name', 'metadata.namespace', ...resource.selectableFields];
  const parts = splitRequirements(text).filter((part) => part !== '');
  const requirements = parts.map((part) => {
    const [, field = '', operator, value] = /^([^=!]+)(==|=|!=)(.*)$/u.exec(part) ?? [];
    if (operator === undefined) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    if (!allowed.includes(field)) throw unsupportedField(field, resource);
    return (object: KubeObject): boolean => {
      const found = valueAt(object, field.split('.'));
      const same = (found === null ? '' : textOf(found)) === value;
      return operator === '!=' ? !same : same;
    };
  });
  return (object) => requirements.every((holds) => holds(object));
}

/** Kinds without a conversion of their own say which fields there are. */
function unsupportedField(field: string, { custom, selectableFields }: Resource): Error {
  if (custom || selectableFields.length > 0) return badRequest(`field label not supported: ${field}`);
  return badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}
