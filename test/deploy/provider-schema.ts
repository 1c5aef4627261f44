// Checks resources against the schema of Google's provider, as `terraform validate` would with the provider at hand:
// what there is to set, what must be set, of which type, and how often a block may stand.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Body, Resource } from './configuration.ts';

/** `number`, `string`, `bool`, `dynamic`; `['list', of]`, `['set', of]`, `['map', of]`, `['object', members]`. */
type Type = string | readonly [string, unknown];

interface Attribute {
  readonly type: Type;
  /** `required`, `optional`, `computed` or `optional+computed`. */
  readonly is: string;
}

interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly blocks?: Readonly<
    Record<string, Block & { readonly nesting: string; readonly min_items?: number; readonly max_items?: number }>
  >;
}

interface Schema {
  readonly version: string;
  readonly resources: Readonly<Record<string, Block>>;
}

export const SCHEMA = JSON.parse(
  readFileSync(join(import.meta.dirname, 'google-provider-schema.json'), 'utf8'),
) as Schema;

/** Arguments that Terraform itself understands in every resource. Source: Terraform, "Resource block reference". */
const META = new Set(['for_each', 'count', 'depends_on', 'provider', 'lifecycle', 'dynamic']);

/** What is wrong, each with its place. */
export function findingsOf({ type, name, body }: Resource): readonly string[] {
  const schema = SCHEMA.resources[type];
  const place = `${type}.${name}`;
  return schema === undefined ? [`${place}: there is no such resource`] : inBlock(body, schema, place, true);
}

function inBlock(
  body: Body,
  { attributes = {}, blocks = {} }: Block,
  place: string,
  isResource: boolean,
): readonly string[] {
  const findings: string[] = [];
  const dynamic = dynamicBlocks(body);
  for (const [key, value] of Object.entries(body)) {
    const at = `${place}.${key}`;
    const attribute = attributes[key];
    if (Object.hasOwn(blocks, key) || (isResource ? META.has(key) : key === 'dynamic')) continue;
    if (attribute === undefined) findings.push(`${at}: there is nothing of that name`);
    else if (attribute.is === 'computed') findings.push(`${at}: it is only read`);
    else if (!fits(value, attribute.type)) findings.push(`${at}: expected ${JSON.stringify(attribute.type)}`);
  }
  for (const [key, { is }] of Object.entries(attributes))
    if (is === 'required' && (body[key] === undefined || body[key] === null))
      findings.push(`${place}.${key}: it must be set`);
  for (const key of dynamic.keys())
    if (!Object.hasOwn(blocks, key)) findings.push(`${place}.${key}: there is no such block`);
  for (const [key, block] of Object.entries(blocks)) {
    const at = `${place}.${key}`;
    const written = body[key];
    const bodies = written === undefined ? [] : bodiesOf(written);
    if (bodies === undefined) {
      findings.push(`${at}: it is a block, and not an argument`);
      continue;
    }
    const made = dynamic.get(key) ?? [];
    const { min_items: least = 0, max_items: most = Number.POSITIVE_INFINITY } = block;
    // How many a dynamic block makes is not known.
    if (made.length === 0 && bodies.length < least) findings.push(`${at}: at least ${least} must be there`);
    if (bodies.length > most || (block.nesting === 'single' && bodies.length > 1)) findings.push(`${at}: too many`);
    for (const one of [...bodies, ...made]) findings.push(...inBlock(one, block, at, false));
  }
  return findings;
}

/** Undefined for what is no list of blocks. */
function bodiesOf(written: unknown): readonly Body[] | undefined {
  const all: readonly unknown[] = Array.isArray(written) ? written : [written];
  return all.every(isBody) ? all : undefined;
}

function dynamicBlocks(body: Body): ReadonlyMap<string, readonly Body[]> {
  const dynamic = isBody(body['dynamic']) ? body['dynamic'] : {};
  return new Map(
    Object.entries(dynamic).map(([key, all]) => [
      key,
      (bodiesOf(all) ?? []).flatMap(({ content }) => bodiesOf(content) ?? []),
    ]),
  );
}

/** An expression fits everything: what it gives is known only with a provider. */
function fits(value: unknown, type: Type): boolean {
  if (typeof value === 'string' && /^\$\{.*\}$/s.test(value)) return true;
  const [outer, inner] = typeof type === 'string' ? [type, undefined] : type;
  switch (outer) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'list':
    case 'set':
      return Array.isArray(value) && value.every((one) => fits(one, inner as Type));
    case 'map':
      return isBody(value) && Object.values(value).every((one) => fits(one, inner as Type));
    default:
      return true;
  }
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
