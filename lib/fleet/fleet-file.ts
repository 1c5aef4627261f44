// rangelight.yaml → Fleet. Any error leaves no fleet at all: a bad fleet file blocks the revision.
import fleetSchema from '../../schemas/fleet.v1.json' with { type: 'json' };
import {
  compareDiagnostics,
  type Diagnostic,
  diagnostic,
  hasErrors,
  type NoFile,
  type SourceRef,
} from '../core/index.ts';
import {
  type Budget,
  createSchemaCheck,
  didYouMean,
  keyPlaceOf,
  type Located,
  placeOf,
  problemOfFile,
  readYamlFile,
  type SchemaCheck,
} from '../manifest/index.ts';
import { checkConfigPlaces, checkMembers, secondsOf } from './fleet-sanity.ts';
import type { Fleet, FleetCluster } from './fleet.ts';
import { readClusterFolders } from './cluster-folders.ts';
import { readPattern } from './path-pattern.ts';
import { clustersOf, featuresOf, type FleetClusterEntry, type FleetSpec } from './fleet-spec.ts';
import { placesIn } from './places.ts';

const checkSchema: SchemaCheck = createSchemaCheck(fleetSchema);

/**
 * Parts and alternatives of all patterns: `manifests` is held against every path of a tree, both `namespaces` against
 * fewer.
 */
const MOST_LOOKS = { manifests: 200, namespaces: 500 } as const;

/**
 * Reads a fleet file. Without errors there is a fleet; every error is reported at once, sorted.
 * @param budget of all fleet files of the commit.
 */
export function readFleet(
  path: string,
  bytes: Uint8Array | NoFile,
  budget?: Budget,
): { readonly fleet?: Fleet; readonly diagnostics: readonly Diagnostic[] } {
  const missing = problemOfFile(path, bytes);
  if (missing !== undefined || typeof bytes === 'string')
    return { diagnostics: missing === undefined ? [] : [missing] };
  const yaml = readYamlFile(path, bytes, budget);
  const [document] = yaml.documents;
  const start = { file: path, line: 1, column: 1 };
  if (!yaml.complete || document === undefined || yaml.documents.length !== 1) {
    const invalid = diagnostic('fleet-file-invalid', 'the fleet file must hold exactly one document', start);
    return { diagnostics: yaml.complete ? [invalid] : yaml.diagnostics };
  }
  const { root, findings } = document;
  const diagnostics = [
    ...findings.map((finding) => diagnostic('fleet-file-invalid', finding.message, finding.source)),
    ...checkSchema(root.value).map(({ wrong, path, message, hint = hintOf(path) }) =>
      diagnostic('fleet-file-invalid', message, wrong === 'key' ? keyPlaceOf(root, path) : placeOf(root, path), hint),
    ),
  ];
  if (hasErrors(diagnostics)) return { diagnostics: diagnostics.sort(compareDiagnostics) };

  const { metadata, spec } = root.value as unknown as { metadata: { name: string }; spec: Partial<FleetSpec> };
  diagnostics.push(...checkMeaning(root, spec));
  if (hasErrors(diagnostics)) return { diagnostics: diagnostics.sort(compareDiagnostics) };
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const fleet = toFleet(metadata.name, folder, spec as FleetSpec, root);
  return { fleet, diagnostics: diagnostics.sort(compareDiagnostics) };
}

/** Of a file that a newer Rangelight wrote. */
function hintOf(path: readonly (string | number)[]): string | undefined {
  return path.join() === 'apiVersion' ? 'A file of another version takes the Rangelight that knows it.' : undefined;
}

/** What the schema cannot say. */
function checkMeaning(root: Located, spec: Partial<FleetSpec>): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  if ('discover' in spec) {
    const message = 'discover is not supported yet';
    found.push(
      diagnostic('unsupported-feature', message, keyPlaceOf(root, ['spec', 'discover']), 'List spec.clusters.'),
    );
  } else if (spec.clusters === undefined) {
    found.push(diagnostic('fleet-file-invalid', 'spec lacks the field "clusters"', keyPlaceOf(root, ['spec'])));
  }
  const { members, place: listAt, folders } = clustersOf(spec.clusters);
  found.push(...checkFolders(root, folders));
  const seen = new Set<string>();
  for (const [index, cluster] of members.entries()) {
    const place = [...listAt, index];
    if (seen.has(cluster.link)) {
      const message = `the cluster ${cluster.link} is given twice`;
      found.push(diagnostic('fleet-file-invalid', message, placeOf(root, [...place, 'link'])));
    }
    seen.add(cluster.link);
    if ((cluster.negs === 'worker') === (cluster.endpointsMaxAge !== undefined)) continue;
    const message = 'endpointsMaxAge belongs to negs: worker, and negs: worker needs it';
    const key = cluster.negs === 'worker' ? 'negs' : 'endpointsMaxAge';
    found.push(diagnostic('fleet-file-invalid', message, keyPlaceOf(root, [...place, key])));
  }
  if (spec.configClusters !== undefined && spec.clusters !== undefined) {
    found.push(
      ...checkConfigClusters(root, spec.configClusters, seen),
      ...checkConfigPlaces(root, spec.configClusters),
    );
  }
  found.push(...checkMembers(root, listAt, members));
  const { manifests = [], namespaces = {}, policy } = spec;
  const manifestsAt = (...index: readonly number[]): SourceRef => placeOf(root, ['spec', 'manifests', ...index]);
  found.push(...checkPatterns(manifests, MOST_LOOKS.manifests, manifestsAt(), (_, index) => manifestsAt(index)));
  for (const [paths, section] of [
    [namespaces, ['spec', 'namespaces']],
    [policy?.namespaces ?? {}, ['spec', 'policy', 'namespaces']],
  ] as const) {
    const at = (...key: readonly string[]): SourceRef => keyPlaceOf(root, [...section, ...key]);
    found.push(...checkPatterns(Object.keys(paths), MOST_LOOKS.namespaces, at(), (key) => at(key)));
  }
  return found;
}

