// CustomResourceDefinitions, and the resources that they serve from the moment they are stored.
import { rulesOf, ruleFaults } from '../cel/rules.ts';
import { type Cause, invalidValue, required } from '../errors.ts';
import { type Json, type JsonObject, isObject, listOf as items, objectOf, stringOf, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import type { Column, KindContext, Resource } from '../resource.ts';
import { builtIn } from './built-in.ts';
import { kindSchema } from './metadata-schema.ts';
import { structuralFaults } from './structural-schema.ts';
import { boolean, conditions, keyedBy, listOf, object, oneOf, open, setOf, string } from './write-schema.ts';

const names = object(
  {
    plural: string,
    singular: string,
    kind: string,
    listKind: string,
    shortNames: listOf(string),
    categories: listOf(string),
  },
  ['plural', 'kind'],
);

const column = object(
  {
    name: string,
    type: oneOf('integer', 'number', 'string', 'boolean', 'date'),
    format: string,
    description: string,
    priority: { type: 'integer' },
    jsonPath: string,
  },
  ['name', 'type', 'jsonPath'],
);

const version = object(
  {
    name: string,
    served: boolean,
    storage: boolean,
    deprecated: boolean,
    deprecationWarning: string,
    schema: object({ openAPIV3Schema: open }),
    subresources: object({ status: open, scale: open }),
    additionalPrinterColumns: listOf(column),
    selectableFields: listOf(object({ jsonPath: string }, ['jsonPath'])),
  },
  ['name', 'served', 'storage'],
);

const spec = object(
  {
    group: string,
    names,
    scope: oneOf('Cluster', 'Namespaced'),
    versions: listOf(version),
    conversion: object({ strategy: string, webhook: open }, ['strategy']),
    preserveUnknownFields: boolean,
  },
  ['group', 'names', 'scope', 'versions'],
);

export const customResourceDefinitions = builtIn({
  group: 'apiextensions.k8s.io',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  hasStatus: true,
  hasGeneration: true,
  schema: object({
    spec,
    status: object({
      conditions: keyedBy(['type'], conditions.items ?? open),
      acceptedNames: names,
      storedVersions: setOf(string),
    }),
  }),
  columns: [{ name: 'Created At', type: 'string', value: '.metadata.creationTimestamp' }],
  complete,
  check,
});

function versionsOf(definition: KubeObject): readonly JsonObject[] {
  return items(objectOf(definition.spec).versions).map(objectOf);
}

/** Names that may be left out, and the status that the real server's controllers write a moment later. */
function complete(definition: KubeObject, live: KubeObject | undefined, context: KindContext): KubeObject {
  const asked = objectOf(definition.spec);
  const kind = stringOf(objectOf(asked.names).kind) ?? '';
  const names = { singular: kind.toLowerCase(), listKind: `${kind}List`, ...objectOf(asked.names) };
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
    spec: { conversion: { strategy: 'None' }, ...asked, names },
    status: {
      acceptedNames: names,
      conditions: known.conditions ?? [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      storedVersions: [...new Set([...items(known.storedVersions), ...(stored === undefined ? [] : [stored])])],
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
    );
  }
  for (const [index, v] of versions.entries()) {
    const at = `spec.versions[${index}].schema.openAPIV3Schema`;
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
      shortNames: items(names.shortNames).map(String),
      categories: items(names.categories).map(String),
      namespaced: spec.scope === 'Namespaced',
      schema: kindSchema(schema),
      ...(rules === undefined ? {} : { rules }),
      hasStatus: subresources.status !== undefined,
      hasGeneration: true,
      custom: true,
      columns: columnsOf(v),
      selectableFields: items(v.selectableFields).map((field) => textOf(objectOf(field).jsonPath).slice(1)),
      deleteAnswersObject: false,
      createOnPut: false,
      unbuiltSubresources: subresources.scale === undefined ? [] : ['scale'],
    };
  });
}

function columnsOf(version: JsonObject): readonly Column[] {
  const columns = items(version.additionalPrinterColumns).map(objectOf);
  if (columns.length === 0) return [{ name: 'Age', type: 'date', value: '.metadata.creationTimestamp' }];
  return columns.map((c) => ({
    name: textOf(c.name),
    type: c.type as Column['type'],
    value: textOf(c.jsonPath),
    ...(typeof c.priority === 'number' ? { priority: c.priority } : {}),
    ...(typeof c.description === 'string' ? { description: c.description } : {}),
  }));
}
