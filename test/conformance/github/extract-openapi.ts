// Cuts the operations that the emulator serves out of GitHub's published OpenAPI description, with what they refer to.
// Run by hand when GitHub's description moves on; the package is too large to depend on:
// cd "$(mktemp -d)" && npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
// node test/conformance/github/extract-openapi.ts <that folder>/package
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from './operations.ts';

type Json = Record<string, unknown>;

/** What only readers need. */
const PROSE = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'x-github', 'tags']);
/** Their children are names that GitHub chose, among them those in PROSE. */
const NAMED = new Set(['properties', 'responses', 'parameters', 'schemas', 'headers', 'requestBodies']);

const folder = process.argv[2] ?? '';
const full = read(join(folder, 'generated/api.github.com.json'));
const { name, version, license } = read(join(folder, 'package.json'));

const paths: Record<string, Json> = {};
for (const operation of operations) {
  const [method = '', path = ''] = operation.split(' ');
  const found = (full['paths'] as Record<string, Json>)[path]?.[method.toLowerCase()];
  if (found === undefined) throw new RangeError(`GitHub's description has no ${operation}`);
  paths[path] = { ...paths[path], [method.toLowerCase()]: withoutProse(found, false) };
}

const components: Record<string, Record<string, unknown>> = {};
collect(paths);

const source = `${String(name)} ${String(version)}, generated/api.github.com.json`;
const extract = {
  'x-source': source,
  'x-license': `${String(license)}, Copyright (c) 2020 Octokit contributors`,
  openapi: full['openapi'],
  paths,
  components,
};
writeFileSync(new URL('openapi.json', import.meta.url), `${JSON.stringify(extract)}\n`);
process.stdout.write(`${operations.length} operations of ${source}\n`);

function read(file: string): Json {
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

function withoutProse(value: unknown, named: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item, false));
  if (typeof value !== 'object' || value === null) return value;
  const kept: Json = {};
  for (const [key, child] of Object.entries(value)) {
    if (named || !PROSE.has(key)) kept[key] = withoutProse(child, !named && NAMED.has(key));
  }
  return kept;
}

/** Adds every component that something refers to, and what those refer to. */
function collect(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const target: unknown = '$ref' in value ? value.$ref : undefined;
  if (typeof target === 'string') take(target);
  for (const child of Object.values(value)) collect(child);
}

function take(pointer: string): void {
  const [kind = '', one = ''] = pointer.replace('#/components/', '').split('/');
  const section = (components[kind] ??= {});
  if (one in section) return;
  const found = (full['components'] as Record<string, Json>)[kind]?.[one];
  section[one] = withoutProse(found, false);
  collect(section[one]);
}
