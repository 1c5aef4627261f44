// CustomResourceDefinitions, and the resources that they serve from the moment they are stored.
import { rulesOf, ruleFaults } from '../cel/rules.ts';
import { type Cause, invalidValue, required, unsupportedValue } from '../errors.ts';
import { type Json, type JsonObject, equal, isList, isObject, listOf, objectOf, stringOf, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import type { Column, KindContext, Resource } from '../resource.ts';
import { builtIn } from './built-in.ts';
import { kindSchema } from './metadata-schema.ts';
import { structuralFaults } from './structural-schema.ts';
import { always, boolean, conditions, keyedBy, arrayOf, object, open, pointer, setOf, string } from './write-schema.ts';

const names = object({
  plural: always(string, ''),
  singular: string,
  kind: always(string, ''),
  listKind: string,
  shortNames: arrayOf(string),
  categories: arrayOf(string),
});

const column = object({
  name: always(string, ''),
  type: always(string, ''),
  format: string,
  description: string,
  priority: { type: 'integer' },
  jsonPath: always(string, ''),
});

const version = object({
  name: always(string, ''),
  served: always(boolean, false),
  storage: always(boolean, false),
  deprecated: boolean,
  deprecationWarning: pointer(string),
  schema: object({ openAPIV3Schema: open }),
  subresources: object({ status: open, scale: open }),
  additionalPrinterColumns: arrayOf(column),
  selectableFields: arrayOf(object({ jsonPath: always(string, '') })),
});

const spec = object({
  group: always(string, ''),
  names: always(names, { plural: '', kind: '' }),
  scope: always(string, ''),
  versions: always(arrayOf(version), null),
  conversion: object({ strategy: always(string, ''), webhook: open }),
  preserveUnknownFields: boolean,
});

const NOTHING = { group: '', names: { plural: '', kind: '' }, scope: '', versions: null };

export const customResourceDefinitions = builtIn({
  group: 'apiextensions.k8s.io',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  hasStatus: true,
  hasGeneration: true,
  hasScale: false,
  schema: object({
    spec: always(spec, NOTHING),
    status: object({
      conditions: keyedBy(['type'], conditions.items ?? open),
      acceptedNames: names,
      storedVersions: setOf(string),
    }),
  }),
  columns: [{ name: 'Created At', type: 'string', value: '.metadata.creationTimestamp' }],
  defaults: withNames,
  complete,
  check,
});

function versionsOf(definition: KubeObject): readonly JsonObject[] {
  return listOf(objectOf(definition.spec).versions).map(objectOf);
}

/** Names that may be left out. */
function withNames(definition: KubeObject): KubeObject {
  const asked = objectOf(definition.spec);
  const kind = stringOf(objectOf(asked.names).kind) ?? '';
  const names = { singular: kind.toLowerCase(), listKind: `${kind}List`, ...objectOf(asked.names) };
  const versions = asked.versions === null ? null : listOf(asked.versions).map(withoutEmptyMembers);
  return { ...definition, spec: { conversion: { strategy: 'None' }, ...asked, names, versions } };
}

/** Go leaves `properties` out of a schema that has none. */
function withoutEmptyMembers(value: Json): Json {
  if (isList(value)) return value.map(withoutEmptyMembers);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([key, member]) => key !== 'properties' || Object.keys(objectOf(member)).length > 0,
  );
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutEmptyMembers(member ?? null)]));
}

