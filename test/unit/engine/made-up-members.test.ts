// What a feature may say of its kinds beyond the common, said by a made-up one: each is asked where it counts. A member
// of the interface that one feature alone can make use of would be that feature's name in disguise
// (test/architecture/members.ts).
import { describe, expect, test } from 'vitest';
import { reportLost } from '../../../lib/app/reporting/report-issues.ts';
import { sweep } from '../../../lib/app/sweeping/index.ts';
import type { ReporterWorld } from '../../../lib/app/world.ts';
import { diff } from '../../../lib/diff/index.ts';
import type { FeatureLooks, FeatureRuns } from '../../../lib/live/index.ts';
import {
  type ClusterKindDefinition,
  type ComputeKindDefinition,
  kindsOf,
  refInCluster,
  refInProject,
  refKey,
} from '../../../lib/model/index.ts';
import { type FeatureRules, makePlan, rollbackChanges, rulesOf, step } from '../../../lib/plan/index.ts';
import { expectations } from '../../../lib/state/index.ts';
import { createMemoryCodeHost } from '../../fakes/memory-code-host.ts';
import { NEVER } from '../app/bare-rig.ts';
import { appliedOf, desiredOf, EU, FLEET, observedOf, PROJECT, resource, UNIT } from '../fleet-of-two.ts';
import { changeOf } from '../plan/change.ts';
import { inCluster, madeOf, NAME, router, widget } from './made-up.ts';
import { createWalk, type Walk } from './walk.ts';

/** Takes what it holds from a well, by a pipe that stands while it moves. */
const pump: ComputeKindDefinition = { ...router, id: 'pump', isRoot: true, hasEndpoints: true };
const pipe: ComputeKindDefinition = {
  ...router,
  id: 'pipe',
  api: { collection: 'pipes', scope: 'global' },
  name: { code: 'pi' },
  standsWhileItMoves: true,
};
const well: ClusterKindDefinition = {
  ...widget,
  id: 'well',
  title: 'well',
  api: { ...widget.api, kind: 'Well', plural: 'wells', otherGroups: [{ group: 'old.example', versions: ['v1'] }] },
  observed: { where: 'config', which: 'all' },
  output: 'copies',
  givesSettings: true,
};
const sheet: ClusterKindDefinition = {
  ...widget,
  id: 'sheet',
  api: { ...widget.api, kind: 'Sheet', plural: 'sheets' },
  observed: { where: 'config', which: 'all' },
};
const kinds = kindsOf([pump, pipe, well]);
const PUMP = refInProject(pump, PROJECT, NAME);
const PIPE = refInProject(pipe, PROJECT, 'rl1-pi-one-0123456789');
const WELL = refInCluster(well, EU, 'one', UNIT);

const source = { cluster: EU, namespace: UNIT, service: 'one', port: '' };
const NETWORK = { network: 'n' };
const piped = (asn: number) => resource(PIPE, { ...NETWORK, asn });
const pumped = { ...resource(PUMP, NETWORK, { dependsOn: [refKey(PIPE)] }), endpoints: source };

const walkWith = (rules: FeatureRules, runs: FeatureRuns = {}, looks: FeatureLooks = {}): Promise<Walk> =>
  createWalk(kinds, { rules, runs, looks, sections: { pumps: {} } }, async () => ({}));
/** Fills nothing, and is told of everything. */
const companion = (synced: string[], differs: () => string | undefined = () => undefined) => ({
  differs: async () => differs(),
  sync: async ({ name }: { readonly name: string }) => {
    synced.push(name);
    return { wrote: true, note: '1 endpoint' };
  },
});

