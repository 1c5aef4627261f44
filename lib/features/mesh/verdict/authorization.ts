// Whether the AuthorizationPolicies of the callee's cluster let a caller in, by its identity and namespace. What asks
// about the request itself (its path, its method, its headers) cannot be answered before there is one.
import { type JsonObject, objectAt, objectsAt, oncePer, textAt, textMembersAt, textsAt } from '../../../core/index.ts';
import { selects } from '../world/labels.ts';
import type { MeshWorkload } from '../world/mesh-workload.ts';
import { type MeshCluster, rulesIn } from '../world/mesh-world.ts';
import { type MeshRule, ROOT_NAMESPACE } from '../world/mesh-rule.ts';
import { DEFAULT_DOMAIN, type MeshSettings } from '../world/mesh-settings.ts';
import type { Endpoints } from './endpoints.ts';
import { domainsOf } from './trust.ts';

export interface CallerIdentity {
  /** `<trust domain>/ns/<namespace>/sa/<account>`; undefined for plain text, which proves nobody. */
  readonly principal: string | undefined;
  readonly namespace: string;
}

export interface Admission {
  readonly answer: 'admitted' | 'forbidden' | 'by-request';
  readonly rule?: MeshRule;
  /** A DENY that names identities, and that plain text goes past. */
  readonly passed?: MeshRule;
}

/** What a source may ask of who calls; all else is about the request, or an address. */
const OF_CALLER: ReadonlySet<string> = new Set([
  'principals',
  'notPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
]);

type Match = 'yes' | 'no' | 'by-request';

/** As the callee's cluster sees it. */
type Caller = CallerIdentity & { readonly own: MeshSettings };

/** Those that are for a workload. Workloads that have the same ones share them, and what becomes of each caller. */
interface PolicySet {
  readonly denying: readonly MeshRule[];
  readonly allowing: readonly MeshRule[];
  readonly admissions: Map<string, Admission>;
}

export function admission({ cluster, workload }: Endpoints, caller: CallerIdentity): Admission {
  const policies = policiesAt(cluster)(workload);
  const who = `${caller.namespace} ${caller.principal ?? ''}`;
  const known = policies.admissions.get(who) ?? judged(policies, { ...caller, own: cluster.settings });
  policies.admissions.set(who, known);
  return known;
}

const policiesAt = oncePer((cluster: MeshCluster) => {
  const sets = new Map<string, PolicySet>();
  const all = rulesIn(cluster, 'AuthorizationPolicy').map((rule) => ({
    rule,
    wanted: textMembersAt(rule.spec, 'selector', 'matchLabels'),
  }));
  return oncePer(({ namespace, labels }: MeshWorkload): PolicySet => {
    const own = all.flatMap(({ rule, wanted }, index) => {
      const isHere = rule.namespace === namespace || rule.namespace === ROOT_NAMESPACE;
      return isHere && selects(wanted, labels) ? [index] : [];
    });
    const rules = own.flatMap((index) => all[index]?.rule ?? []);
    const key = own.join();
    const found = sets.get(key) ?? {
      denying: ofAction(rules, 'DENY'),
      allowing: ofAction(rules, 'ALLOW'),
      admissions: new Map<string, Admission>(),
    };
    sets.set(key, found);
    return found;
  });
});

/** Others (AUDIT, CUSTOM) decide nothing here. */
function ofAction(policies: readonly MeshRule[], action: 'ALLOW' | 'DENY'): readonly MeshRule[] {
  return policies.filter((rule) => (textAt(rule.spec, 'action') ?? 'ALLOW') === action);
}

/** Source: Istio, `AuthorizationPolicy`: DENY before ALLOW; with any ALLOW, what none of them takes is refused. */
function judged({ denying, allowing }: PolicySet, caller: Caller): Admission {
  const denied = denying.map((rule) => ({ rule, match: matches(rule, caller) }));
  const no = denied.find(({ match }) => match === 'yes');
  if (no !== undefined) return { answer: 'forbidden', rule: no.rule };
  const passed = caller.principal === undefined ? denying.find(namesIdentities) : undefined;
  const gone = passed === undefined ? {} : { passed };
  const perhaps = denied.find(({ match }) => match === 'by-request');
  if (perhaps !== undefined) return { answer: 'by-request', rule: perhaps.rule, ...gone };
  if (allowing.length === 0) return { answer: 'admitted', ...gone };
  const allowed = allowing.map((rule) => ({ rule, match: matches(rule, caller) }));
  if (allowed.some(({ match }) => match === 'yes')) return { answer: 'admitted', ...gone };
  const some = allowed.find(({ match }) => match === 'by-request');
  if (some !== undefined) return { answer: 'by-request', rule: some.rule, ...gone };
  const [first] = allowing;
  return { answer: 'forbidden', ...(first === undefined ? {} : { rule: first }), ...gone };
}

