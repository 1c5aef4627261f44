// Roles and what binds them. Those of namespaces are obeyed; what a caller may do in the whole cluster comes from its
// token.
import { builtIn } from './built-in.ts';
import { arrayOf, mapOf, object, string } from './write-schema.ts';

const GROUP = 'rbac.authorization.k8s.io';

const rules = arrayOf(
  object({
    verbs: arrayOf(string),
    apiGroups: arrayOf(string),
    resources: arrayOf(string),
    resourceNames: arrayOf(string),
    nonResourceURLs: arrayOf(string),
  }),
);
const created = [{ name: 'Created At', type: 'date', value: '.metadata.creationTimestamp' }] as const;
const binding = object({
  roleRef: object({ apiGroup: string, kind: string, name: string }),
  subjects: arrayOf(object({ apiGroup: string, kind: string, name: string, namespace: string })),
});
const bindingColumns = [
  { name: 'Role', type: 'string', value: '.roleRef.name' },
  { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
] as const;

export const clusterRoles = builtIn({
  group: GROUP,
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
  deleteAnswersObject: false,
  schema: object({
    rules,
    aggregationRule: object({ clusterRoleSelectors: arrayOf(object({ matchLabels: mapOf(string) })) }),
  }),
  columns: created,
});

export const roles = builtIn({
  group: GROUP,
  kind: 'Role',
  plural: 'roles',
  namespaced: true,
  deleteAnswersObject: false,
  schema: object({ rules }),
  columns: created,
});

export const clusterRoleBindings = builtIn({
  group: GROUP,
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  namespaced: false,
  deleteAnswersObject: false,
  schema: binding,
  columns: bindingColumns,
});

export const roleBindings = builtIn({
  group: GROUP,
  kind: 'RoleBinding',
  plural: 'rolebindings',
  namespaced: true,
  deleteAnswersObject: false,
  schema: binding,
  columns: bindingColumns,
});