describe('how a kind moves', () => {
  test('warm: a stage has a body of its own, before the final one', async () => {
    const { rig, carryOut } = await walkWith({
      kinds: {
        pipe: {
          warm: ({ after = {} }) => ({ ...after, asn: 1 }),
          stand: ({ key }, { needs }) => {
            const warm = step('expand', { type: 'apply', key, stage: 'warm' }, needs);
            return [warm, step('switch', { type: 'apply', key, stage: 'final' }, [warm.id])];
          },
        },
      },
    });
    const written: unknown[] = [];
    rig.compute.after = (call, key) => {
      if (call === 'insert' || call === 'update') written.push(rig.compute.body(key)?.['asn']);
    };
    await carryOut(1, [piped(7)]);
    expect(written).toEqual([1, 7]);
  });

  test('goesAtOnce: it leaves before what is watched has settled', () => {
    const goes = (atOnce: boolean) => {
      const rules = rulesOf(kinds, [{ kinds: { pump: { serves: true }, well: { goesAtOnce: () => atOnce } } }]);
      const plan = makePlan(rules, FLEET, UNIT, [
        changeOf(PUMP, { kind: 'create', after: {}, needs: [refKey(WELL)] }),
        changeOf(WELL, { kind: 'delete', needs: [refKey(PUMP)] }),
      ]);
      return plan?.steps.find(({ action }) => action.type === 'delete')?.needs ?? [];
    };
    expect(goes(false).some((id) => id.includes('settle'))).toBe(true);
    expect(goes(true).some((id) => id.includes('settle'))).toBe(false);
  });

  test('staysInRollback: what it would lose stays', () => {
    const loses = changeOf(PIPE, { fields: [{ path: 'asn', before: 1, effect: 'shrink' }] });
    expect(rollbackChanges(rulesOf(kinds, []), [loses])).toEqual([loses]);
    expect(rollbackChanges(rulesOf(kinds, [{ kinds: { pipe: { staysInRollback: true } } }]), [loses])).toEqual([]);
  });

  test('standsWhileItMoves: who refers to it does not wait for its update', () => {
    const needsOf = (ref: typeof PIPE) => {
      const update = changeOf(ref, { after: {}, fields: [{ path: 'asn', after: 1, effect: 'change' }] });
      const other = changeOf(WELL, { kind: 'create', after: {}, needs: [refKey(ref)] });
      return makePlan(rulesOf(kinds, []), FLEET, UNIT, [update, other])?.steps.find(({ id }) => id.includes('wells'))
        ?.needs;
    };
    expect([needsOf(PIPE), needsOf(PUMP)]).toEqual([[], [expect.stringContaining(refKey(PUMP))]]);
  });

  test('keep: another unit still needs it, so it stays wanted', async () => {
    const { rig, carryOut, push } = await walkWith({
      keep: (wanted) =>
        wanted.unit !== UNIT || wanted.resources.length > 0 ? wanted : { ...wanted, resources: [piped(7)] },
    });
    await carryOut(1, [piped(7)]);
    expect((await push(3, [])).plan).toBeUndefined();
    expect(rig.compute.body(refKey(PIPE))).toBeDefined();
  });

  test('lost: the journal says what a run does not bring back, and an issue does', async () => {
    const { rig, push, run } = await walkWith({ lost: () => ['the old name'] });
    const { task } = await push(1, [piped(7)]);
    await run(task);
    if (task === undefined) throw new TypeError('it is released');
    expect((await rig.journal(task))[0]).toMatchObject({ type: 'started', lost: ['the old name'] });
    const host = createMemoryCodeHost();
    const part = {
      lost: ({ lost }: { readonly lost: readonly string[] }) => ({ marker: 'm', title: 'lost', body: lost.join() }),
    };
    const world = { store: rig.store, host, parts: [part] } as unknown as ReporterWorld;
    const { fleet, unit, runId } = task;
    await reportLost(world, { type: 'run', fleet, unit, runId, commit: 'c1' }, NEVER);
    expect(host.issue('m')).toMatchObject({ title: 'lost', body: 'the old name' });
  });

  test('otherGroups: an object is written under the group of its ref, and is another one there', async () => {
    const { rig, carryOut } = await walkWith({});
    const old = refInCluster(well, EU, 'one', UNIT, 'old.example');
    await carryOut(1, [madeOf(old, inCluster({ spec: { deep: 1 } }))]);
    expect(rig.clusters.mutations).toEqual([`apply ${refKey(old)}`]);
    expect(refKey(old)).not.toBe(refKey(WELL));
  });

  test('givesSettings: what changes with it changes by a manifest, though it names it nowhere', () => {
    const causeWith = (kind: ClusterKindDefinition) => {
      const own = kindsOf([pipe, kind, sheet]);
      const copy = (ref: typeof WELL, of: string, deep: number) => ({
        ...madeOf(ref, inCluster({ spec: { deep } })),
        owners: [`acme.example/${of}/${UNIT}/one`],
      });
      const all = (deep: number) => [
        copy(WELL, 'Well', deep),
        copy(refInCluster(sheet, EU, 'one', UNIT), 'Sheet', 1),
        { ...piped(deep), owners: [`acme.example/Sheet/${UNIT}/one`] },
      ];
      const around = { kinds: own, observed: observedOf(all(1)), takeover: false, pendingCause: 'pending' } as const;
      const { changes } = diff({ ...around, desired: desiredOf(all(2)), applied: appliedOf(all(1)) });
      return changes.find(({ ref }) => ref.kind === pipe.id)?.cause;
    };
    const { givesSettings: _gives, ...plain } = well;
    expect([causeWith(well), causeWith(plain)]).toEqual(['pending', 'fact']);
  });
});

