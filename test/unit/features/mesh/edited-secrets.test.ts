// A remote secret of ours that somebody edits by hand: the sweep sees it, says so without a word of what is in it, and
// has it put right. What is not ours it leaves alone.
import { afterEach, beforeEach, expect, it, test } from 'vitest';
import { emulatedClusters } from '../../engine/emulated-clusters.ts';
import { CANARIES, EDITS, editedSecrets, type EditedSecrets, madeIn, REMOTE, textIn } from './edited-secrets.ts';

let edited: EditedSecrets;
beforeEach(async () => {
  edited = await editedSecrets((kinds, clock) => emulatedClusters(kinds, clock, ['istio-system']));
  await edited.settle();
});
afterEach(() => edited.clusters[Symbol.asyncDispose]());

function expectNothingTold(...told: readonly unknown[]): void {
  const all = JSON.stringify([edited.walk.rig.store.contents(), ...told]);
  for (const canary of CANARIES) {
    expect(all).not.toContain(canary);
    expect(all).not.toContain(Buffer.from(canary).toString('base64').slice(0, 12));
  }
}

test.for(Object.entries(EDITS))('%s: told, and put right in its place', async ([, edit]) => {
  const before = await edited.standing();
  expect(await edited.look()).toBeUndefined();
  await edited.clusters.edit(REMOTE, edit(textIn(before)));
  expect(madeIn(await edited.standing())).not.toEqual(madeIn(before));
  const issue = await edited.look();
  expect(issue).toContain('Secret of the mesh `istio-remote-secret-us`');
  expect(issue).toContain('somebody changed it');
  // It does not stand for the hours of a person: the planner does not see it, so that no word has it put back sooner.
  expect(issue).toContain('It is put back by itself at');
  expect(issue).not.toContain('keepHandMadeHours');
  await edited.heal();
  expect(madeIn(await edited.standing())).toEqual(madeIn(before));
  expectNothingTold(issue);
});

it('is made anew where somebody deleted it', async () => {
  const before = await edited.standing();
  await edited.clusters.remove(REMOTE);
  expect(await edited.look()).toContain('somebody removed it');
  await edited.heal();
  expect(textIn(await edited.standing())).toBe(textIn(before));
});

it('is no drift where somebody writes the same, or something beside it', async () => {
  const before = await edited.standing();
  const { us } = madeIn(before)['data'] as { readonly us: string };
  await edited.clusters.apply(REMOTE, 'backup', { kind: 'Secret', data: { us }, metadata: { labels: { own: 'yes' } } });
  expect(await edited.look()).toBeUndefined();
});

it('is left alone where it is not ours', async () => {
  await edited.clusters.edit(REMOTE, {
    metadata: { annotations: { 'rangelight.dev/owner': null } },
    data: { us: Buffer.from('canary-by-hand').toString('base64') },
  });
  const theirs = await edited.standing();
  const issue = await edited.look();
  expect(issue).toContain('not ours');
  edited.walk.rig.clock.advance(180_000);
  await edited.look();
  expect(edited.walk.rig.publisher.takeTasks()).toEqual([]);
  expect(await edited.standing()).toEqual(theirs);
  expectNothingTold(issue);
});

it('costs no Secret that is read while nobody edits', async () => {
  edited.clusters.asked.splice(0);
  await edited.look();
  const whole = edited.clusters.asked.filter((line) => line.includes('/secrets/') && !line.includes('as=Partial'));
  expect(whole).toEqual([]);
});
