// A folder of manifests and the clusters that somebody can reach → the first fleet file. Pure.
import { objectsAt, RangelightError, textAt, type Tree } from '../../core/index.ts';
import { type ManifestKinds, readYamlFile } from '../../manifest/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import { fleetFileText } from './fleet-file-text.ts';

export interface ProposeFleet {
  readonly kinds: ManifestKinds;
  /** As in the file that comes out. */
  readonly schema: string;
  readonly files: Tree;
  readonly name: string;
  /** Default: the one project of the clusters that are known. */
  readonly project: string | undefined;
  /** Default: the same. */
  readonly fleetProject?: string | undefined;
  readonly network: string;
  readonly controller: 'rangelight' | 'gke';
  /** In the order in which config clusters are chosen among them. */
  readonly clusters: readonly { readonly link: ClusterLink; readonly project?: string }[];
}

/** Fails with `invalid` where the project or a second cluster has to be named. */
export function proposeFleet({ kinds, files, clusters, ...fleet }: ProposeFleet): string {
  const found = manifestsIn(kinds, files);
  const links = [...new Set([...clusters.map(({ link }) => link), ...found.links])];
  const [link, backup] = links;
  if (link === undefined || backup === undefined)
    throw invalid('a fleet needs two clusters that hold its objects: name them with --cluster LOCATION/NAME');
  const projects = [...new Set(clusters.flatMap(({ project }) => project ?? []))].sort();
  const project = fleet.project ?? projects[0];
  if (project === undefined || (fleet.project === undefined && projects.length > 1))
    throw invalid(`the project of the load balancers is not known${listed(projects)}: name it with --project ID`);
  const members = [...links].sort().map((one) => {
    const [location = '', name = ''] = one.split('/');
    return { link: one, location, name };
  });
  const { patterns, bare } = found;
  return fleetFileText({
    ...fleet,
    project,
    fleetProject: fleet.fleetProject ?? project,
    link,
    backup,
    members,
    patterns,
    bare,
  });
}

function listed(projects: readonly string[]): string {
  return projects.length === 0 ? '' : ` (${projects.join(', ')})`;
}

interface Found {
  /** Sorted. */
  readonly patterns: readonly string[];
  /** Those below which objects write no namespace. */
  readonly bare: readonly string[];
  readonly links: readonly ClusterLink[];
}

function manifestsIn(kinds: ManifestKinds, files: Tree): Found {
  const patterns = new Set<string>();
  const bare = new Set<string>();
  const links = new Set<ClusterLink>();
  for (const [path, bytes] of files) {
    if (typeof bytes === 'string' || !/\.ya?ml$/.test(path)) continue;
    const pattern = patternOf(path);
    for (const { root } of readYamlFile(path, bytes).documents) {
      const { value } = root;
      if (!isManaged(kinds, textAt(value, 'apiVersion') ?? '', textAt(value, 'kind') ?? '')) continue;
      patterns.add(pattern);
      if (textAt(value, 'metadata', 'namespace') === undefined) bare.add(pattern);
      for (const one of objectsAt(value, 'spec', 'clusters')) {
        const link = textAt(one, 'link');
        if (link !== undefined && /^[^/]+\/[^/]+$/.test(link)) links.add(link);
      }
    }
  }
  return { patterns: [...patterns].sort(), bare: [...bare].sort(), links: [...links].sort() };
}

function isManaged(kinds: ManifestKinds, apiVersion: string, kind: string): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return kinds.named(kind).some((one) => one.group === group && one.role === 'managed');
}

/** Everything below the first folder: what stands beside manifests is left to others. */
function patternOf(path: string): string {
  const [first = '', ...inner] = path.split('/');
  const end = path.endsWith('.yml') ? '*.yml' : '*.yaml';
  return inner.length === 0 ? end : `${first}/**/${end}`;
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'init', message);
}
