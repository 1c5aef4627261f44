// A value for every kind of document, with all that it may hold.
import { diagnostic, digestOf } from '../../../lib/core/index.ts';
import type { JournalEntry } from '../../../lib/execute/index.ts';
import { type Facts, factsDigest, type Fleet } from '../../../lib/fleet/index.ts';
import { type DesiredResource, refKey } from '../../../lib/model/index.ts';
import {
  makePlan,
  type Occasion,
  occasionName,
  type Plan,
  type PlanEnvelope,
  type Revision,
} from '../../../lib/plan/index.ts';
import type { DocumentKind, DocumentReading, Stored } from '../../../lib/state/document/document.ts';
import {
  acts,
  answers,
  appliedStates,
  approvals,
  commitRecords,
  deadLetters,
  deliveries,
  desiredStates,
  drifts,
  entryNumber,
  factsByDigest,
  finishedRevisions,
  drainOutcomes,
  drainWords,
  followWords,
  forcedPushes,
  freezes,
  heads,
  journalEntries,
  keptWords,
  latestFacts,
  leases,
  namedSecrets,
  mergedPulls,
  openPulls,
  openRuns,
  owners,
  pauses,
  pins,
  plans,
  policyWords,
  replanTurns,
  retirements,
  revisions,
  rollbacks,
  shownRollbacks,
  stopsSeen,
  sightings,
  expectations,
  troubles,
  unfollowed,
  vouches,
  WHOLE_FLEET,
} from '../../../lib/state/index.ts';
import type { MemoryStore } from '../../fakes/memory-store.ts';
import { appliedOf, balancer, compute, desiredOf, EU, FLEET, resource, UNIT, US } from '../balancer.ts';
import { createRig, headOf, REPOSITORY } from '../app/rig.ts';
import { changeOf } from '../plan/change.ts';
import { RULES } from '../../../functions/wiring/rules.ts';

const { signal } = new AbortController();

/** One document of a kind. */
export interface Example {
  readonly collection: string;
  readonly key: string;
  readonly value: object;
  write(store: MemoryStore, generation?: string): Promise<Stored<object>>;
  look(store: MemoryStore): Promise<DocumentReading<object>>;
  /** Another document of the same kind. */
  lookAt(store: MemoryStore, key: string): Promise<DocumentReading<object>>;
}

function example<T extends object, K extends readonly (string | number)[]>(
  kind: DocumentKind<T, K>,
  value: NoInfer<T>,
  ...key: K
): Example {
  const place = kind.at(...key);
  return {
    collection: kind.collection,
    key: place.key,
    value,
    write: (store, generation = '0') => place.write(store, value, generation, signal),
    look: (store) => place.look(store, signal),
    lookAt: (store, at) => kind.at(...(kind.partsOf(at) as readonly unknown[] as K)).look(store, signal),
  };
}

const AT = 1_770_000_000_000;
const COMMIT = 'c'.repeat(40);
const RUN = '000004-0123456789abcdef';
const [DESIRED, PLAN] = [digestOf('desired'), digestOf('plan')];
const ACT = { by: 'github ann', reason: 'sale (#7)' };
const SOURCE = { file: 'a/rangelight.yaml', line: 3, column: 5 };

const balance = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'], negs: 'rangelight' });
const secret = { clusters: [EU, US], namespace: UNIT, name: 'keys', fingerprint: 'f1', use: 'signed-url-key' } as const;
/** With all that may hang on a resource. */
const laden: DesiredResource = resource(
  compute('networkEndpointGroup', 'neg', 'us-west1-a'),
  { list: [1, { deep: null }] },
  {
    maker: 'gke',
    owners: ['networking.gke.io/MultiClusterService/blue/one'],
    dependsOn: balance.keys.services,
    endpoints: { cluster: US, namespace: UNIT, service: 'one', port: '' },
    secret,
    privateParts: [{ name: 'k1', secret }],
  },
);
const desired = desiredOf([...balance.resources, laden]);
const { ref, endpoints, privateParts } = laden;
const change = changeOf(ref, {
  kind: 'update',
  before: { a: 1 },
  after: { a: 2 },
  secret,
  ...(endpoints === undefined ? {} : { endpoints }),
  ...(privateParts === undefined ? {} : { privateParts }),
  fields: [
    { path: 'a', before: 1, after: [null, true], effect: 'grow' },
    { path: 'b', effect: 'shrink' },
  ],
});

