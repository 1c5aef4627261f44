// How often drift asks for what GitHub failed to tell.
import { expect, test } from 'vitest';
import { createBackstop } from '../../../functions/drift/backstop.ts';
import type { Publisher } from '../../../lib/ports/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';

const { signal } = new AbortController();

function setUp(everySeconds: number, repositories: readonly string[] = ['acme/ingress']) {
  const clock = createFixedClock();
  const asked: string[] = [];
  const publisher: Publisher = {
    publishRevision: async ({ type, repository }) => void asked.push(`${type} ${repository}`),
    publishTask: async () => void asked.push('task'),
    publishReport: async ({ type }) => void asked.push(type),
  };
  return { clock, asked, backstop: createBackstop(publisher, clock, repositories, everySeconds) };
}

test('asks planner and reporter at the first tick, then every so often', async () => {
  const { clock, asked, backstop } = setUp(300);
  for (let minute = 0; minute < 10; minute += 1) {
    await backstop.ask(signal);
    clock.advance(60_000);
  }
  expect(asked).toEqual(['poll acme/ingress', 'deliveries', 'poll acme/ingress', 'deliveries']);
});

test('asks about every repository', async () => {
  const { asked, backstop } = setUp(300, ['acme/ingress', 'acme/other']);
  await backstop.ask(signal);
  expect(asked).toEqual(['poll acme/ingress', 'poll acme/other', 'deliveries']);
});

test('never asks when told so', async () => {
  const { asked, backstop } = setUp(0);
  await backstop.ask(signal);
  expect(asked).toEqual([]);
});
