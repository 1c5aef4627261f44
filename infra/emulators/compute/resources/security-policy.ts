// securityPolicies: rules that let requests in or turn them away before they reach a backend service.
import { invalid, notImplemented } from '../errors.ts';
import { mergePatch, withoutEmpty } from '../merge-patch.ts';
import type { Stored } from '../store.ts';
import type { AskingVerb, Body, ChangingVerb, Kind } from './kind.ts';
import { noLabels, setLabels } from './labels.ts';
import { checkRules, DEFAULT_PRIORITY, priorityOf, type SecurityRule, storedRules } from './security-policy-rules.ts';

const TYPES: ReadonlySet<string> = new Set(['CLOUD_ARMOR', 'CLOUD_ARMOR_EDGE']);

function rulesOf(stored: Stored): readonly SecurityRule[] {
  return (stored.body.rules ?? []) as readonly SecurityRule[];
}

/** The rule at `priority`; throws when there is none. */
function ruleAt(stored: Stored, priority: number): SecurityRule {
  const rule = rulesOf(stored).find((each) => each.priority === priority);
  if (rule !== undefined) return rule;
  const detail = `The security policy does not contain a rule at priority ${priority}.`;
  throw invalid('priority', String(priority), detail);
}

/** The effect of a change of rules, checked against what is there now. */
function changeRules(
  current: Stored,
  change: (rules: readonly SecurityRule[]) => readonly unknown[],
): (stored: Stored) => Stored {
  const changed = (stored: Stored): readonly SecurityRule[] => storedRules(change(rulesOf(stored)) as readonly Body[]);
  checkRules(changed(current));
  return (stored) => ({ ...stored, body: { ...stored.body, rules: changed(stored) } });
}

const addRule: ChangingVerb = {
  changes: true,
  message: 'SecurityPolicyRule',
  operationType: 'AddRule',
  seconds: 2,
  plan(current, request, _around, parameters) {
    if (parameters.get('validateOnly') === 'true') throw notImplemented('The parameter validateOnly');
    return changeRules(current, (rules) => [...rules, withoutEmpty(request)]);
  },
};

const patchRule: ChangingVerb = {
  changes: true,
  message: 'SecurityPolicyRule',
  operationType: 'PatchRule',
  seconds: 2,
  plan(current, request, _around, parameters) {
    if (parameters.has('updateMask')) throw notImplemented('The parameter updateMask');
    const priority = priorityOf(parameters);
    const rule = ruleAt(current, priority);
    if (request.priority !== undefined && request.priority !== priority) {
      throw invalid('resource.priority', request.priority, 'The priority of a rule cannot be changed.');
    }
    const patched = mergePatch(rule as unknown as Body, request);
    return changeRules(current, (rules) => rules.map((each) => (each.priority === priority ? patched : each)));
  },
};

const removeRule: ChangingVerb = {
  changes: true,
  operationType: 'RemoveRule',
  seconds: 2,
  plan(current, _request, _around, parameters) {
    const { priority } = ruleAt(current, priorityOf(parameters));
    if (priority === DEFAULT_PRIORITY) {
      throw invalid('priority', String(priority), 'The default rule of a security policy cannot be removed.');
    }
    return changeRules(current, (rules) => rules.filter((each) => each.priority !== priority));
  },
};

const getRule: AskingVerb = {
  changes: false,
  answer: (current, _request, _around, parameters) =>
    current === undefined ? {} : (ruleAt(current, priorityOf(parameters)) as unknown as Body),
};

export const securityPolicies: Kind = {
  collection: 'securityPolicies',
  singular: 'securityPolicy',
  snake: 'security_policy',
  message: 'SecurityPolicy',
  scope: 'global',
  quota: 'SECURITY_POLICIES',
  methods: { patch: true, aggregatedList: 'regional' },
  listKinds: { list: 'compute#securityPolicyList', aggregated: 'compute#securityPoliciesAggregatedList' },
  references: {},
  links: [],
  outputOnly: ['labels', 'labelFingerprint', 'region', 'associations', 'parent', 'shortName'],
  // PATCH is for everything but the rules, which have verbs of their own.
  immutable: ['type', 'rules'],
  fingerprint: true,
  labels: true,
  seconds: { insert: 3, change: 2, delete: 2 },
  defaults({ body, current }) {
    const rules = storedRules((body.rules ?? []) as readonly Body[]);
    return { type: 'CLOUD_ARMOR', description: '', ...body, rules, ...(current === undefined ? noLabels : {}) };
  },
  validate({ body }) {
    if (!TYPES.has(String(body.type))) throw notImplemented(`securityPolicies of type ${String(body.type)}`);
    checkRules((body.rules ?? []) as readonly SecurityRule[]);
  },
  verbs: { addRule, patchRule, removeRule, getRule, setLabels },
};
