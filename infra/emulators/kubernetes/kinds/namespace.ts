// Namespaces of a cluster.
import { type Cause, invalidValue } from '../errors.ts';
import { listOf, objectOf, textOf } from '../json.ts';
import { qualifiedNameFaults } from '../metadata-rules.ts';
import type { KubeObject } from '../object.ts';
import { builtIn } from './built-in.ts';
import { always, conditions, arrayOf, object, string } from './write-schema.ts';

export const namespaces = builtIn({
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  hasStatus: true,
  deleteAnswersObject: true,
  selectableFields: ['name', 'status.phase'],
  unbuiltSubresources: ['finalize'],
  schema: object({
    spec: always(object({ finalizers: arrayOf(string) }), {}),
    status: always(object({ phase: string, conditions }), {}),
  }),
  columns: [
    { name: 'Status', type: 'string', value: '.status.phase' },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
  ],
  defaults: (namespace) => {
    const { name, labels } = namespace.metadata;
    const status = { phase: 'Active', ...objectOf(namespace.status) };
    if (name === undefined || name === '') return { ...namespace, status };
    return { ...namespace, metadata: { ...namespace.metadata, labels: { ...labels, [NAME_LABEL]: name } }, status };
  },
  complete: (namespace, live) => ({
    ...namespace,
    spec: live?.spec ?? withKubernetes(namespace),
    status: live === undefined ? { phase: 'Active' } : (namespace.status ?? {}),
  }),
  check,
});

const NAME_LABEL = 'kubernetes.io/metadata.name';

function withKubernetes({ spec }: KubeObject): KubeObject['spec'] {
  const finalizers = listOf(objectOf(spec).finalizers);
  return { finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] };
}

function check(namespace: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  const causes: Cause[] = [];
  for (const name of listOf(objectOf(namespace.spec).finalizers).map(textOf)) {
    const faults = qualifiedNameFaults(name, 'spec.finalizers');
    causes.push(...faults);
    if (faults.length === 0 && !name.includes('/') && name !== 'kubernetes') {
      const why = 'name is neither a standard finalizer name nor is it fully qualified';
      causes.push(invalidValue('spec.finalizers', name, why));
    }
  }
  if (live === undefined) return causes;
  const { phase } = objectOf(namespace.status);
  const before = objectOf(live.status).phase;
  const wanted = live.metadata.deletionTimestamp === undefined ? 'Active' : 'Terminating';
  if (phase !== before && phase !== wanted) {
    causes.push(
      invalidValue(
        'status.Phase',
        phase,
        `may only be '${wanted}' if \`deletionTimestamp\` is ${wanted === 'Active' ? '' : 'not '}empty`,
      ),
    );
  }
  return causes;
}
