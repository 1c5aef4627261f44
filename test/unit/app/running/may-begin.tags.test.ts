// The fleet's firewall rule may lose the tags of a cluster that left, without a person's word, once nothing stands
// there any more: the worker finds that out by itself, from the facts that the head was planned with and from the
// records.
import { beforeEach, describe, expect, test } from 'vitest';
import { mayBegin } from '../../../../lib/app/running/may-begin.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import { diff } from '../../../../lib/diff/index.ts';
import { runIdOf } from '../../../../lib/execute/index.ts';
import { type Facts, factsDigest } from '../../../../lib/fleet/index.ts';
import {
  type ClusterRef,
  type DesiredResource,
  type DesiredState,
  FLEET_UNIT,
  type ObservedResource,
  ownershipMark,
  refKey,
} from '../../../../lib/model/index.ts';
import { makePlan, type PlanEnvelope, type Revision } from '../../../../lib/plan/index.ts';
import {
  appliedStates,
  desiredStates,
  factsByDigest,
  finishedRevisions,
  openRuns,
  revisions,
} from '../../../../lib/state/index.ts';
import { appliedOf, desiredOf, EU, FLEET, OWNER, PROJECT, resource, serviceKey, UNIT, US } from '../../balancer.ts';
import { createRig, headOf, NEVER, REPOSITORY, type Rig } from '../rig.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { clusterRef, computeRef } from '../../../../lib/features/ingress/kinds/index.ts';
import { LOOKS } from '../../../../functions/wiring/looks.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';

const LEFT = 'us-east1/gke-left';
const RULE = computeRef('firewall', PROJECT, 'rl1-fw-0123456789');
const description = ownershipMark(OWNER, FLEET_UNIT);
const COMMIT = 'commit-1';

const rule = (...targetTags: readonly string[]): DesiredResource =>
  resource(RULE, { description, network: 'n', direction: 'INGRESS', sourceRanges: ['35.191.0.0/16'], targetTags });
const [before, after] = [rule('node-eu', 'node-left', 'node-us'), rule('node-eu', 'node-us')];

const sources = { [serviceKey('one')]: { file: 'a.yaml', line: 1, column: 1 } };
const tagsOf = (tags: Readonly<Record<string, readonly string[]>>): Facts => ({
  fleet: FLEET,
  clusters: Object.fromEntries(
    Object.entries(tags).map(([link, nodeTags]) => [link, { state: 'fresh', zones: [], namespaces: [], nodeTags }]),
  ),
  addresses: {},
});
const FACTS = tagsOf({ [EU]: ['node-eu'], [US]: ['node-us'] });

let rig: Rig;
let seen: Map<string, ObservedResource>;
beforeEach(async () => {
  rig = createRig();
  seen = new Map([[refKey(RULE), { ref: RULE, body: { ...before.body, id: '1' }, ours: true }]]);
  await rig.put(finishedRevisions.at(FLEET), { seq: 0, commit: 'commit-0', fleet: rig.fleet() });
  await rig.put(appliedStates.at(FLEET, FLEET_UNIT), appliedOf([before], { unit: FLEET_UNIT }));
  await rig.put(factsByDigest.at(FLEET, factsDigest(FACTS)), FACTS);
});

/** Whether the plan that takes the tag away may begin. */
async function ask(facts: string = factsDigest(FACTS)) {
  const desired: DesiredState = { ...desiredOf([after]), unit: FLEET_UNIT };
  const applied = await rig.value(appliedStates.at(FLEET, FLEET_UNIT));
  const observed = { resources: seen, unknown: [] };
  const { changes } = diff({ kinds: KINDS, desired, applied, observed, takeover: false, pendingCause: 'pending' });
  const plan = makePlan(RULES, FLEET, FLEET_UNIT, changes);
  if (plan === undefined) throw new TypeError('there is something to do');
  const envelope = { unit: FLEET_UNIT, plan: plan.digest, desired: digestOf(desired), gates: [] };
  const head = headOf(rig.fleet(), 1, COMMIT);
  const revision: Revision = {
    fleet: FLEET,
    occasion: { type: 'head', repository: REPOSITORY, commit: COMMIT },
    seq: 1,
    facts,
    verdict: 'ready',
    diagnostics: [],
    sources,
    units: [
      {
        counts: { create: 0, update: 1, replace: 0, delete: 0, adopt: 0, abandon: 0 },
        impact: 'none',
        partial: false,
        unknown: [],
        ...envelope,
      } satisfies PlanEnvelope,
    ],
  };
  await rig.put(revisions.at(FLEET, COMMIT, 'head'), revision);
  const runId = runIdOf(1, plan.digest, applied?.runId);
  const task = { type: 'run', fleet: FLEET, seq: 1, commit: COMMIT, runId, ...envelope } as const;
  const inForce = { policy: rig.fleet().policy, isKnown: true };
  const { gates: _none, ...of } = task;
  return mayBegin(
    rig.store,
    {
      rules: RULES,
      looks: LOOKS,
      head,
      task: of,
      plan,
      inForce,
      clusters: rig.clusters,
      observed,
      forbidden: [],
      guarded: [],
    },
    NEVER,
  );
}

