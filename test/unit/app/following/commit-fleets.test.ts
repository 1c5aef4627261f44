// Which fleets a commit has: the name in a file counts, and a folder is bound to its fleet only while that is nowhere
// else (case 67). A name belongs to one repository of a deployment.
import { beforeEach, describe, expect, test } from 'vitest';
import { fleetsIn } from '../../../../lib/app/following/commit-fleets.ts';
import {
  appliedStates,
  commitRecords,
  finishedRevisions,
  heads,
  openRuns,
  revisions,
} from '../../../../lib/state/index.ts';
import { appliedOf, EU, UNIT, US } from '../../balancer.ts';
import { planRevision } from '../../../../lib/app/planning/plan-revision.ts';
import { createMemoryRepository, type Tree } from '../../../fakes/memory-repository.ts';
import { createProposals, fleetFile, manifests, plannerWorlds } from '../planning/proposals-rig.ts';
import { createRig, headOf, NEVER, REPOSITORY, type Rig } from '../rig.ts';

describe('the fleets of a tree', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = createRig();
  });

  const lives = (name: string, folder: string, repository = REPOSITORY) =>
    rig.put(heads.at(name), { ...headOf({ ...rig.fleet(), name }, 1, 'c'), folder, repository });
  /** `NAME in FOLDER`, with the name that the file says when that is another one, and the codes of what is wrong. */
  async function fleetsOf(tree: Tree) {
    const files = new Map(Object.entries(tree).map(([path, text]) => [path, new TextEncoder().encode(text)]));
    const { known, strays } = await fleetsIn(rig.store, REPOSITORY, files, NEVER);
    const words = known.map(({ name, folder, file: { fleet, diagnostics } }) => {
      const says = fleet === undefined || fleet.name === name ? '' : ` says ${fleet.name}`;
      return [`${name} in ${folder}${says}`, ...diagnostics.map(({ code }) => code)].join(', ');
    });
    return { known: words, strays };
  }
  const file = (name: string) => fleetFile({ name });

  test('are those of its files, by name, where nothing is known yet', async () => {
    const found = await fleetsOf({ 'b/rangelight.yaml': file('prod'), 'a/rangelight.yaml': file('stage') });
    expect(found).toEqual({ known: ['prod in b', 'stage in a'], strays: [] });
  });

  test('are found where they moved to, and a new one in the old folder', async () => {
    await lives('prod', 'a');
    const tree = { 'a/rangelight.yaml': file('stage'), 'b/rangelight.yaml': file('prod') };
    expect(await fleetsOf(tree)).toEqual({ known: ['prod in b', 'stage in a'], strays: [] });
    await lives('prod', 'b');
    expect(await fleetsOf(tree)).toEqual({ known: ['prod in b', 'stage in a'], strays: [] });
    await lives('stage', 'a');
    const swapped = { 'a/rangelight.yaml': file('prod'), 'b/rangelight.yaml': file('stage') };
    expect(await fleetsOf(swapped)).toEqual({ known: ['prod in a', 'stage in b'], strays: [] });
  });

  test('keep their name while it is nowhere else: a new one in the file is a mistake', async () => {
    await lives('prod', 'a');
    await rig.put(appliedStates.at('prod', UNIT), appliedOf([]));
    expect(await fleetsOf({ 'a/rangelight.yaml': file('stage') })).toEqual({
      known: ['prod in a says stage'],
      strays: [],
    });
  });

  // Case 68: another installation has the name, so that nothing was ever made under it.
  test('may be given another one while nothing was carried out', async () => {
    await lives('prod', 'a');
    const tree = { 'a/rangelight.yaml': file('stage') };
    expect(await fleetsOf(tree)).toEqual({ known: ['stage in a'], strays: [] });
    const digest = '0'.repeat(64);
    const run = { runId: 'r', seq: 1, commit: 'c', plan: digest, desired: digest, wakeAt: 0, reason: 'running' };
    await rig.put(openRuns.at('prod', UNIT), run);
    expect((await fleetsOf(tree)).known).toEqual(['prod in a says stage']);
  });

  test('keep it, too, when the file cannot be read', async () => {
    await lives('prod', 'a');
    const { known, strays } = await fleetsOf({ 'a/rangelight.yaml': 'kind: Fleet\n', 'c/rangelight.yaml': 'kind: [' });
    expect(known).toEqual([expect.stringMatching(/^prod in a, /)]);
    expect(strays.map(({ source }) => source?.file)).toEqual(['c/rangelight.yaml']);
  });

  test('are told when they are gone, and are not a wish to be rid of them', async () => {
    await lives('prod', 'a');
    await lives('other', 'a', 'acme/other');
    expect(await fleetsOf({ 'README.md': '' })).toEqual({ known: ['prod in a, no-fleet-file'], strays: [] });
  });

  test.each(['a', 'b', ''])(
    'are none of another repository: the same name is an error at its line, in %j too',
    async (at) => {
      await lives('prod', 'a', 'acme/other');
      await lives('stage', 's');
      const path = at === '' ? 'rangelight.yaml' : `${at}/rangelight.yaml`;
      const { known, strays } = await fleetsOf({ [path]: `\n${file('prod')}`, 's/rangelight.yaml': file('stage') });
      expect(known).toEqual(['stage in s']);
      expect(strays).toMatchObject([
        {
          code: 'fleet-name-taken',
          severity: 'error',
          message: 'the fleet prod lives in acme/other: nothing of this file is planned',
          source: { file: path, line: 4, column: 18 },
        },
      ]);
    },
  );

  test('that moved are not followed to a name that another repository has', async () => {
    await lives('prod', 'a');
    await lives('stage', 'a', 'acme/other');
    const { known, strays } = await fleetsOf({ 'a/rangelight.yaml': file('stage'), 'b/rangelight.yaml': file('prod') });
    expect(known).toEqual(['prod in b']);
    expect(strays.map(({ code, source }) => [code, source?.file])).toEqual([['fleet-name-taken', 'a/rangelight.yaml']]);
  });
});