describe('what a kind brings to a run', () => {
  test('companion: endpoints are synced after it is made, and drift of them is told and mended', async () => {
    const synced: string[] = [];
    let wrong: string | undefined;
    const runs = { kinds: { pump: { companion: companion(synced, () => wrong) } } };
    const { world, rig, carryOut, run } = await walkWith({}, runs);
    await carryOut(1, [piped(7), pumped]);
    expect(synced).toEqual([PUMP.name]);
    wrong = 'one endpoint is missing';
    await sweep(world, NEVER);
    rig.clock.advance(180_000);
    await sweep(world, NEVER);
    await run(rig.publisher.takeTasks().flatMap((one) => (one.type === 'run' ? [one] : []))[0]);
    expect(synced).toEqual([PUMP.name, PUMP.name]);
  });

  test('writes: whole members, a private part that is written with some, and what is written beside', async () => {
    const told: unknown[] = [];
    const { rig, carryOut } = await walkWith(
      {},
      {
        kinds: {
          pipe: {
            writes: {
              whole: async (current, changed) => ({ ...changed, kept: current['name'] ?? null }),
              isPrivate: (changed) => (told.push(Object.keys(changed).sort()), false),
              beside: async (_change, { name }, { body, rotates }) => {
                told.push([name, body === undefined, rotates]);
                return false;
              },
            },
          },
        },
      },
    );
    await carryOut(1, [piped(7)]);
    await carryOut(3, [piped(8)]);
    expect(told).toEqual([
      [PIPE.name, true, false],
      ['asn', 'kept'],
      [PIPE.name, false, true],
    ]);
    expect(rig.compute.body(refKey(PIPE))).toMatchObject({ asn: 8, kept: PIPE.name });
  });

  test('madeBy: who makes what is waited for, in words', async () => {
    const { rig, push, run } = await walkWith({}, { kinds: { pipe: { madeBy: 'the plumber' } } });
    const { task } = await push(1, [{ ...piped(7), maker: 'gke' }]);
    expect(await run(task)).toBe('waiting');
    if (task === undefined) throw new TypeError('it is released');
    expect((await rig.journal(task)).at(-1)).toMatchObject({ reason: expect.stringContaining('the plumber has not') });
  });
});

describe('what a feature looks up', () => {
  test('outlook and backing stand in the revision', async () => {
    const service = `acme.example/Widget/${UNIT}/one`;
    const backing = { [refKey(PIPE)]: { service, ready: { [EU]: 3 } } };
    const looks: FeatureLooks = {
      outlook: async () => ({ pumps: { ready: 1 } }),
      backing: () => async (changes) => (changes.length === 0 ? undefined : backing),
    };
    const { revision } = await (await walkWith({}, {}, looks)).push(1, [piped(7)]);
    expect(revision.outlook).toEqual({ pumps: { ready: 1 } });
    expect(revision.units.find(({ unit }) => unit === UNIT)?.backing).toEqual(backing);
  });

  test('verify is asked in each sweep with what it kept, and unwell holds a repair back', async () => {
    const memories: unknown[] = [];
    const looks: FeatureLooks = {
      verify: {
        pumps: async ({ memory }) => {
          memories.push(memory);
          return { memory: { seen: true }, found: [] };
        },
      },
      unwell: async () => [EU],
    };
    const { world, rig, carryOut } = await walkWith({}, {}, looks);
    await carryOut(1, [piped(7)]);
    rig.compute.put(PIPE, { ...rig.compute.body(refKey(PIPE)), asn: 1 });
    await sweep(world, NEVER);
    rig.clock.advance(180_000);
    await sweep(world, NEVER);
    expect(rig.publisher.takeTasks().filter(({ type }) => type === 'run')).toEqual([]);
    expect(rig.compute.body(refKey(PIPE))?.['asn']).toBe(1);
    expect(memories).toEqual([undefined, { seen: true }]);
    expect(await rig.value(expectations.at(FLEET))).toEqual({ features: { pumps: { seen: true } } });
  });
});
