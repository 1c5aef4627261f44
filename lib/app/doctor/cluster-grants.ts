// What rules of roles in a cluster let do, as texts that can be held against each other. Source: Kubernetes, "Using
// RBAC Authorization".
import { type JsonObject, objectsAt, textsAt } from '../../core/index.ts';
import type { ClusterRule } from './contract.ts';

const MOST_NAMED = 5;

/** What a Role or a ClusterRole gives: `verb resource group name`; the name is `*` for all. */
export function grantsOf(role: JsonObject | undefined): ReadonlySet<string> {
  return new Set(objectsAt(role, 'rules').flatMap((rule) => [...grants(ruleOf(rule))]));
}

function ruleOf(rule: JsonObject): ClusterRule {
  const texts = (key: string): readonly string[] => textsAt(rule, key);
  return {
    apiGroups: texts('apiGroups'),
    resources: texts('resources'),
    verbs: texts('verbs'),
    resourceNames: texts('resourceNames'),
  };
}

/** As `grantsOf`, of one rule. */
export function* grants({ apiGroups, resources, verbs, resourceNames = [] }: ClusterRule): Iterable<string> {
  const names = resourceNames.length === 0 ? ['*'] : resourceNames;
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs) for (const name of names) yield `${verb} ${resource} ${group} ${name}`;
}

/** Whether what is held gives what is wanted, a `*` for anything. */
export function givesGrant(held: ReadonlySet<string>, wanted: string): boolean {
  const [verb = '', resource = '', group = '', name = ''] = wanted.split(' ');
  const either = (one: string): readonly string[] => [one, '*'];
  return either(verb).some((v) =>
    either(resource).some((r) => either(group).some((g) => either(name).some((n) => held.has(`${v} ${r} ${g} ${n}`)))),
  );
}

/** For people, the first few. */
export function shownGrants(all: readonly string[]): string {
  const named = all
    .toSorted()
    .slice(0, MOST_NAMED)
    .map((one) => {
      const [verb, resource, group, name] = one.split(' ');
      return `${verb} ${resource}${group === '' ? '' : `.${group}`}${name === '*' ? '' : ` ${name}`}`;
    })
    .join(', ');
  const rest = all.length - MOST_NAMED;
  return rest <= 0 ? named : `${named} and ${rest} more`;
}
