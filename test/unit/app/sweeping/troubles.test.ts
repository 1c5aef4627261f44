// Documents of a fleet that are lost or damaged are told in one issue: when it begins, when it is something else, when
// it is over.
import { beforeEach, describe, expect, test } from 'vitest';
import { report } from '../../../../lib/app/reporting/report.ts';
import { sweep } from '../../../../lib/app/sweeping/sweep.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import { stateIssue } from '../../../../lib/report/index.ts';
import { DAMAGE_WORDS } from '../../../../lib/report/issues/damage-words.ts';
import {
  appliedStates,
  approvals,
  type Damage,
  deadLetters,
  desiredStates,
  drifts,
  factsByDigest,
  finishedRevisions,
  heads,
  latestFacts,
  leases,
  namedSecrets,
  openRuns,
  owners,
  pauses,
  pins,
  plans,
  policyWords,
  revisions,
  rollbacks,
  type Troubles,
  troubles,
} from '../../../../lib/state/index.ts';
import { createMemoryCodeHost, type MemoryCodeHost } from '../../../fakes/memory-code-host.ts';
import { FLEET, UNIT } from '../../balancer.ts';
import { reporterWorlds } from '../commands/reporter-worlds.ts';
import { createRig, NEVER, OPTIONS, REPOSITORY, type Rig } from '../rig.ts';
import { runTask } from '../../../../lib/app/running/run-task.ts';
import { meddle, settled } from '../running/steps/settled.ts';

const DIGEST = 'd'.repeat(64);
const { marker } = stateIssue({ damaged: [], unrecorded: [], head: 'known', policy: true }, FLEET);
/** Longer than from one whole look to the next. */
const A_LOOK_MS = 10 * 60_000;

let rig: Rig;
let host: MemoryCodeHost;
beforeEach(async () => {
  rig = await settled();
  await rig.put(owners.at(FLEET), { repository: REPOSITORY });
  host = createMemoryCodeHost();
});

async function tell(): Promise<number> {
  const worlds = reporterWorlds({ ...rig.world, host });
  const messages = rig.publisher.takeReports().filter(({ type }) => type === 'state');
  for (const message of messages) await report(worlds, message, NEVER);
  return messages.length;
}

/** @returns how many reports there were. */
async function tick(): Promise<number> {
  await sweep(rig.world, NEVER);
  return tell();
}

async function tickLater(): Promise<number> {
  rig.clock.advance(A_LOOK_MS);
  return tick();
}

const told = (): Promise<Troubles | undefined> => rig.value(troubles.at(FLEET));

const head = async () => (await rig.value(heads.at(FLEET)))?.commit ?? '';
const desired = async () => (await rig.value(appliedStates.at(FLEET, UNIT)))?.desired ?? '';
type At = Pick<Damage, 'bucket' | 'key'>;
const DOCUMENTS: readonly (readonly [string, () => At | Promise<At>])[] = [
  ['heads', () => heads.at(FLEET)],
  ['owners', () => owners.at(FLEET)],
  ['finished', () => finishedRevisions.at(FLEET)],
  ['policies', () => policyWords.at(FLEET)],
  ['applied', () => appliedStates.at(FLEET, UNIT)],
  ['open', () => openRuns.at(FLEET, UNIT)],
  ['leases', () => leases.at(FLEET, UNIT)],
  ['rollbacks', () => rollbacks.at(FLEET, UNIT)],
  ['approvals', () => approvals.at(FLEET, DIGEST)],
  ['pauses', () => pauses.at(FLEET, UNIT)],
  ['pins', () => pins.at(FLEET, UNIT)],
  ['named-secrets', () => namedSecrets.at(FLEET, 'pull-7')],
  ['revisions', async () => revisions.at(FLEET, await head(), 'head')],
  ['desired', async () => desiredStates.at(FLEET, await desired())],
  ['dead-letters', () => deadLetters.at('17')],
];

