// Text → manifests of registered kinds, and diagnostics with file, line and column.
// In: bytes of files, the kinds that features bring. Out: Manifest, Diagnostic.
export { type Budget, createBudget } from './budget.ts';
export { type CustomResourceDefinition, schemaOfCrd } from './crd-schema.ts';
export { didYouMean } from './did-you-mean.ts';
export { isOfKind, type ManifestKind } from './kind.ts';
export { manifestKinds, type ManifestKinds } from './kinds.ts';
export { FLEET_FILES } from './limits.ts';
export { keyPlaceOf, type Located, type Path, placeOf } from './located.ts';
export type { Identity, Manifest } from './manifest.ts';
export { checkLabels, shown } from './metadata-rules.ts';
export { problemOfFile } from './not-a-file.ts';
export type { DefaultNamespace, FolderCluster, Placement } from './placement.ts';
export { inBoth } from './read-object.ts';
export { type Objects, type ManifestReading, type ReadResult, readManifests, type Rejected } from './read-manifests.ts';
export { createSchemaCheck, type SchemaCheck, type Violation } from './schema-check.ts';
export { CHECK_OPTIONS, schemasOfChecks } from './schemas-of-checks.ts';
export { readYamlFile, type YamlDocument, type YamlFile } from './yaml-file.ts';
export { manifestText, withObjects } from './write-manifests.ts';
