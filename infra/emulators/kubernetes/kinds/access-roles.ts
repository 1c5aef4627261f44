// ClusterRoles and ClusterRoleBindings: kept and shown. What a caller may do here comes from its token.
import { builtIn } from './built-in.ts';
import { arrayOf, mapOf, object, string } from './write-schema.ts';

const GROUP = 'rbac.authorization.k8s.io';

export const clusterRoles = builtIn({
  group: GROUP,
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
  deleteAnswersObject: false,
  schema: object({
    rules: arrayOf(
      object({
        verbs: arrayOf(string),
        apiGroups: arrayOf(string),
        resources: arrayOf(string),
        resourceNames: arrayOf(string),
        nonResourceURLs: arrayOf(string),
      }),
    ),
    aggregationRule: object({ clusterRoleSelectors: arrayOf(object({ matchLabels: mapOf(string) })) }),
  }),
  columns: [{ name: 'Created At', type: 'date', value: '.metadata.creationTimestamp' }],
});

export const clusterRoleBindings = builtIn({
  group: GROUP,
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  namespaced: false,
  deleteAnswersObject: false,
  schema: object({
    roleRef: object({ apiGroup: string, kind: string, name: string }),
    subjects: arrayOf(object({ apiGroup: string, kind: string, name: string, namespace: string })),
  }),
  columns: [
    { name: 'Role', type: 'string', value: '.roleRef.name' },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
  ],
});
