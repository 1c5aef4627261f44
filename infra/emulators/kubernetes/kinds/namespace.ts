// Namespaces of a cluster.
import { builtIn } from './built-in.ts';
import { conditions, object, setOf, string } from './write-schema.ts';

export const namespaces = builtIn({
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  hasStatus: true,
  deleteAnswersObject: true,
  selectableFields: ['status.phase'],
  unbuiltSubresources: ['finalize'],
  schema: object({
    spec: object({ finalizers: setOf(string) }),
    status: object({ phase: string, conditions }),
  }),
  columns: [
    { name: 'Status', type: 'string', value: '.status.phase' },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
  ],
  complete: (namespace) => ({
    ...namespace,
    metadata: {
      ...namespace.metadata,
      labels: { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: namespace.metadata.deletionTimestamp === undefined ? 'Active' : 'Terminating' },
  }),
});
