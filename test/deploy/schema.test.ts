// The Terraform module says only what Google's provider understands; and what it would not understand is found.
import { describe, expect, it } from 'vitest';
import { configurationOf, MODULE, readConfiguration } from './configuration.ts';
import { findingsOf, SCHEMA } from './provider-schema.ts';

it('every resource of the module is as the schema of the provider has it', async () => {
  const { resources } = await readConfiguration(MODULE);
  expect(resources.length).toBeGreaterThan(20);
  expect(resources.flatMap(findingsOf)).toEqual([]);
});

it('the module asks for the provider whose schema it is checked against', async () => {
  expect(SCHEMA.version).toMatch(/^7\.46\./);
});

describe('a fault is found', () => {
  const topic = 'name = "a"';
  const subscription = 'name = "a"\n topic = "b"';
  const job = (more: string): string => `name = "a"\n ${more}`;
  const service = (template: string): string => `name = "a"\n location = "b"\n ${template}`;
  const container = 'template {\n containers {\n image = "c"\n }\n }';

  it.each([
    ['an unknown resource', 'google_pubsub_topics', topic, 'google_pubsub_topics.one: there is no such resource'],
    [
      'an unknown argument',
      'google_pubsub_topic',
      `${topic}\n ordered = true`,
      '.ordered: there is nothing of that name',
    ],
    ['a missing argument', 'google_pubsub_topic', 'labels = {}', '.name: it must be set'],
    [
      'what is only read',
      'google_pubsub_topic',
      `${topic}\n effective_labels = {}`,
      '.effective_labels: it is only read',
    ],
    [
      'a text for a number',
      'google_pubsub_subscription',
      `${subscription}\n ack_deadline_seconds = "600s"`,
      '.ack_deadline_seconds: expected "number"',
    ],
    ['a number for a text', 'google_pubsub_topic', 'name = 5', '.name: expected "string"'],
    [
      'one for a list',
      'google_cloud_run_v2_service',
      service(`custom_audiences = "a"\n ${container}`),
      '.custom_audiences: expected ["list","string"]',
    ],
    [
      'a list of other things',
      'google_cloud_run_v2_service',
      service(`custom_audiences = [5]\n ${container}`),
      '.custom_audiences: expected',
    ],
    [
      'a block as an argument',
      'google_pubsub_subscription',
      `${subscription}\n push_config = "https://a"`,
      '.push_config: it is a block',
    ],
    [
      'an unknown block',
      'google_pubsub_subscription',
      `${subscription}\n back_off {\n }`,
      '.back_off: there is nothing of that name',
    ],
    [
      'an unknown block that is made',
      'google_pubsub_subscription',
      `${subscription}\n dynamic "back_off" {\n for_each = []\n content {\n }\n }`,
      '.back_off: there is no such block',
    ],
    [
      'a missing argument of a block',
      'google_pubsub_subscription',
      `${subscription}\n expiration_policy {\n }`,
      '.expiration_policy.ttl: it must be set',
    ],
    [
      'an unknown argument of a block that is made',
      'google_pubsub_subscription',
      `${subscription}\n dynamic "push_config" {\n for_each = []\n content {\n push_endpoint = "a"\n url = "b"\n }\n }`,
      '.push_config.url: there is nothing',
    ],
    [
      'a block too often',
      'google_pubsub_subscription',
      `${subscription}\n retry_policy {\n }\n retry_policy {\n }`,
      '.retry_policy: too many',
    ],
    ['a missing block', 'google_cloud_run_v2_service', service(''), '.template: at least 1 must be there'],
    [
      'a fault deep inside',
      'google_cloud_run_v2_service',
      service('template {\n containers {\n image = "c"\n env {\n value = "d"\n }\n }\n }'),
      '.template.containers.env.name: it must be set',
    ],
    [
      'meta-arguments in a block',
      'google_cloud_scheduler_job',
      job('http_target {\n uri = "a"\n count = 2\n }'),
      '.http_target.count: there is nothing',
    ],
  ])('%s', async (_, type, text, expected) => {
    const { resources } = await configurationOf([['main.tf', `resource "${type}" "one" {\n ${text}\n}\n`]]);
    expect(resources.flatMap(findingsOf)).toEqual([expect.stringContaining(expected)]);
  });
});

describe.each(['minimal', 'two-projects'])('examples/%s', (example) => {
  it('gives the module what it needs, and nothing that it does not know', async () => {
    const { variables, outputs } = await readConfiguration(MODULE);
    const { modules, outputs: shown } = await readConfiguration(`${MODULE}/examples/${example}`);
    const { source, ...given } = modules.get('rangelight') ?? {};
    expect(source).toBe('../..');
    const needed = [...variables].filter(([, { default: usual }]) => usual === undefined).map(([name]) => name);
    expect(Object.keys(given)).toEqual(expect.arrayContaining(needed.filter((name) => !HAS_NULL.has(name))));
    for (const name of Object.keys(given)) expect([...variables.keys()]).toContain(name);
    for (const name of shown.keys()) expect([...outputs.keys()]).toContain(name);
  });
});

/** Their default is null, which is as good as none to who reads the file as JSON. */
const HAS_NULL = new Set(['webhook_security_policy', 'budget']);