describe('a quiet fleet', () => {
  test('has nothing told and nothing written', async () => {
    expect(await tickLater()).toBe(0);
    expect(await told()).toBeUndefined();
    expect(host.issue(marker)).toBeUndefined();
  });

  test('costs eleven lists and nine reads more every ten minutes than in the minutes between', async () => {
    // From the middle between two whole looks.
    rig.clock.advance(A_LOOK_MS - (rig.clock.now() % A_LOOK_MS) + 60_000);
    const calls = new Map<string, number>();
    const count = async (): Promise<string> => {
      calls.clear();
      await tick();
      return ['list', 'read'].map((call) => `${calls.get(call) ?? 0} ${call}s`).join(', ');
    };
    await tick();
    rig.store.before = (call) => void calls.set(call, (calls.get(call) ?? 0) + 1);
    const quiet = await count();
    rig.clock.advance(A_LOOK_MS - 60_000);
    const whole = await count();
    expect([quiet, whole]).toEqual(['13 lists, 13 reads', '24 lists, 22 reads']);
  });
});

describe('a damaged document', () => {
  test.each(DOCUMENTS)('of %s is told', async (collection, at) => {
    const { bucket, key } = await at();
    rig.store[bucket].put(key, '[]');
    await tickLater();
    expect((await told())?.damaged).toContainEqual({ bucket, key, why: 'does not hold a JSON object' });
    expect(host.issue(marker)).toMatchObject({ state: 'open', title: 'Lost or damaged documents of prod' });
    expect(host.issue(marker)?.body).toContain(key.replace(/[0-9a-f]{40,}/, (digits) => `${digits.slice(0, 12)}…`));
    expect(DAMAGE_WORDS[collection]).toBeDefined();
  });

  test('that what is planned stands on is told, too', async () => {
    const revision = await rig.value(revisions.at(FLEET, await head(), 'head'));
    const [unit] = revision?.units ?? [];
    if (revision === undefined || unit === undefined) throw new TypeError('the head is planned');
    const gates = [{ code: 'too-many-deletes', message: 'm' }] as const;
    const units = [{ ...unit, plan: DIGEST, gates }];
    await rig.put(revisions.at(FLEET, await head(), 'head'), { ...revision, units, facts: DIGEST });
    for (const place of [plans.at(FLEET, DIGEST), factsByDigest.at(FLEET, DIGEST)]) rig.store.state.put(place.key, '{');
    await tickLater();
    expect((await told())?.damaged.map(({ key }) => key.split('/')[0])).toEqual(['facts', 'plans']);
  });

  test.each(['facts', 'plans', 'desired', 'revisions'])(
    'of %s, which the planner writes, has the head planned again, each minute until it is mended',
    async (collection) => {
      const commit = await head();
      const revision = await rig.value(revisions.at(FLEET, commit, 'head'));
      const [unit] = revision?.units ?? [];
      if (revision === undefined || unit === undefined) throw new TypeError('the head is planned');
      await sweep(rig.world, NEVER);
      const [[, facts = ''] = []] = await factsByDigest.keys(rig.store, [FLEET], NEVER);
      await rig.put(revisions.at(FLEET, commit, 'head'), { ...revision, facts, units: [{ ...unit, plan: DIGEST }] });
      const places = {
        facts: factsByDigest.at(FLEET, facts),
        plans: plans.at(FLEET, DIGEST),
        desired: desiredStates.at(FLEET, await desired()),
        revisions: revisions.at(FLEET, commit, 'head'),
      };
      rig.store.state.put(places[collection as keyof typeof places].key, '{');
      await tickLater();
      rig.publisher.takeRevisions();
      rig.clock.advance(60_000);
      await tick();
      expect(rig.publisher.takeRevisions().map(({ type }) => type)).toContain('facts');
    },
  );

  test('is not told of a fleet that has its name and no head yet, and is where it was planned once', async () => {
    rig = createRig();
    await rig.put(owners.at(FLEET), { repository: REPOSITORY });
    expect(await tick()).toBe(0);
    expect(await told()).toBeUndefined();
    rig.store.state.put(revisions.at(FLEET, 'c1', 'head').key, '{}');
    expect(await tick()).toBe(1);
    expect(await told()).toMatchObject({ head: 'lost' });
  });

  test('is told once, again when it is something else, and is closed when it is over', async () => {
    rig.store.state.put(leases.at(FLEET, UNIT).key, '{}');
    expect(await tickLater()).toBe(1);
    const body = host.issue(marker)?.body;
    expect(await tick()).toBe(0);
    rig.store.release.put(approvals.at(FLEET, DIGEST).key, '{}');
    expect(await tick()).toBe(1);
    expect(host.issue(marker)?.body).not.toBe(body);
    rig.store.release.drop(approvals.at(FLEET, DIGEST).key);
    rig.store.state.drop(leases.at(FLEET, UNIT).key);
    expect(await tick()).toBe(1);
    expect(host.issue(marker)?.state).toBe('closed');
    expect(await tick()).toBe(0);
  });

  test('that no message could tell is told the next time', async () => {
    rig.store.state.put(leases.at(FLEET, UNIT).key, '{}');
    rig.clock.advance(A_LOOK_MS);
    const publishReport = () => Promise.reject(new RangelightError('unavailable', 'pubsub', 'down'));
    const publisher = { ...rig.publisher, publishReport };
    await expect(sweep({ ...rig.world, publisher }, NEVER)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await told()).toMatchObject({ untold: true });
    expect(await tick()).toBe(1);
    expect(await told()).not.toHaveProperty('untold');
  });

  test('does not keep the units from being looked at', async () => {
    meddle(rig);
    rig.store.before = (call, key) => {
      if (call === 'read' && key.startsWith('troubles/')) throw new RangelightError('denied', 'storage', 'no');
    };
    await expect(sweep(rig.world, NEVER)).rejects.toMatchObject({ code: 'denied' });
    rig.store.before = undefined;
    expect(await rig.value(drifts.at(FLEET, UNIT))).toBeDefined();
  });
});

