// The fleet file divides requests: between services share by share, by a header, between clusters, and then no more.
// The data plane's answers are counted, and no request fails from the first merge to the last.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { edited, type Tree } from './support/repository.ts';
import { APPLY, ASIA, EU, type Scenario, startScenario, US } from './support/scenario.ts';
import { resources } from './support/state.ts';
import { afterHealthChanges, vipIn } from './support/traffic.ts';
import { FLEET } from './support/trees.ts';

const FOO = 'foo.example.com';
/** Chance is seeded, but which request draws which number is not: a share of 300 requests is met within 10 %. */
const REQUESTS = 300;

let scenario: Scenario;
let vip = '';

beforeAll(async () => {
  scenario = await startScenario({ speed: 12 });
  await scenario.land(scenario.seed);
  vip = (await vipIn(scenario.cloud, US, 'foobar-ingress')) ?? '';
  for (const host of [FOO, 'bar.example.com'])
    await afterHealthChanges(scenario, async () => (await asked(host)) !== undefined);
});
afterAll(() => scenario.close());

interface Who {
  readonly app: string;
  readonly cluster: string;
}

/** Undefined where no pod answers. */
async function asked(host: string, headers: Readonly<Record<string, string>> = {}): Promise<Who | undefined> {
  const answer = await scenario.ask('us-west1', `http://${vip}/who`, { host, headers });
  return answer.status === 200 ? (JSON.parse(answer.body) as Who) : undefined;
}

/** How many of all requests each answers. */
async function counted(by: keyof Who, headers?: Readonly<Record<string, string>>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let sent = 0; sent < REQUESTS; sent += 1) {
    const who = (await asked(FOO, headers))?.[by] ?? 'nobody';
    counts[who] = (counts[who] ?? 0) + 1;
  }
  return counts;
}

function expectShares(counts: Readonly<Record<string, number>>, parts: Readonly<Record<string, number>>): void {
  expect(Object.keys(counts).sort()).toEqual(Object.keys(parts).sort());
  for (const [who, part] of Object.entries(parts))
    expect(Math.abs((counts[who] ?? 0) / REQUESTS - part), JSON.stringify(counts)).toBeLessThan(0.1);
}

/** The fleet file with these lines of an entry for all of a host. */
function withSplit(...lines: readonly string[]): Tree {
  const entry = ['    - ingress: blue/foobar-ingress', `      host: ${FOO}`, '      path: /*'];
  const text = [
    '  traffic:',
    '    splits:',
    ...[...entry, ...lines.map((line) => `      ${line}`)].map((l) => `  ${l}`),
  ];
  return edited(scenario.seed, FLEET, (before) => before.replace('  policy:\n', `${text.join('\n')}\n  policy:\n`));
}

/** Merges it, and ticks until it is carried out: the gate waits for verdicts of the health checks. */
async function merged(tree: Tree): Promise<void> {
  const commit = await scenario.land(tree, { mayWait: true });
  while ((await scenario.github.check(commit, APPLY)).conclusion !== 'success') await scenario.tick();
}

const routes = (): string =>
  JSON.stringify(resources(scenario.cloud, 'urlMaps').find(({ name }) => name.includes('foobar')));

test('a canary in steps, by header and by cluster, and no request fails', async () => {
  const failed: string[] = [];
  const done = new AbortController();
  const prober = (async () => {
    while (!done.signal.aborted)
      for (const host of [FOO, 'bar.example.com']) if ((await asked(host)) === undefined) failed.push(host);
  })();
  try {
    await merged(withSplit('services: { foo: 100, bar: 0 }'));
    expectShares(await counted('app'), { foo: 1 });

    const quarter = withSplit('services: { foo: 75, bar: 25 }', 'headers: { x-canary: { always: bar } }');
    const { number } = await scenario.propose('quarter', quarter);
    const [comment] = await scenario.github.comments(number);
    expect(comment?.body).toContain(`\`${FOO}\`: \`blue/bar\` 0 % → **25 %**, \`blue/foo\` 100 % → **75 %**`);
    expect(comment?.body).toContain(`${FOO}/* with x-canary: always`);
    await merged(quarter);
    expectShares(await counted('app'), { foo: 0.75, bar: 0.25 });
    expectShares(await counted('app', { 'x-canary': 'always' }), { bar: 1 });

    await merged(withSplit('services: { foo: 0, bar: 100 }'));
    expectShares(await counted('app'), { bar: 1 });

    await merged(withSplit(`clusters: { ${US}: 1, ${EU}: 3, ${ASIA}: 0 }`));
    expectShares(await counted('cluster'), { 'gke-us': 0.25, 'gke-eu': 0.75 });

    await merged(scenario.seed);
    expectShares(await counted('app'), { foo: 1 });
  } finally {
    done.abort();
    await prober;
  }
  expect(failed).toEqual([]);
  expect(routes()).not.toContain('routeRules');
  expect(routes()).not.toContain('.rangelight.invalid');
  const written = await scenario.writesDuring(() => scenario.planAgain());
  expect(written).toEqual({ compute: [], kubernetes: [] });
});
