// Each alert is fired by what the functions really log, or by messages that really wait, by nothing else in good days,
// and has a section in the runbook.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import contract from '../../infra/deploy/contract.json' with { type: 'json' };
import { subscriptionOf } from '../../infra/deploy/contract.ts';
import { alertWords, LOG_ALERTS, OLDEST_MESSAGE_ALERT, SILENCE_ALERTS } from '../../infra/deploy/alerts.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import { sweep } from '../../lib/app/sweeping/sweep.ts';
import { runTask } from '../../lib/app/running/run-task.ts';
import { isJsonObject, type JsonObject, RangelightError } from '../../lib/core/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import { LONGEST_GAP_MS } from '../../lib/state/index.ts';
import { balancer, desiredOf, EU, US } from '../unit/balancer.ts';
import { createRig, NEVER, OPTIONS } from '../unit/app/rig.ts';
import { MODULE, readConfiguration } from './configuration.ts';
import { waitingMessages } from './waiting-messages.ts';

const RUNBOOK = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const ALERTS = { ...LOG_ALERTS, ...SILENCE_ALERTS };
/** By the tests of this file: one that is new has to get its test first. */
const FIRED = ['run-failed', 'message-given-up', 'errors', 'no-sweep', 'messages-wait'] as const;
const one = balancer({ name: 'one', clusters: [EU, US] });

/** Lines of a log as Cloud Run has Cloud Logging take them. */
function keptLog(): { readonly log: Log; readonly entries: JsonObject[] } {
  const entries: JsonObject[] = [];
  const write = (line: string): void => {
    const { severity = 'DEFAULT', time: _time, ...jsonPayload } = JSON.parse(line) as JsonObject;
    const labels = { service_name: 'rangelight-worker' };
    entries.push({ severity, jsonPayload, resource: { type: 'cloud_run_revision', labels } });
  };
  return { log: createLog({ write }), entries };
}

const SEVERITIES = ['DEFAULT', 'INFO', 'WARNING', 'ERROR'];

/** Of the Logging query language, what our filters use: comparisons joined by AND, and lists of texts joined by OR. */
function matches(filter: string, entry: JsonObject): boolean {
  return filter.split(' AND ').every((term) => {
    const [, path = '', operator = '', right = ''] = /^([\w.]+)(=~|>=|=)(.+)$/.exec(term) ?? [];
    if (operator === '') throw new TypeError(`a term of another form: ${term}`);
    const found = path.split('.').reduce<unknown>((at, key) => (isJsonObject(at) ? at[key] : undefined), entry);
    const texts = [...right.matchAll(/"([^"]*)"/g)].map(([, text = '']) => text);
    if (operator === '=~') return typeof found === 'string' && new RegExp(texts[0] ?? '').test(found);
    if (operator === '>=') return SEVERITIES.indexOf(String(found)) >= SEVERITIES.indexOf(right);
    return texts.includes(String(found));
  });
}

const fired = (entries: readonly JsonObject[]): readonly string[] =>
  Object.entries(ALERTS).flatMap(([id, { filter }]) => (entries.some((entry) => matches(filter, entry)) ? [id] : []));

async function ran(refuse: boolean): Promise<readonly JsonObject[]> {
  const rig = createRig();
  const { log, entries } = keptLog();
  const world = { ...rig.world, log };
  const task = await rig.head(1, desiredOf(one.resources));
  if (task === undefined) throw new TypeError('the revision has a plan');
  rig.compute.before = (call, key) => {
    if (refuse && call === 'insert' && key === one.keys.urlMap)
      throw new RangelightError('denied', 'compute', 'not allowed');
  };
  for (let turn = 0; turn < 50 && (await runTask(world, task, OPTIONS, NEVER)) === 'waiting'; turn += 1)
    rig.clock.advance(60_000);
  await sweep(world, NEVER);
  return entries;
}

