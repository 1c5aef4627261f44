// What of GitHub's deliveries goes to the reporter: a person's words and buttons, nothing of an app's.
import { describe, expect, it } from 'vitest';
import { receiveDelivery } from '../../../../lib/app/following/receive-delivery.ts';
import type { Json, JsonObject } from '../../../../lib/core/index.ts';
import { createMemoryPublisher } from '../../../fakes/memory-publisher.ts';

const { signal } = new AbortController();
const SERVED = ['acme/ingress'];
const PERSON = { login: 'ann', type: 'User' };

const REPOSITORY = { full_name: 'Acme/Ingress' };
const SIGNED = { body: '{"as":"GitHub sent it"}', signature: 'sha256=0123' };

const comment = (more: JsonObject = {}): JsonObject => ({
  action: 'created',
  repository: REPOSITORY,
  sender: PERSON,
  issue: { number: 7 },
  comment: { id: 42, body: 'Hm.\r\n/rangelight plan' },
  ...more,
});
const button = (more: JsonObject = {}): JsonObject => ({
  action: 'requested_action',
  repository: REPOSITORY,
  sender: PERSON,
  check_run: { id: 5 },
  requested_action: { identifier: 'approve-0123' },
  ...more,
});

async function received(event: string, payload: Json) {
  const publisher = createMemoryPublisher();
  const taken = await receiveDelivery(publisher, SERVED, { event, delivery: 'd-1', payload, signed: SIGNED }, signal);
  expect(publisher.revisions).toEqual([]);
  expect(taken).toBe(publisher.reports.length > 0);
  return publisher.reports;
}

describe('a delivery', () => {
  it('of a comment says where it is, and nothing of what is in it', async () => {
    expect(await received('issue_comment', comment())).toEqual([
      { type: 'comment', repository: 'acme/ingress', comment: 42, issue: 7 },
    ]);
  });

  // Case 24: which button it is, and who pressed it, is read where GitHub's signature is verified.
  it.each<[string, string, Json]>([
    ['a button', 'check_run', button()],
    ['a check run to be run again', 'check_run', button({ action: 'rerequested' })],
    ['all checks to be run again', 'check_suite', button({ action: 'rerequested' })],
  ])('of %s carries the body as GitHub signed it, and says nothing of its own', async (_name, event, payload) => {
    expect(await received(event, payload)).toEqual([{ type: 'press', repository: 'acme/ingress', ...SIGNED }]);
  });

  it.each<[string, string, Json]>([
    ['an edited comment', 'issue_comment', comment({ action: 'edited' })],
    ['a deleted comment', 'issue_comment', comment({ action: 'deleted' })],
    ['a comment of an app', 'issue_comment', comment({ sender: { login: 'x[bot]', type: 'Bot' } })],
    ['a comment to somebody else', 'issue_comment', comment({ comment: { id: 42, body: 'use /rangelight plan' } })],
    ['a comment without a text', 'issue_comment', comment({ comment: { id: 42, body: null } })],
    ['a comment without a place', 'issue_comment', comment({ issue: null })],
    ['a comment of no repository', 'issue_comment', comment({ repository: {} })],
    ['a check run that was made', 'check_run', button({ action: 'created' })],
    ['a button of no repository', 'check_run', button({ repository: null })],
    ['checks that an app has run again', 'check_suite', button({ action: 'rerequested', sender: { type: 'Bot' } })],
    ['a button that an app presses', 'check_run', button({ sender: { login: 'x[bot]', type: 'Bot' } })],
    ['a comment in another repository', 'issue_comment', comment({ repository: { full_name: 'acme/other' } })],
    ['nothing at all', 'issue_comment', []],
  ])('of %s is left alone', async (_name, event, payload) => {
    expect(await received(event, payload)).toEqual([]);
  });
});
