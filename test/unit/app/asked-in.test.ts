// What of GitHub's deliveries goes to the reporter: a person's words and buttons, nothing of an app's.
import { describe, expect, it } from 'vitest';
import { receiveDelivery } from '../../../lib/app/receive-delivery.ts';
import type { Json, JsonObject } from '../../../lib/core/index.ts';
import { createMemoryPublisher } from '../../fakes/memory-publisher.ts';

const { signal } = new AbortController();
const SERVED = ['acme/fleet'];
const PERSON = { login: 'ann', type: 'User' };

const comment = (more: JsonObject = {}): JsonObject => ({
  action: 'created',
  repository: { full_name: 'acme/fleet' },
  sender: PERSON,
  issue: { number: 7 },
  comment: { id: 42, body: 'Hm.\r\n/rangelight plan' },
  ...more,
});
const button = (more: JsonObject = {}): JsonObject => ({
  action: 'requested_action',
  repository: { full_name: 'acme/fleet' },
  sender: PERSON,
  check_run: { id: 5 },
  requested_action: { identifier: 'approve-0123' },
  ...more,
});

async function received(event: string, payload: Json) {
  const publisher = createMemoryPublisher();
  const taken = await receiveDelivery(publisher, SERVED, event, 'd-1', payload, signal);
  expect(publisher.revisions).toEqual([]);
  expect(taken).toBe(publisher.reports.length > 0);
  return publisher.reports;
}

describe('a delivery', () => {
  it('of a comment says where it is, and nothing of what is in it', async () => {
    expect(await received('issue_comment', comment())).toEqual([{ type: 'comment', comment: 42, issue: 7 }]);
  });

  it('of a button says which one and who pressed it', async () => {
    const pressed = { type: 'button', checkRun: 5, by: 'ann', delivery: 'd-1' };
    expect(await received('check_run', button())).toEqual([{ ...pressed, action: 'approve-0123' }]);
  });

  it.each<[string, string, Json]>([
    ['an edited comment', 'issue_comment', comment({ action: 'edited' })],
    ['a deleted comment', 'issue_comment', comment({ action: 'deleted' })],
    ['a comment of an app', 'issue_comment', comment({ sender: { login: 'x[bot]', type: 'Bot' } })],
    ['a comment to somebody else', 'issue_comment', comment({ comment: { id: 42, body: 'use /rangelight plan' } })],
    ['a comment without a text', 'issue_comment', comment({ comment: { id: 42, body: null } })],
    ['a comment without a place', 'issue_comment', comment({ issue: null })],
    ['a check run to be run again, which the planner hears of', 'check_run', button({ action: 'rerequested' })],
    ['a check run that was made', 'check_run', button({ action: 'created' })],
    ['a button without a name', 'check_run', button({ requested_action: {} })],
    ['a button that an app presses', 'check_run', button({ sender: { login: 'x[bot]', type: 'Bot' } })],
    ['a comment in another repository', 'issue_comment', comment({ repository: { full_name: 'acme/other' } })],
    ['a button in no repository', 'check_run', button({ repository: null })],
    ['nothing at all', 'issue_comment', []],
  ])('of %s is left alone', async (_name, event, payload) => {
    expect(await received(event, payload)).toEqual([]);
  });
});
