// What other versions left behind, with a run open and a plan that waits: this one goes on with it. Each file of
// fleets/ is what `node test/upgrade/save.ts` of a version wrote.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { sweep } from '../../lib/app/sweeping/index.ts';
import { appliedStates, DOCUMENTS, openRuns, schemaName, troubles } from '../../lib/state/index.ts';
import { createRig, NEVER, type Rig } from '../unit/app/rig.ts';
import { FLEET, UNIT } from '../unit/fleet-of-two.ts';
import { load, type SavedFleet, schemasOfNow } from './saved-fleet.ts';
import { carryOut, pushHead } from './world.ts';

const FOLDER = join(import.meta.dirname, 'fleets');
const LEASE_MS = 600_000;

function saved(name: string): SavedFleet {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as SavedFleet;
}

async function loaded(fleet: SavedFleet): Promise<Rig> {
  const rig = createRig();
  await load(rig, fleet);
  // The lease of the worker that is gone has run out.
  rig.clock.advance(LEASE_MS);
  return rig;
}

/** Keys of documents that are none by these schemas. */
function refusedBy(schemas: SavedFleet['schemas'], { store }: Rig): readonly string[] {
  const ajv = new Ajv();
  const checks = new Map(Object.entries(schemas).map(([collection, schema]) => [collection, ajv.compile(schema)]));
  return store.state.keys().filter((key) => {
    const { schema: _, ...content } = JSON.parse(store.state.textOf(key) ?? '{}') as Record<string, unknown>;
    return checks.get(collectionOf(key))?.(content) !== true;
  });
}

const MADE_ANEW = ['leases', 'facts', 'plans', 'desired'];
const collectionOf = (key: string): string => key.split('/')[0] ?? '';

