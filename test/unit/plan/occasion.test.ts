// What a commit is planned for, and how that is called in the names of documents.
import { expect, test } from 'vitest';
import {
  isProposal,
  type Occasion,
  occasionName,
  pullName,
  pullOfGroup,
  whichPull,
} from '../../../lib/plan/occasion.ts';

const planned = { repository: 'acme/ingress', commit: 'c1' };
const head: Occasion = { type: 'head', ...planned };
const group: Occasion = { type: 'merge-group', base: 'b1', ref: 'gh-readonly-queue/main/pr-7-b1', ...planned };
const pull: Occasion = { type: 'pull-request', number: 7, base: 'b1', ...planned };

test('each occasion has a name of its own, and a pull request one for each base', () => {
  expect([head, group, pull, { ...pull, base: 'b2' }].map(occasionName)).toEqual([
    'head',
    'merge-group',
    'pull-7-b1',
    'pull-7-b2',
  ]);
  expect(pullName(7)).toBe('pull-7');
});

test('all but the head is only proposed', () => {
  expect([head, group, pull].map(isProposal)).toEqual([false, true, true]);
});

test('a merge group says which pull request it is for, where its ref does', () => {
  expect(pullOfGroup('gh-readonly-queue/main/pr-1234-0a1b2c')).toBe(1234);
  for (const ref of ['gh-readonly-queue/main/0a1b2c', 'main/pr-x-0a', 'queue/pr-7-', 'queue/pr-7-a/b', 'pr-7-a'])
    expect(pullOfGroup(ref)).toBeUndefined();
});

test('only a pull request has a number', () => {
  expect([head, group, pull].map(whichPull)).toEqual([undefined, undefined, 7]);
});
