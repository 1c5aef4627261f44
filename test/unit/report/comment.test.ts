// When a pull request gets a comment at all.
import { expect, test } from 'vitest';
import { commitComment, type CommitPlans } from '../../../lib/report/index.ts';
import { hostDropped, nothingToDo } from '../../golden/report/blue-fleet.ts';
import { TELLING } from '../../../functions/wiring/report-parts.ts';

const commit: CommitPlans = { commit: 'c', fleets: [hostDropped()], coming: [], unreadable: [], diagnostics: [] };
const whole = [{ from: 1, to: 1, lines: 9 }];

test('one that changes no file of a fleet gets no comment, whatever waits on the branch', () => {
  const { isNews, body } = commitComment(TELLING, { ...commit, changed: {} });
  expect(isNews).toBe(false);
  expect(body).toBe('Nothing that a fleet reads is changed here.');
});

test('one that changes a file of a fleet is, and so is one whose files are not known', () => {
  expect(commitComment(TELLING, { ...commit, changed: { 'rangelight.yaml': whole } }).isNews).toBe(true);
  expect(commitComment(TELLING, commit).isNews).toBe(true);
});

test('one that cannot be merged, as GitHub shows too, gets no comment: a comment that is there says so', () => {
  expect(commitComment(TELLING, { ...commit, fleets: [], unmerged: 'conflict' }).isNews).toBe(false);
  expect(commitComment(TELLING, { ...commit, fleets: [] }).isNews).toBe(false);
});

test('the fleet with trouble comes first, and those with nothing to tell share a line', () => {
  const quiet = (fleet: string) => {
    const { revision, plans } = nothingToDo();
    return { plans, revision: { ...revision, fleet } };
  };
  const { body } = commitComment(TELLING, { ...commit, fleets: [quiet('dev'), hostDropped(), quiet('staging')] });
  expect(body.startsWith('### prod · ')).toBe(true);
  expect(body).toContain('\nNothing to do in `dev`, `staging`.');
});