describe('alerts', () => {
  it('a run that ends well and a sweep raise no alarm, but for whoever waits for the sweep', async () => {
    expect(fired(await ran(false))).toEqual(['no-sweep']);
  });

  it('a sweep that does not come is told by the alert when the product tells it', () => {
    expect(SILENCE_ALERTS['no-sweep'].seconds * 1000).toBe(LONGEST_GAP_MS);
  });

  it('a run that fails is told, and so is the error of its step', async () => {
    expect(fired(await ran(true))).toEqual(['run-failed', 'errors', 'no-sweep']);
  });

  it.each(['functions/wiring/push-handler.ts', 'functions/drift/compose.ts'])('what %s gives up is told', (file) => {
    const source = readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
    const said = [...source.matchAll(/'(a message [^']*given up[^']*)'/g)].map(([, words = '']) => words);
    expect(said.length).toBeGreaterThan(0);
    for (const message of said) {
      const { log, entries } = keptLog();
      log.error({}, message);
      expect(fired(entries)).toEqual(['message-given-up', 'errors']);
    }
  });

  it('a sweep that did not come for longer than the alert says is missed, and one that did is not', async () => {
    const rig = createRig();
    const { log, entries } = keptLog();
    await rig.head(1, desiredOf(one.resources));
    const { filter, seconds } = SILENCE_ALERTS['no-sweep'];
    const swept: number[] = [];
    const isSilent = () => rig.clock.now() - Math.max(...swept) > seconds * 1000;
    const tick = async (): Promise<void> => {
      const from = entries.length;
      await sweep({ ...rig.world, log }, NEVER);
      if (entries.slice(from).some((entry) => matches(filter, entry))) swept.push(rig.clock.now());
    };
    for (let minute = 0; minute < 20; minute += 1) {
      await tick();
      rig.clock.advance(60_000);
    }
    expect([swept.length, isSilent()]).toEqual([20, false]);
    rig.clock.advance(seconds * 1000);
    expect(isSilent()).toBe(true);
    await tick();
    expect(isSilent()).toBe(false);
  });

  it('messages that a function does not take for half an hour are told, of that subscription, until it takes them', async () => {
    const { resources } = await readConfiguration(MODULE);
    const policy = resources.find(({ name }) => name === 'oldest_message')?.body ?? {};
    const world = await waitingMessages();
    try {
      await world.publish('tasks');
      await world.pass(30);
      expect(await world.met(policy)).toEqual([]);
      await world.pass(15);
      expect(await world.met(policy)).toEqual([subscriptionOf('tasks')]);
      world.answer(204);
      // The longest back-off, until it is sent again.
      await world.pass(25);
      expect(await world.met(policy)).toEqual([]);
    } finally {
      await world.close();
    }
  });

  it('are those of the contract and of the module, and each is fired above', async () => {
    const ids = [
      ...Object.keys(contract.alerts.lines),
      ...Object.keys(contract.alerts.silences),
      contract.alerts.oldestMessage.id,
    ];
    expect(ids.sort()).toEqual([...FIRED].sort());
    const { resources } = await readConfiguration(MODULE);
    const loops = resources
      .filter(({ type }) => type === 'google_monitoring_alert_policy')
      .map(({ name, body }) => [name, body['for_each'] ?? null]);
    expect(Object.fromEntries(loops)).toEqual({
      line: '${local.contract.alerts.lines}',
      oldest_message: null,
      silence: '${local.contract.alerts.silences}',
    });
    expect([...RUNBOOK.matchAll(/^### Alert: (.+)$/gm)].map(([, id = '']) => id).sort()).toEqual(ids);
  });

  it.each([...Object.keys(ALERTS), OLDEST_MESSAGE_ALERT.id])('%s has a section in the runbook', (id) => {
    expect(RUNBOOK).toContain(`\n### Alert: ${id}\n`);
    expect(alertWords(id)).toContain(`#alert-${id}`);
  });
});