/** Without rules nothing matches; an empty rule matches everything. */
function matches({ namespace, spec }: MeshRule, caller: Caller): Match {
  return best(objectsAt(spec, 'rules').map((rule) => matchesRule(rule, namespace, caller)));
}

function matchesRule(rule: JsonObject, policyNamespace: string, caller: Caller): Match {
  const from = objectsAt(rule, 'from');
  const source =
    from.length === 0
      ? 'yes'
      : best(from.map((one) => matchesSource(objectAt(one, 'source'), policyNamespace, caller)));
  if (source !== 'yes') return source;
  const asksRequest = objectsAt(rule, 'to').length > 0 || objectsAt(rule, 'when').length > 0;
  return asksRequest ? 'by-request' : 'yes';
}

function matchesSource(source: JsonObject, policyNamespace: string, { principal, namespace, own }: Caller): Match {
  const known = principal === undefined ? undefined : namespace;
  const ofAll = [
    listed(source, 'principals', principal, own),
    not(listed(source, 'notPrincipals', principal, own)),
    listed(source, 'namespaces', known),
    not(listed(source, 'notNamespaces', known)),
    accountListed(source, 'serviceAccounts', policyNamespace, principal),
    not(accountListed(source, 'notServiceAccounts', policyNamespace, principal)),
  ].filter((one) => one !== undefined);
  if (ofAll.includes(false)) return 'no';
  return Object.keys(source).every((field) => OF_CALLER.has(field)) ? 'yes' : 'by-request';
}

/** Undefined where the field is absent: it asks nothing. */
function listed(source: JsonObject, field: string, value: string | undefined, own?: MeshSettings): boolean | undefined {
  if (!Array.isArray(source[field])) return undefined;
  const patterns = textsAt(source, field).flatMap((one) => (own === undefined ? [one] : inDomains(one, own)));
  return value !== undefined && patterns.some((pattern) => isLike(pattern, value));
}

/**
 * A principal with one of the domains that count as the cluster's own, or with the default one, means all of them.
 * Source: Istio, pilot/pkg/security/trustdomain/bundle.go.
 */
function inDomains(pattern: string, own: MeshSettings): readonly string[] {
  const domains = domainsOf(own);
  const [domain = '', ...rest] = pattern.split('/');
  if (rest.length !== 4) return [pattern];
  if (!domains.some((one) => isLike(domain, one)) && domain !== DEFAULT_DOMAIN) return [pattern];
  return domains.map((one) => [one, ...rest].join('/'));
}

function not(answer: boolean | undefined): boolean | undefined {
  return answer === undefined ? undefined : !answer;
}

/** Whether the account of a caller is among those that a source names, in its own namespace where it names none. */
function accountListed(
  source: JsonObject,
  field: string,
  policyNamespace: string,
  principal: string | undefined,
): boolean | undefined {
  if (!Array.isArray(source[field])) return undefined;
  const found = principal === undefined ? null : /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal);
  const own = found === null ? undefined : `${found[1]}/${found[2]}`;
  return textsAt(source, field).some((one) => (one.includes('/') ? one : `${policyNamespace}/${one}`) === own);
}

/** Exact, `prefix*`, `*suffix`, or `*` for anybody who has one. */
function isLike(pattern: string, value: string): boolean {
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : pattern === value;
}

function best(all: readonly Match[]): Match {
  if (all.includes('yes')) return 'yes';
  return all.includes('by-request') ? 'by-request' : 'no';
}

function namesIdentities({ spec }: MeshRule): boolean {
  return objectsAt(spec, 'rules').some((rule) =>
    objectsAt(rule, 'from').some((one) => {
      const source = objectAt(one, 'source');
      return ['principals', 'namespaces', 'serviceAccounts'].some((field) => field in source);
    }),
  );
}
