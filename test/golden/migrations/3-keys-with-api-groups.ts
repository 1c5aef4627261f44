// Maps the golden files of before to those of now: keys and refs get the API group, resources are sorted by their new
// keys, and digests are others. `node FILE OLD NEW`: two copies of test/golden; exits 1 unless the map gives the new
// bytes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refKey, type ResourceRef } from '../../../lib/model/index.ts';

type Graph = { readonly states: readonly { readonly resources: { readonly ref: ResourceRef }[] }[] };
const [before = '', after = ''] = process.argv.slice(2);
const DIGEST = /\b[0-9a-f]{12}(?:[0-9a-f]{52})?\b/g;
const OBJECT = /"(?=((?:Backend|Frontend|Multi)\w+)\/)/g;
const IN_CLUSTER = /"(clusters\/[^/]+\/[^/]+)((?:\/namespaces\/[^/]+)?\/(\w+))((?:\/status)?)(\/[^/"]+)"/g;
const REF = /"kind": "(\w+)",(\s+)(?="cluster")/g;
const GROUPS: Readonly<Record<string, string>> = { cus: 'apiextensions.k8s.io', ser: '', bac: 'cloud.google.com' };
const group = (kind: string): string => GROUPS[kind.slice(0, 3).toLowerCase()] ?? 'networking.gke.io';

for (const path of readdirSync(before, { recursive: true, encoding: 'utf8' })) {
  if (!/expected.*\.(?:json|md|txt)$/.test(path)) continue;
  const now = readFileSync(join(after, path), 'utf8');
  const digests = now.match(DIGEST)?.values();
  const old = readFileSync(join(before, path), 'utf8');
  const grouped = old
    .replaceAll(OBJECT, (_, kind: string) => `"${group(kind)}/`)
    .replaceAll(IN_CLUSTER, (_, at, on, kind, status, name) => `"${at}/${group(kind) || 'core'}${on}${name}${status}"`)
    .replaceAll(REF, (_, kind, gap) => `"kind": "${kind}",${gap}"group": "${group(kind)}",${gap}`);
  const graph = path.endsWith('.json') ? (JSON.parse(grouped) as Graph) : { states: [] };
  for (const { resources } of graph.states) resources.sort((a, b) => (refKey(a.ref) < refKey(b.ref) ? -1 : 1));
  const mapped = path.endsWith('.json') ? `${JSON.stringify(graph, null, 2)}\n` : old;
  if (mapped.replaceAll(DIGEST, (was) => digests?.next().value ?? was) !== now) throw new TypeError(path);
}