/** The status that the real server's controllers write a moment later. */
function complete(definition: KubeObject, live: KubeObject | undefined, context: KindContext): KubeObject {
  const names = objectOf(objectOf(definition.spec).names);
  const known = objectOf(live?.status);
  const condition = (type: string, reason: string, message: string): Json => ({
    type,
    status: 'True',
    reason,
    message,
    lastTransitionTime: context.now,
  });
  const stored = versionsOf(definition).find((v) => v.storage === true)?.name;
  return {
    ...definition,
    status: {
      acceptedNames: names,
      conditions: known.conditions ?? [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      storedVersions: [...new Set([...listOf(known.storedVersions), ...(stored === undefined ? [] : [stored])])],
    },
  };
}

function check(definition: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  const spec = objectOf(definition.spec);
  const plural = stringOf(objectOf(spec.names).plural) ?? '';
  const group = stringOf(spec.group) ?? '';
  const causes: Cause[] = [];
  if (definition.metadata.name !== `${plural}.${group}`) {
    causes.push(invalidValue('metadata.name', definition.metadata.name, 'must be spec.names.plural+"."+spec.group'));
  }
  const isProtected = /(^|\.)(k8s|kubernetes)\.io$/.test(group);
  if (isProtected && objectOf(definition.metadata.annotations)['api-approved.kubernetes.io'] === undefined) {
    const why = 'protected groups must have approval annotation "api-approved.kubernetes.io"';
    causes.push(required('metadata.annotations[api-approved.kubernetes.io]', why));
  }
  const versions = versionsOf(definition);
  if (versions.filter((v) => v.storage === true).length !== 1) {
    causes.push(
      invalidValue(
        'spec.versions',
        versions.map((v) => v.name),
        'must have exactly one version marked as storage version',
      ),
      invalidValue('status.storedVersions', null, 'must have at least one stored version'),
    );
  }
  const [first] = versions;
  const isShared = first?.schema !== undefined && versions.every((v) => equal(v.schema, first.schema));
  if (!['Cluster', 'Namespaced'].includes(textOf(spec.scope))) {
    causes.push(unsupportedValue('spec.scope', spec.scope, ['Cluster', 'Namespaced']));
  }
  for (const [index, v] of versions.entries()) {
    // A schema that all versions share is moved there before it is looked at.
    const at = isShared ? 'spec.validation.openAPIV3Schema' : `spec.versions[${index}].schema.openAPIV3Schema`;
    if (isShared && index > 0) break;
    const root = objectOf(v.schema).openAPIV3Schema;
    if (!isObject(root)) causes.push(required(at, 'schemas are required'));
    else {
      const faults = structuralFaults(root, at);
      // Rules are typed by the schema: without a sound one there is nothing to check them against.
      causes.push(...(faults.length > 0 ? faults : ruleFaults(root, at)));
    }
  }
  const before = objectOf(live?.spec);
  for (const member of ['group', 'scope'] as const) {
    if (live !== undefined && before[member] !== spec[member]) {
      causes.push(invalidValue(`spec.${member}`, spec[member], 'field is immutable'));
    }
  }
  return causes;
}

/** The resources of a stored definition, one per served version; the storage version comes first. */
export function servedBy(definition: KubeObject): readonly Resource[] {
  const spec = objectOf(definition.spec);
  const names = objectOf(spec.names);
  const kind = textOf(names.kind);
  const served = versionsOf(definition).filter((v) => v.served === true);
  const ordered = [...served].sort((a, b) => Number(b.storage === true) - Number(a.storage === true));
  return ordered.map((v): Resource => {
    const subresources = objectOf(v.subresources);
    const schema = objectOf(objectOf(v.schema).openAPIV3Schema);
    const rules = rulesOf(schema);
    return {
      group: textOf(spec.group),
      version: textOf(v.name),
      kind,
      listKind: textOf(names.listKind),
      plural: textOf(names.plural),
      singular: textOf(names.singular),
      shortNames: listOf(names.shortNames).map(String),
      categories: listOf(names.categories).map(String),
      namespaced: spec.scope === 'Namespaced',
      schema: kindSchema(schema),
      ...(rules === undefined ? {} : { rules }),
      hasStatus: subresources.status !== undefined,
      hasGeneration: true,
      hasScale: false,
      custom: true,
      columns: columnsOf(v),
      selectableFields: listOf(v.selectableFields).map((field) => textOf(objectOf(field).jsonPath).slice(1)),
      deleteAnswersObject: false,
      createOnPut: false,
      unbuiltSubresources: subresources.scale === undefined ? [] : ['scale'],
    };
  });
}

function columnsOf(version: JsonObject): readonly Column[] {
  const columns = listOf(version.additionalPrinterColumns).map(objectOf);
  if (columns.length === 0) return [{ name: 'Age', type: 'date', value: '.metadata.creationTimestamp' }];
  return columns.map((c) => ({
    name: textOf(c.name),
    type: c.type as Column['type'],
    value: textOf(c.jsonPath),
    ...(typeof c.priority === 'number' ? { priority: c.priority } : {}),
    ...(typeof c.description === 'string' ? { description: c.description } : {}),
  }));
}
