// What a cold start of each function costs, in CPU and memory, beside a function that says hello and is bundled and
// cached likewise: to listening, and to the answer to its first real message. Each round lands a commit and sweeps, on
// a fleet that stands, with processes that are all new. Beside each function stands its floor: one that makes the same
// kinds of outside calls once, by the same packages, and does nothing else. `npm run build` comes before.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundle } from '../../infra/build/bundle.ts';
import { COMPILED, makeImageTree } from '../../infra/build/image.ts';
import { type FunctionName, FUNCTIONS } from '../../infra/deploy/contract.ts';
import { type Front, startFront } from '../scenarios/support/front.ts';
import { startScenario } from '../scenarios/support/scenario.ts';
import { withHost } from '../scenarios/support/trees.ts';
import { type ColdProcess, startCold, type Used } from './cold-process.ts';
import { startFloor } from './floor/start-floor.ts';

const ROUNDS = 7;
const HELLO = `
import { http } from '@google-cloud/functions-framework';
import { serveFunction } from './infra/deploy/serve-function.ts';
http('hello', (request, response) => void response.end('hello'));
await serveFunction('hello', process.env);
`;

/** How often hello's. Absent: it is told, and nothing was promised. */
interface Bound {
  readonly listening: number;
  readonly first: number;
  readonly memory: number;
}

const OF_FLEETS: Bound = { listening: 4, first: 8, memory: 2.5 };
const BOUNDS: Readonly<Record<FunctionName, Bound>> = {
  webhook: { listening: 2, first: 3, memory: 2.5 },
  planner: OF_FLEETS,
  worker: OF_FLEETS,
  drift: OF_FLEETS,
  reporter: { listening: 2.5, first: 2.5, memory: 2.5 },
};

interface Start {
  readonly listening: Used;
  readonly first: Used;
}

const starts = new Map<string, Start[]>();

function note(name: string, start: Start): void {
  starts.set(name, [...(starts.get(name) ?? []), start]);
}

const fronts: Front<ColdProcess>[] = [];
async function coldFront(name: FunctionName, env: Readonly<Record<string, string>>): Promise<Front<ColdProcess>> {
  const answered = new Set<ColdProcess>();
  const front = await startFront(
    () =>
      startCold(join(image, 'main.js'), { ...env, FUNCTION_TARGET: name, NODE_COMPILE_CACHE: join(image, COMPILED) }),
    async (by, status) => {
      if (answered.has(by) || status >= 300) return;
      answered.add(by);
      note(name, { listening: by.listening, first: await by.used() });
    },
  );
  fronts.push(front);
  return front;
}

async function takeAll(): Promise<void> {
  for (const front of fronts) await (await front.take())?.stop();
}

async function sayHello(): Promise<void> {
  const folder = join(image, 'hello');
  const hello = await startCold(join(folder, 'main.js'), {
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: join(folder, COMPILED),
  });
  await (await fetch(hello.url)).text();
  note('hello', { listening: hello.listening, first: await hello.used() });
  await hello.stop();
}

async function touchFloor(name: FunctionName): Promise<void> {
  const process = await floor.first(name);
  note(floorOf(name), { listening: process.listening, first: await process.used() });
  await process.stop();
}

function floorOf(name: FunctionName): string {
  return `${name}, floor`;
}

const image = await mkdtemp(join(tmpdir(), 'rangelight-image-'));
await makeImageTree(resolve('dist/functions'), image);
await bundle({ name: 'main', source: HELLO }, join(image, 'hello'));
await sayHello();
const floor = await startFloor(join(image, 'floor'));
const scenario = await startScenario({ elsewhere: coldFront });
try {
  await scenario.land(scenario.seed);
  starts.clear();
  let tree = scenario.seed;
  for (let round = 0; round < ROUNDS; round += 1) {
    await takeAll();
    await sayHello();
    for (const name of FUNCTIONS) await touchFloor(name);
    tree = withHost(tree, `round-${round}.example.com`);
    await scenario.land(tree);
    await scenario.tick();
  }
} finally {
  await scenario.close();
  await floor.close();
  await rm(image, { recursive: true });
}

const hello = medians('hello');
say('hello', [`${hello.listening.toFixed(0)} ms`, `${hello.first.toFixed(0)} ms`, `${hello.memory.toFixed(0)} MiB`]);
for (const name of FUNCTIONS) {
  for (const row of [name, floorOf(name)]) {
    const own = medians(row);
    const columns = (['listening', 'first', 'memory'] as const).map((of) => {
      const times = own[of] / hello[of];
      const verdict = times <= BOUNDS[name][of] ? '≤' : 'OVER';
      return `${own[of].toFixed(0)} ${times.toFixed(1)}× ${verdict} ${BOUNDS[name][of]}`;
    });
    say(row, columns);
  }
}

function medians(name: string): Bound {
  const own = starts.get(name) ?? [];
  if (own.length < ROUNDS) throw new RangeError(`${name} answered ${own.length} of ${ROUNDS} first messages`);
  const median = (of: (start: Start) => number): number =>
    own.map(of).sort((a, b) => a - b)[Math.floor(own.length / 2)] ?? Number.NaN;
  return {
    listening: median(({ listening }) => listening.cpuMs),
    first: median(({ first }) => first.cpuMs),
    memory: median(({ first }) => first.mebibytes),
  };
}

function say(name: string, columns: readonly string[]): void {
  process.stdout.write(`${name.padEnd(16)} ${columns.map((column) => column.padEnd(22)).join(' ')}\n`);
}
