// ServiceExport: the Service of its name and namespace, in the cluster where it stands, is to answer in the whole
// fleet. Two API groups have it, and mean the same: GKE's own, and the one of the Multi-Cluster Services API
// (KEP-1645).
import ofGke from '../../../schemas/crds/serviceexports.net.gke.io.json' with { type: 'json' };
import ofStandard from '../../../schemas/crds/serviceexports.multicluster.x-k8s.io.json' with { type: 'json' };
import type { Diagnostic } from '../../core/index.ts';
import { diagnostic } from './codes.ts';
import {
  createSchemaCheck,
  type Identity,
  type Manifest,
  type ManifestKind,
  schemaOfCrd,
  shown,
} from '../../manifest/index.ts';
import { callersAndServices } from '../common/index.ts';
import { GROUPS, SECTION } from './groups.ts';
import { MANAGED_SERVICE } from './managed/service-manifest.ts';

/** Absent in GKE's group, which has no such field. */
interface ServiceExportSpec {
  readonly exportedLabels?: Readonly<Record<string, string>>;
  readonly exportedAnnotations?: Readonly<Record<string, string>>;
}

export interface ServiceExport extends Manifest<ServiceExportSpec | undefined> {
  readonly kind: 'ServiceExport';
}

const EXPORTS: readonly ManifestKind[] = [exports(0, ofGke), exports(1, ofStandard)];

export const SERVICE_MANIFESTS: readonly ManifestKind[] = [...EXPORTS, MANAGED_SERVICE, ...callersAndServices(SECTION)];

/** Other kinds of these groups. */
export const SERVICE_NEIGHBOURS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  GROUPS.map(({ group }) => [group, ['ServiceImport']]),
);

/** Also of an object that cannot be used. */
export function isOfServices({ group, kind }: Identity): boolean {
  return EXPORTS.some((one) => one.group === group && one.kind === kind);
}

export function isServiceExport(manifest: Manifest): manifest is ServiceExport {
  return isOfServices(manifest);
}

function exports(index: 0 | 1, crd: Parameters<typeof schemaOfCrd>[0]): ManifestKind<ServiceExport> {
  const schema = schemaOfCrd(crd);
  return {
    ...GROUPS[index],
    kind: 'ServiceExport',
    schema,
    checkSchema: createSchemaCheck(schema),
    role: 'managed',
    stands: 'either',
    section: SECTION,
    check: (manifest) => [...checkName(manifest), ...notCarriedOver(manifest)],
  };
}

/**
 * Source: Kubernetes, names of Services are DNS labels of RFC 1035. The definition of an export takes any name of an
 * object.
 */
const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

function checkName(manifest: ServiceExport): readonly Diagnostic[] {
  const { name } = manifest;
  if (SERVICE_NAME.test(name)) return [];
  const message = `no Service can have the name ${shown(name)}: at most 63 small letters, digits and hyphens, a letter first, and no hyphen last`;
  return [diagnostic('export-name', message, manifest.at(['metadata', 'name']))];
}

/** Nothing public says that GKE's controller reads these fields, and its own group does not have them. */
function notCarriedOver(manifest: ServiceExport): readonly Diagnostic[] {
  return Object.keys(manifest.spec ?? {}).map((field) =>
    diagnostic('setting-without-effect', `spec.${field} is not carried over`, manifest.keyAt(['spec', field])),
  );
}