test('case 27: many fleet files are not all read, and what is known is told, not forgotten', async () => {
  const rig = createRig();
  await rig.put(heads.at('f70'), { ...headOf({ ...rig.fleet(), name: 'f70' }, 1, 'c'), folder: 'f0070' });
  const files = Array.from({ length: 500 }, (_, index) => {
    const path = `f${String(index).padStart(4, '0')}/rangelight.yaml`;
    return [path, new TextEncoder().encode(fleetFile({ name: `f${index}` }))] as const;
  });
  const { known, strays } = await fleetsIn(rig.store, REPOSITORY, new Map(files), NEVER);
  // Twenty that are read, and one that the branch knows.
  expect(known.filter((one) => one.file.fleet !== undefined)).toHaveLength(20);
  expect(known.find(({ name }) => name === 'f70')?.file.diagnostics).toMatchObject([
    { code: 'file-limit', message: 'the files that are read together have 21 files up to here, and may have 20' },
  ]);
  expect(known).toHaveLength(21);
  expect(strays).toHaveLength(100);
});

describe('a damaged or lost head', () => {
  const [OURS, THEIRS] = ['a'.repeat(40), 'b'.repeat(40)];

  test.each([undefined, '{}'])('is not begun anew from another repository that uses the name (%j)', async (text) => {
    const hub = createProposals();
    hub.commit(OURS, { 'rangelight.yaml': fleetFile(), 'manifests/blue.yaml': manifests('one.example.com') });
    await hub.land(OURS);
    const { key } = heads.at('prod');
    if (text === undefined) hub.store.state.drop(key);
    else hub.store.state.put(key, text);

    const repository = createMemoryRepository();
    repository.commit(THEIRS, { 'rangelight.yaml': fleetFile() });
    repository.branch('main', THEIRS);
    const there = { name: 'acme/other', branch: 'main', repository };
    const worlds = plannerWorlds({ ...hub.world, ...there });
    const hint = { type: 'push', repository: there.name, delivery: 'd1', branch: 'main' } as const;
    await planRevision(worlds, hint, NEVER);
    const { diagnostics } = (await hub.value(commitRecords.at(there.name, THEIRS, 'head'))) ?? {};
    expect(diagnostics).toMatchObject([{ code: 'fleet-name-taken', message: expect.stringContaining(REPOSITORY) }]);
    expect((await hub.store.state.read(key, NEVER))?.text).toBe(text);

    await hub.plan({ type: 'push', branch: 'main' });
    expect(await hub.value(heads.at('prod'))).toMatchObject({ repository: REPOSITORY, commit: OURS });
  });
});