const SERVICES = Object.fromEntries([EU, US, LEFT].map((link) => [link, clusterRef('service', link, 'svc', UNIT)]));
/** Of the endpoints of a Service there. */
const group = (cluster: string): DesiredResource => ({
  ...resource(computeRef('networkEndpointGroup', PROJECT, 'neg', 'zone-a'), {}),
  dependsOn: [refKey(SERVICES[cluster] as ClusterRef)],
});
const work = async (cluster: string, unit = UNIT) => {
  const desired: DesiredState = { ...desiredOf([group(cluster)]), unit };
  await rig.put(desiredStates.at(FLEET, digestOf(desired)), desired);
  const run = { runId: 'run-9', seq: 1, commit: COMMIT, plan: digestOf('p'), desired: digestOf(desired) };
  await rig.put(openRuns.at(FLEET, unit), { ...run, wakeAt: 0, reason: 'running' });
};
const mark = (unit: string) => {
  const ref = computeRef('healthCheck', PROJECT, 'hc');
  seen.set(refKey(ref), { ref, body: { description: ownershipMark(OWNER, unit) }, ours: true });
};

const HELD = { mayBegin: false, why: 'is not released (firewall-shrinks)' };

describe('the tags of a cluster that left', () => {
  test('may go when nothing of any unit leads there', async () => {
    await rig.put(appliedStates.at(FLEET, UNIT), appliedOf([group(EU)]));
    await work(US, 'green');
    mark(UNIT);
    expect(await ask()).toEqual({ mayBegin: true });
  });

  test('stay while a group of its endpoints is applied, or a run that is open works towards it', async () => {
    await rig.put(appliedStates.at(FLEET, UNIT), appliedOf([group(LEFT)]));
    expect(await ask()).toEqual(HELD);
    await rig.put(appliedStates.at(FLEET, UNIT), appliedOf([group(EU)]));
    await work(LEFT, 'green');
    expect(await ask()).toEqual(HELD);
  });

  test('may go where only objects have stayed, which nobody can reach any more', async () => {
    await rig.put(appliedStates.at(FLEET, UNIT), appliedOf([resource(SERVICES[LEFT] as ClusterRef, {})]));
    expect(await ask()).toEqual({ mayBegin: true });
  });

  test('stay while the record of any unit is damaged or lost: nobody knows what leads there', async () => {
    rig.store.state.put(appliedStates.at(FLEET, UNIT).key, '{}');
    expect(await ask()).toEqual(HELD);
    rig.store.state.drop(appliedStates.at(FLEET, UNIT).key);
    mark(UNIT);
    expect(await ask()).toEqual(HELD);
    // Its first run is under way: it has no record yet.
    await work(EU);
    expect(await ask()).toEqual({ mayBegin: true });
  });

  test('stay where the facts are lost or damaged, or do not know how each member is let in', async () => {
    const unknown = tagsOf({ [EU]: [], [US]: ['node-us'] });
    await rig.put(factsByDigest.at(FLEET, factsDigest(unknown)), unknown);
    expect(await ask(factsDigest(unknown))).toEqual(HELD);
    const { key } = factsByDigest.at(FLEET, factsDigest(FACTS));
    rig.store.state.put(key, '{}');
    expect(await ask()).toEqual(HELD);
    rig.store.state.drop(key);
    expect(await ask()).toEqual(HELD);
  });
});