/** A plan with every type of step: a load balancer whose route moves to another backend service. */
function wholePlan(): Plan {
  const next = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'], version: 2, negs: 'rangelight' });
  const later = new Set(next.resources.map((one) => refKey(one.ref)));
  const made = next.resources.map((one) => changeOf(one.ref, { kind: 'create', after: one.body }));
  const gone = balance.resources.filter((one) => !later.has(refKey(one.ref)));
  const left = gone.map((one) => changeOf(one.ref, { kind: 'delete', before: one.body }));
  const plan = makePlan(RULES, FLEET, UNIT, [...made, ...left, change]);
  if (plan === undefined) throw new TypeError('there is something to do');
  const actions = [
    { type: 'apply', key: 'k', stage: 'warm' },
    { type: 'await-health', key: 'k', from: ['old'] },
    { type: 'await', key: 'k' },
    { type: 'endpoints', key: 'k' },
    { type: 'delete', key: 'k' },
    { type: 'settle', of: 'k' },
    { type: 'baseline', of: 'k', services: ['s'] },
    { type: 'bake', of: 'k', baseline: 'b', watch: [{ key: 's', from: ['old'] }] },
    { type: 'drain', of: 'k' },
  ] as const;
  const steps = [
    ...plan.steps,
    ...actions.map((action) => ({ id: `${action.type} again`, phase: 'bake', action, needs: ['k'] }) as const),
  ];
  return planOf({ ...plan, steps });
}

function planOf({ fleet, unit, changes, steps }: Plan): Plan {
  const work = changes.map(({ cause: _cause, why: _why, ...rest }) => rest);
  return { digest: digestOf({ fleet, unit, changes: work, steps }), fleet, unit, changes, steps };
}

const fleet: Fleet = {
  ...createRig().fleet({ namespaces: { 'manifests/**': [UNIT] } }),
  clusters: createRig()
    .fleet()
    .clusters.map((cluster) => ({ ...cluster, endpointsMaxAgeSeconds: 120 })),
};
const facts: Facts = {
  fleet: FLEET,
  clusters: {
    [EU]: { state: 'fresh', uid: 'u-1', zones: ['europe-west1-b'], nodeTags: ['node'], namespaces: [UNIT] },
    [US]: { state: 'unknown', zones: [], nodeTags: [], namespaces: [] },
  },
  addresses: { shared: '198.51.100.7' },
  memberships: [EU, US],
  probesAdmitted: true,
  hostedConfigCluster: null,
  secrets: { 'blue/tls': { state: 'unusable', problem: 'missing', detail: 'does not exist' } },
};

const atHead: Occasion = { type: 'head', repository: REPOSITORY, commit: COMMIT };
const inGroup: Occasion = {
  ...atHead,
  type: 'merge-group',
  base: 'b'.repeat(40),
  ref: 'gh-readonly-queue/main/pr-7-b',
};
const inPull: Occasion = { ...atHead, type: 'pull-request', number: 7, base: 'b'.repeat(40) };

const envelope: PlanEnvelope = {
  unit: UNIT,
  plan: PLAN,
  desired: DESIRED,
  counts: { create: 1, update: 2, replace: 3, delete: 4, adopt: 5, abandon: 6 },
  keptInUse: true,
  approvedBy: 'github ann',
  overtaken: { plan: digestOf('older'), by: 'github ben' },
  rolledBack: { commit: COMMIT, by: 'github alice', to: RUN, reason: 'worse', at: 5 },
  backing: { service: { service: 'networking.gke.io/MultiClusterService/blue/one', ready: { [EU]: 3, [US]: null } } },
  impact: 'certain',
  gates: [
    { code: 'unrecorded', message: 'lost' },
    { code: 'host-removed', message: 'gone', key: 'k', source: SOURCE },
  ],
  partial: true,
  unknown: [
    { part: 'cluster', cluster: EU, reason: 'down' },
    { part: 'compute', kind: 'networkEndpointGroup', zone: 'us-west1-a', reason: 'reset' },
    { part: 'compute', kind: 'urlMap', reason: 'reset' },
  ],
};
const findings = [diagnostic('unit-unrecorded', 'lost', SOURCE, 'look'), diagnostic('cluster-unreachable', 'down')];
const whole: Revision = {
  fleet: FLEET,
  occasion: atHead,
  seq: 4,
  facts: digestOf(facts),
  policyUnknown: true,
  verdict: 'needs-approval',
  diagnostics: findings,
  sources: { 'networking.gke.io/MultiClusterService/blue/one': SOURCE },
  configClusters: { primary: US, backup: EU },
  units: [envelope, { ...envelope, unit: 'green', plan: null, gates: [], unknown: [], partial: false }],
};
const withheld: Revision = {
  fleet: FLEET,
  occasion: inPull,
  facts: '',
  verdict: 'not-compared',
  withheld: { why: 'fork', author: 'mallory' },
  diagnostics: [],
  sources: {},
  units: [],
};