describe('case 67: a fleet moves, and a new one comes to its old folder', () => {
  const [AT_A, AT_B, BOTH, CHANGED] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [
    string,
    string,
    string,
    string,
  ];
  const at = (folder: string, name: string, host: string): Tree => ({
    [`${folder}/rangelight.yaml`]: fleetFile({ name, policy: 'apply: merge' }),
    [`${folder}/manifests/web.yaml`]: manifests(host).replaceAll('blue', name === 'prod' ? 'blue' : 'green'),
  });

  test('both are planned from where they are now, and what moved is carried out from there', async () => {
    const hub = createProposals();
    const namespaces = ['blue', 'green'].map((name) => ({ metadata: { name } }));
    for (const cluster of [EU, US]) hub.clusters.seed(cluster, 'namespace', namespaces);
    hub.commit(AT_A, at('a', 'prod', 'one.example.com'));
    hub.commit(AT_B, at('b', 'prod', 'one.example.com'), AT_A);
    hub.commit(BOTH, { ...at('b', 'prod', 'one.example.com'), ...at('a', 'stage', 'stage.example.com') }, AT_B);
    const more = { 'b/manifests/more.yaml': manifests('two.example.com').replaceAll('web', 'more') };
    const changed = { ...at('b', 'prod', 'one.example.com'), ...more, ...at('a', 'stage', 'stage.example.com') };
    hub.commit(CHANGED, changed, BOTH);
    const verdict = async (fleet: string, commit: string) =>
      (await hub.value(revisions.at(fleet, commit, 'head')))?.verdict;

    await hub.land(AT_A);
    await hub.work();
    const { length } = hub.compute.mutations;
    await hub.land(AT_B);
    await hub.work();
    expect(await verdict('prod', AT_B)).toBe('nothing-to-do');
    expect(hub.compute.mutations).toHaveLength(length);
    expect(await hub.value(heads.at('prod'))).toMatchObject({ folder: 'b' });

    await hub.land(BOTH);
    expect(hub.check(BOTH)).toMatchObject({
      conclusion: 'success',
      title: expect.stringMatching(/prod: .*stage: |stage: .*prod: /),
    });
    expect(await hub.value(heads.at('stage'))).toMatchObject({ folder: 'a', commit: BOTH });
    await hub.work();
    await hub.land(CHANGED);
    expect(await verdict('prod', CHANGED)).toBe('ready');
    await hub.work();
    expect(await hub.value(finishedRevisions.at('prod'))).toMatchObject({ commit: CHANGED });
    const maps = hub.compute.keys().filter((key) => key.includes('/urlMaps/'));
    expect(maps.map((key) => JSON.stringify(hub.compute.body(key))).join()).toContain('two.example.com');
  });
});

test('a pull request with a name that another repository has is told at its line, and plans the others', async () => {
  const hub = createProposals();
  const [BASE, FIRST] = ['a'.repeat(40), 'b'.repeat(40)];
  const own = { 'rangelight.yaml': fleetFile(), 'manifests/blue.yaml': manifests('one.example.com') };
  hub.commit(BASE, own);
  hub.commit(FIRST, { ...own, 'other/rangelight.yaml': fleetFile({ name: 'other' }) }, BASE);
  await hub.land(BASE);
  const there = { ...headOf({ ...hub.fleet(), name: 'other' }, 1, 'c'), repository: 'acme/other' };
  await hub.put(heads.at('other'), there);
  await hub.propose(7, FIRST);
  expect(hub.check(FIRST)).toMatchObject({ conclusion: 'failure' });
  const told = hub.check(FIRST)?.annotations.filter(({ title }) => title === 'fleet-name-taken');
  expect(told).toMatchObject([{ level: 'failure', source: { file: 'other/rangelight.yaml', line: 3 } }]);
  expect(await hub.value(revisions.at('prod', FIRST, `pull-7-${BASE}`))).toBeDefined();
  expect(await hub.value(revisions.at('other', FIRST, `pull-7-${BASE}`))).toBeUndefined();
  // Nor does the branch take it.
  await hub.land(FIRST);
  expect(await hub.value(heads.at('other'))).toEqual(there);
});