describe.each(readdirSync(FOLDER).map((name) => [name.replace('.json', ''), saved(name)] as const))(
  '%s',
  (_, fleet) => {
    it('has nothing that this version cannot read', async () => {
      const rig = await loaded(fleet);
      // What a schema alone does not say (facts are of features), that version's own does not say either.
      const unjudged = refusedBy(fleet.schemas, rig);
      expect(refusedBy(schemasOfNow(), rig).filter((key) => !unjudged.includes(key))).toEqual([]);
      for (const { collection, name } of DOCUMENTS)
        for (const key of rig.store.state.keys().filter((one) => collectionOf(one) === collection))
          expect(rig.store.state.textOf(key)).toContain(`"schema":"${schemaName(name)}"`);
    });

    it('goes on with the run that was open, does nothing twice, and asks about what waited', async () => {
      const rig = await loaded(fleet);
      expect(await rig.value(openRuns.at(FLEET, UNIT))).toBeDefined();
      const before = rig.compute.keys();
      await carryOut(rig, fleet.tasks);
      const applied = await rig.value(appliedStates.at(FLEET, UNIT));
      expect([applied?.result, applied?.runId]).toEqual([
        'succeeded',
        fleet.tasks[0]?.type === 'run' && fleet.tasks[0].runId,
      ]);
      const made = rig.compute.mutations.filter(({ type }) => type === 'insert').map(({ key }) => key);
      expect(made).toEqual([...new Set(made)]);
      expect(made.filter((key) => before.includes(key))).toEqual([]);
      // What waits for a person stands.
      expect(before.filter((key) => rig.compute.body(key) === undefined)).toEqual([]);

      const done = rig.compute.mutations.length;
      const { revision, tasks } = await pushHead(rig, 4, fleet.files);
      expect([revision.verdict, tasks]).toEqual(['needs-approval', []]);
      expect(
        revision.units.filter(({ plan }) => plan !== null).map(({ gates }) => gates.map(({ code }) => code)),
      ).toEqual([expect.arrayContaining(['vip-release'])]);
      await sweep(rig.world, NEVER, 0);
      expect(rig.compute.mutations).toHaveLength(done);
    });

    it('could go back: what is written now that version takes for a document, but for what an ADR names', async () => {
      const rig = await loaded(fleet);
      await carryOut(rig, fleet.tasks);
      await pushHead(rig, 4, fleet.files);
      const unjudged = refusedBy(schemasOfNow(), rig).map(collectionOf);
      const others = new Set(
        refusedBy(fleet.schemas, rig)
          .map(collectionOf)
          .filter((one) => !unjudged.includes(one)),
      );
      // ADR 0072 and, of journals in groups, ADR 0080: they are told as damaged there, and planned anew.
      expect([...others].filter((one) => one !== 'desired' && one !== 'runs')).toEqual([]);
    });

    it.each([...new Set(Object.keys(fleet.documents.state).map(collectionOf))])(
      'documents of a version to come are taken for none of ours, and nothing that stands goes: %s',
      async (collection) => {
        const rig = await loaded(fleet);
        const keys = rig.store.state.keys().filter((key) => collectionOf(key) === collection);
        for (const key of keys) {
          const text = rig.store.state.textOf(key) ?? '';
          expect(text).toContain('/v2"');
          rig.store.state.put(key, text.replace('/v2"', '/v3"'));
        }
        const kind = DOCUMENTS.find((one) => one.collection === collection);
        const { damaged, found } = (await kind?.list(rig.store, [], NEVER)) ?? { damaged: [], found: [] };
        expect([found, damaged.map(({ key }) => key).sort()]).toEqual([[], [...keys].sort()]);
        for (const { why } of damaged) expect(why).toContain('was written by a newer Rangelight');
        const before = rig.compute.keys();
        await sweep(rig.world, NEVER, 0).catch(() => undefined);
        await carryOut(rig, fleet.tasks);
        await pushHead(rig, 4, fleet.files).catch(() => undefined);
        await sweep(rig.world, NEVER, 0).catch(() => undefined);
        expect(before.filter((key) => rig.compute.body(key) === undefined)).toEqual([]);
      },
    );

    it.each([...new Set(Object.keys(fleet.documents.state).map(collectionOf))])(
      'documents of a version to come stand when this one has run, and that version goes on with them: %s',
      async (collection) => {
        const rig = await loaded(fleet);
        const before = rig.compute.keys();
        const texts = new Map(
          rig.store.state
            .keys()
            .filter((key) => collectionOf(key) === collection)
            .map((key) => [key, (rig.store.state.textOf(key) ?? '').replace('/v2"', '/v3"')]),
        );
        for (const [key, text] of texts) rig.store.state.put(key, text);
        // A head that cannot be read stops its fleet, and nothing else does.
        const stops = (error: unknown): void => {
          if (collection !== 'heads') throw error;
        };
        await sweep(rig.world, NEVER, 0);
        await carryOut(rig, fleet.tasks);
        await pushHead(rig, 4, fleet.files).catch(stops);
        await sweep(rig.world, NEVER, 0);
        const lost = [...texts].filter(([key, text]) => rig.store.state.textOf(key) !== text).map(([key]) => key);
        // Named by their content, or over with their time: nothing is lost with what was there.
        expect(lost.filter((key) => !MADE_ANEW.includes(collectionOf(key)))).toEqual([]);
        // The version that wrote them reads them as this one reads its own.
        for (const [key, text] of texts) rig.store.state.put(key, text.replace('/v3"', '/v2"'));
        rig.clock.advance(LEASE_MS);
        await carryOut(rig, fleet.tasks);
        await carryOut(rig, (await pushHead(rig, 5, fleet.files)).tasks);
        const { revision, tasks } = await pushHead(rig, 6, fleet.files);
        expect([revision.verdict, tasks]).toEqual(['needs-approval', []]);
        expect((await rig.value(appliedStates.at(FLEET, UNIT)))?.result).toBe('succeeded');
        expect(before.filter((key) => rig.compute.body(key) === undefined)).toEqual([]);
      },
    );

    it.each(['applied', 'open'])(
      'a document %s of a version to come is refused in words, for its unit alone',
      async (of) => {
        const rig = await loaded(fleet);
        const key = `${of}/${FLEET}/${UNIT}.json`;
        const text = rig.store.state.textOf(key) ?? '';
        expect(text).toContain('/v2"');
        rig.store.state.put(key, text.replace('/v2"', '/v3"'));
        const before = rig.compute.keys();
        await sweep(rig.world, NEVER, 0).catch(() => undefined);
        const told = JSON.stringify(await rig.value(troubles.at(FLEET)));
        expect(told).toContain(key);
        expect(told).toContain('was written by a newer Rangelight');
        expect(told).toContain('"isNewer":true');
        expect(told).not.toContain('applied/prod/_fleet.json');
        expect(rig.compute.keys()).toEqual(before);
        await pushHead(rig, 4, fleet.files);
        expect(rig.compute.keys()).toEqual(before);
        expect(rig.store.state.textOf(key)).toContain('/v3"');
      },
    );
  },
);