const entries: readonly JournalEntry[] = [
  {
    type: 'started',
    at: AT,
    plan: PLAN,
    desired: DESIRED,
    seq: 4,
    commit: COMMIT,
    holder: 'w',
    approval: { by: 'github ann', at: AT },
  },
  { type: 'resumed', at: AT, holder: 'w' },
  { type: 'attempt', at: AT, step: 's', attempt: 1 },
  {
    type: 'done',
    at: AT,
    step: 's',
    wrote: true,
    applied: laden,
    note: '198.51.100.7',
    health: { service: { eu: 3 } },
  },
  { type: 'done', at: AT, step: 's', wrote: false, applied: null },
  { type: 'waiting', at: AT, step: 's', until: AT + 1, reason: 'no endpoints yet', alarms: 2 },
  { type: 'failed', at: AT, step: 's', failure: { code: 'damaged', system: 'state', message: 'no' }, until: AT + 1 },
  { type: 'finished', at: AT, result: 'rolled-back', message: '' },
];

const pin = { unit: UNIT, commit: COMMIT, bad: DESIRED, good: PLAN, goodRun: RUN, reason: 'worse', at: AT };
const plan = wholePlan();

/** At least one of each kind. */
export const EXAMPLES: readonly Example[] = [
  example(
    acts,
    { ...ACT, at: AT, action: 'confirm-policy', subject: COMMIT, setAside: 'own-commits' },
    '_',
    '2026-01-31',
    '08:00-approve-0',
  ),
  example(answers, { type: 'stranger', said: ['no', ''], by: 'guest', at: AT }, REPOSITORY, 'comment-7'),
  example(
    appliedStates,
    appliedOf([laden], {
      good: { runId: RUN, desired: DESIRED, commit: COMMIT },
      usedApprovals: { [PLAN]: AT },
      addresses: { [balance.keys.address]: '198.51.100.7' },
    }),
    FLEET,
    UNIT,
  ),
  example(approvals, { ...ACT, unit: UNIT, plan: PLAN, opens: ['host-removed'], at: AT }, FLEET, PLAN),
  example(commitRecords, { occasion: atHead, fleets: [FLEET], diagnostics: findings }, REPOSITORY, COMMIT, 'head'),
  example(commitRecords, { occasion: inGroup, fleets: [], diagnostics: [] }, REPOSITORY, COMMIT, 'merge-group'),
  example(
    commitRecords,
    { occasion: inPull, fleets: [FLEET], diagnostics: [], changed: { 'a.yaml': [{ from: 1, to: 2, lines: 3 }] } },
    REPOSITORY,
    COMMIT,
    occasionName(inPull),
  ),
  example(
    commitRecords,
    { occasion: inPull, fleets: [], diagnostics: [], unmerged: 'conflict' },
    REPOSITORY,
    COMMIT,
    occasionName(inPull),
  ),
  example(deadLetters, { id: 'm1', from: 'planner', attempts: 50, data: [null, 'text'], at: AT }, 'm1'),
  example(deliveries, { at: AT }, REPOSITORY, 'poll-c'),
  example(desiredStates, desired, FLEET, digestOf(desired)),
  example(
    drifts,
    {
      unit: UNIT,
      commit: COMMIT,
      healing: true,
      changes: [change],
      healsAt: AT,
      authors: { [change.key]: { by: 'kubectl-edit', at: AT, isPerson: true } },
      heldBack: ['um was put back'],
      foreign: ['URL map um exists and does not carry the mark of this fleet'],
      endpoints: { behind: { [US]: AT }, old: [US] },
    },
    FLEET,
    UNIT,
  ),
  example(
    sightings,
    {
      unit: UNIT,
      commit: COMMIT,
      seen: { [change.key]: { what: PLAN, since: AT, author: null } },
      healed: { [change.key]: [{ runId: 'run-1', at: AT }] },
      left: { runId: 'run-1', what: PLAN },
    },
    FLEET,
    UNIT,
  ),
  example(factsByDigest, facts, FLEET, factsDigest(facts)),
  example(finishedRevisions, { seq: 0, commit: COMMIT, fleet }, FLEET),
  example(
    drainWords,
    {
      ...ACT,
      says: 'drain',
      cluster: EU,
      at: AT,
      until: AT + 1,
      asked: { comment: 5, issue: 7 },
      asFarAsPossible: true,
    },
    FLEET,
    EU,
  ),
  example(
    drainWords,
    { ...ACT, says: 'undrain', cluster: US, at: AT, asked: { comment: 5, issue: 7 }, atOnce: true },
    FLEET,
    US,
  ),
  example(
    drainOutcomes,
    {
      ...ACT,
      says: 'drain',
      cluster: EU,
      asked: { comment: 5, issue: 7 },
      wordAt: AT,
      until: AT + 1,
      at: AT,
      isDone: true,
      why: 'no',
      turned: [{ unit: UNIT, name: 'bs', outcome: 'refused', why: 'no' }],
      ended: { at: AT, stands: 'stays', why: 'no', early: { at: AT, by: 'ann@example.com' } },
    },
    FLEET,
    EU,
  ),
  example(followWords, { ...ACT, at: AT }, REPOSITORY, COMMIT),
  example(forcedPushes, { before: COMMIT, after: 'd'.repeat(40), at: AT }, REPOSITORY, 'd1'),
  example(freezes, { ...ACT, since: AT, until: AT + 1 }, FLEET),
  example(heads, { ...headOf(fleet, 4, COMMIT), folder: 'a/b', forcedAt: AT }, FLEET),
  ...entries.map((entry, number) => example(journalEntries, entry, FLEET, UNIT, RUN, entryNumber(number))),
  example(keptWords, { type: 'comment', comment: 5, issue: 7 }, REPOSITORY, 7, 'comment-5'),
  example(keptWords, { type: 'press', body: '{}', signature: 'sha256=1' }, REPOSITORY, 7, 'press-1'),
  example(latestFacts, facts, FLEET),
  example(leases, { holder: 'w', seq: 4, duration: 60_000 }, FLEET, UNIT),
  example(namedSecrets, { secrets: ['blue/tls'], pullRequest: 7, at: AT, waits: true }, FLEET, 'pull-7'),
  example(
    mergedPulls,
    {
      number: 7,
      head: COMMIT,
      commit: 'b',
      files: ['manifests/web.yaml'],
      fleets: { [FLEET]: { units: [UNIT], in: 'c', told: 'd'.repeat(64), ended: true } },
    },
    REPOSITORY,
    7,
  ),
  example(
    openPulls,
    {
      number: 7,
      head: COMMIT,
      base: 'b',
      draft: false,
      movedAt: AT,
      behind: { head: 'c', commits: 2 },
      superseded: [{ commit: 'a', by: 'b' }],
    },
    REPOSITORY,
    7,
  ),
  example(
    shownRollbacks,
    { unit: UNIT, comment: 5, issue: 7, at: AT, to: RUN, end: { how: 'followed', commit: COMMIT } },
    FLEET,
    UNIT,
  ),
  example(
    openRuns,
    {
      runId: RUN,
      seq: 4,
      commit: COMMIT,
      plan: PLAN,
      desired: DESIRED,
      wakeAt: AT,
      reason: 'paused',
      paused: { unit: UNIT, until: AT },
    },
    FLEET,
    UNIT,
  ),
  example(owners, { repository: REPOSITORY }, FLEET),
  example(pauses, { ...ACT, unit: UNIT, since: AT, until: AT + 1 }, FLEET, UNIT),
  example(pauses, { ...ACT, since: AT }, FLEET, WHOLE_FLEET),
  example(pins, { ...pin, by: 'github alice' }, FLEET, UNIT),
  example(plans, plan, FLEET, plan.digest),
  example(policyWords, { ...ACT, commit: COMMIT, policy: fleet.policy, at: AT }, FLEET),
  example(replanTurns, { takenUntil: AT }, REPOSITORY),
  example(
    retirements,
    {
      unit: UNIT,
      items: {
        [change.key]: { since: AT, what: plan.digest, by: { runId: 'r1', commit: COMMIT } },
        other: { since: AT, what: plan.digest },
      },
      lookAt: AT,
      asked: [{ of: change.key, by: 'map', at: AT, answer: 'used', said: 'requests reach it', lastRequestAt: AT }],
    },
    FLEET,
    UNIT,
  ),
  example(revisions, whole, FLEET, COMMIT, 'head'),
  example(revisions, withheld, FLEET, COMMIT, occasionName(inPull)),
  example(rollbacks, pin, FLEET, UNIT),
  example(
    stopsSeen,
    {
      sweptAt: AT,
      stops: [{ reason: 'run-failed', subject: UNIT, why: 'run 1: denied', since: AT, isDue: true }],
      untold: ['run-failed'],
    },
    FLEET,
  ),
  example(
    expectations,
    { features: { services: { hasSeen: true, since: { 'shop/cart': { what: 'a', at: AT } } } } },
    FLEET,
  ),
  example(
    troubles,
    {
      damaged: [{ bucket: 'state', key: 'leases/prod/blue.json', why: 'does not hold a JSON object' }],
      unrecorded: [UNIT],
      head: 'lost',
      policy: false,
      untold: true,
    },
    FLEET,
  ),
  example(
    unfollowed,
    {
      why: 'stray-head',
      branch: 'main',
      commit: COMMIT,
      fleets: [{ name: FLEET, commit: 'a' }],
      since: AT,
      stage: 'told',
    },
    REPOSITORY,
  ),
  example(vouches, { number: 7, commit: COMMIT, by: 'ann', at: AT }, REPOSITORY, 7, COMMIT),
];