describe('what was told of last', () => {
  test.each([
    ['of drift', drifts.at(FLEET, UNIT)],
    ['of documents', troubles.at(FLEET)],
    ['as facts', latestFacts.at(FLEET)],
  ])('%s is written anew where it is damaged', async (_, place) => {
    rig.store.state.put(place.key, '{}');
    await tickLater();
    expect(await place.look(rig.store, NEVER)).toHaveProperty('found.value');
    await tick();
    expect(host.issue(marker)?.state ?? 'closed').toBe('closed');
  });
});

describe('what is lost', () => {
  test.each(['lost', 'damaged'] as const)('the head is told as %s, where the fleet lives', async (how) => {
    const { key } = heads.at(FLEET);
    const text = JSON.stringify(rig.store.contents()[key]);
    if (how === 'lost') rig.store.state.drop(key);
    else rig.store.state.put(key, '{}');
    expect(await tick()).toBe(1);
    expect(await told()).toMatchObject({ head: how });
    expect(host.issue(marker)?.body).toContain('begins anew at the branch');
    rig.store.state.put(key, text);
    expect(await tick()).toBe(1);
    expect(host.issue(marker)?.state).toBe('closed');
  });

  test('the policy in force is told, with the words that confirm it', async () => {
    rig.store.state.drop(finishedRevisions.at(FLEET).key);
    expect(await tick()).toBe(1);
    expect(await told()).toMatchObject({ policy: false, damaged: [] });
    expect(host.issue(marker)?.body).toContain('/rangelight apply --fleet prod');
  });

  test.each(['lost', 'damaged'] as const)(
    'case 22: the record of a unit is told (%s), and made anew without a push where it stands as it is wanted',
    async (how) => {
      const { key } = appliedStates.at(FLEET, UNIT);
      if (how === 'lost') rig.store.state.drop(key);
      else rig.store.state.put(key, '{}');
      expect(await tick()).toBe(1);
      expect(await told()).toMatchObject({ unrecorded: [UNIT] });
      expect(rig.publisher.takeRevisions()).toEqual([]);
      const [task, ...others] = rig.publisher.takeTasks();
      expect([task, others]).toEqual([{ type: 'adopt', fleet: FLEET, unit: UNIT }, []]);
      if (task !== undefined) expect(await runTask(rig.world, task, OPTIONS, NEVER)).toBe('finished');
      expect(await tick()).toBe(1);
      expect(host.issue(marker)?.state).toBe('closed');
      expect(rig.publisher.takeTasks()).toEqual([]);
    },
  );

  test('case 22: a unit that does not stand as it is wanted is not adopted: it is planned, and told', async () => {
    meddle(rig);
    rig.store.state.drop(appliedStates.at(FLEET, UNIT).key);
    expect(await tick()).toBe(1);
    expect(rig.publisher.takeTasks()).toEqual([]);
    expect(rig.publisher.takeRevisions()).toMatchObject([{ type: 'facts' }]);
  });
});