function checkFolders(root: Located, folders: string | undefined): readonly Diagnostic[] {
  const read = folders === undefined ? undefined : readClusterFolders(folders);
  if (read === undefined || 'linkOf' in read) return [];
  const place = placeOf(root, ['spec', 'clusters', 'folders']);
  return [diagnostic('fleet-file-invalid', read.problem, place, read.hint)];
}

/** @param most parts and alternatives of all of them. */
function checkPatterns(
  patterns: readonly string[],
  most: number,
  all: SourceRef,
  placeOfOne: (pattern: string, index: number) => SourceRef,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  let looks = 0;
  for (const [index, pattern] of patterns.entries()) {
    const read = readPattern(pattern);
    if ('looks' in read) looks += read.looks;
    else found.push(diagnostic('fleet-file-invalid', read.problem, placeOfOne(pattern, index), read.hint));
  }
  if (looks <= most) return found;
  const message = `the patterns have ${looks} parts and alternatives together, at most ${most} are possible`;
  return [...found, diagnostic('fleet-file-invalid', message, all, 'Write * or ** in place of many names.')];
}

function checkConfigClusters(
  root: Located,
  config: FleetSpec['configClusters'],
  links: ReadonlySet<string>,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const role of ['primary', 'backup'] as const) {
    const link = config[role];
    if (links.has(link)) continue;
    const place = placeOf(root, ['spec', 'configClusters', role]);
    found.push(diagnostic('unknown-config-cluster', `${link} is not in spec.clusters`, place, didYouMean(link, links)));
  }
  if (config.primary === config.backup) {
    const place = placeOf(root, ['spec', 'configClusters', 'backup']);
    found.push(diagnostic('unknown-config-cluster', 'primary and backup are the same cluster', place));
  }
  return found;
}

function toFleet(name: string, folder: string, spec: FleetSpec, root: Located): Fleet {
  const { project, network, policy = {} } = spec;
  const features = featuresOf(spec);
  const { members, place, folders } = clustersOf(spec.clusters);
  return {
    name,
    folder,
    project,
    fleetProject: spec.fleetProject ?? project,
    network: network.includes('/') ? network : `projects/${project}/global/networks/${network}`,
    primary: spec.configClusters.primary,
    backup: spec.configClusters.backup,
    clusters: members
      .map((entry, index) => toCluster(entry, placeOf(root, [...place, index])))
      .sort((a, b) => (a.link < b.link ? -1 : 1)),
    ...(folders === undefined ? {} : { clusterFolders: folders }),
    manifests: spec.manifests,
    ...(spec.namespaces === undefined ? {} : { namespaces: spec.namespaces }),
    controller: spec.controller,
    ...(Object.keys(features).length === 0 ? {} : { features }),
    policy: { apply: 'manual', drift: 'report', maxDeletes: 5, takeover: false, ...policy },
    source: placeOf(root, []),
    sources: placesIn(root.members.get('spec')),
    nameSource: placeOf(root, ['metadata', 'name']),
  };
}

function toCluster(entry: FleetClusterEntry, source: FleetCluster['source']): FleetCluster {
  const { link, membership = link, negs = 'gke', endpointsMaxAge } = entry;
  const [location = '', cluster = ''] = link.split('/');
  const parts = membership.split('/');
  return {
    link,
    membership: parts.at(-1) ?? cluster,
    membershipLocation: parts.length > 1 ? (parts[0] ?? location) : location,
    negs,
    ...(endpointsMaxAge === undefined ? {} : { endpointsMaxAgeSeconds: secondsOf(endpointsMaxAge) }),
    source,
  };
}
