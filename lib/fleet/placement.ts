// What a fleet file says of the objects of a file, by its path.
import { didYouMean, type DefaultNamespace, type FolderCluster, type Placement } from '../manifest/index.ts';
import { readClusterFolders } from './cluster-folders.ts';
import { type Fleet, membersOf } from './fleet.ts';
import { fleetFileIn } from './manifest-files.ts';
import { patternFor, readPattern } from './path-pattern.ts';

/** In place of a name that only the reader of a finding knows. */
const NAME = 'NAME';
const WRITE_IT = `Write namespace: ${NAME} under metadata.`;

export function placementOf(fleet: Pick<Fleet, 'clusterFolders' | 'clusters' | 'folder' | 'namespaces'>): Placement {
  const namespaceOf = defaultNamespaces(fleet);
  const clusterOf = folderClusters(fleet);
  const inFolder = fleet.folder === '' ? 0 : fleet.folder.length + 1;
  return (file) => {
    const path = file.slice(inFolder);
    return { namespace: namespaceOf(path), cluster: clusterOf(path) };
  };
}

/**
 * A namespace that is written wins, as over the namespace of a kubectl context; kustomize's `namespace:`, which
 * overwrites, is rendered before.
 */
function defaultNamespaces({
  folder,
  namespaces = {},
}: Pick<Fleet, 'folder' | 'namespaces'>): (path: string) => DefaultNamespace {
  const rules = Object.entries(namespaces).flatMap(([pattern, namespace]) => {
    const read = readPattern(pattern);
    return 'matches' in read ? [{ said: `${namespace} (by ${JSON.stringify(pattern)})`, namespace, ...read }] : [];
  });
  return (path) => {
    const names = path.split('/');
    const [first, ...others] = rules.filter(({ matches }) => matches(names));
    if (first === undefined) return { hint: lineToAdd(path, fleetFileIn(folder), rules.length > 0) };
    const other = others.find(({ namespace }) => namespace !== first.namespace);
    if (other === undefined) return { namespace: first.namespace };
    return { why: `spec.namespaces gives ${first.said} and ${other.said}`, hint: WRITE_IT };
  };
}

function lineToAdd(path: string, fleetFile: string, hasSome: boolean): string {
  const pattern = patternFor(path);
  if (pattern === undefined) return WRITE_IT;
  const entry = `${JSON.stringify(pattern)}: ${NAME}`;
  const line = hasSome ? `under spec.namespaces: ${entry}` : `under spec: namespaces: {${entry}}`;
  return `Write namespace: ${NAME} under metadata, or in ${fleetFile}, ${line}`;
}

function folderClusters(fleet: Pick<Fleet, 'clusterFolders' | 'clusters' | 'folder'>): (path: string) => FolderCluster {
  const { clusterFolders } = fleet;
  const members = membersOf(fleet);
  const file = fleetFileIn(fleet.folder);
  const read = clusterFolders === undefined ? undefined : readClusterFolders(clusterFolders);
  if (read === undefined || 'problem' in read) {
    const hint = `In ${file}, write under spec.clusters: folders: clusters/{location}/{name}/** (and the list under members).`;
    return () => ({ hint });
  }
  return (path) => {
    const cluster = read.linkOf(path.split('/'));
    if (cluster === undefined) return { hint: `Move the file into the folder of a cluster: ${clusterFolders}` };
    if (members.has(cluster)) return { cluster };
    const near = didYouMean(cluster, members);
    return {
      cluster,
      stranger: { hint: near ?? `Rename the folder, or list ${cluster} in spec.clusters of ${file}.` },
    };
  };
}
