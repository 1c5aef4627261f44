// What `npm run build` makes: programs that run where no package can be found, and carry only what they use.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, type Bundled } from '../../infra/build/bundle.ts';
import { buildCommandLine } from '../../infra/build/command-line.ts';
import { functionProgram } from '../../infra/build/functions.ts';
import { validatorsOf } from '../../infra/build/validators.ts';
import type { FunctionName } from '../../infra/deploy/contract.ts';
import { scaledClock } from '../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../infra/emulators/kit/random.ts';
import { createPubSubEmulator, type PubSubEmulator } from '../../infra/emulators/pubsub/index.ts';
import { startFunction } from '../../infra/local/function-process.ts';
import { pubSubClient } from './pubsub/client.ts';
import { HANGS_MS } from '../limits.ts';

const EXAMPLES = join(import.meta.dirname, '../../schemas/examples/valid');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rangelight-bundles-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Names of the packages that a bundle is made of. */
function packagesOf({ modules }: Bundled): ReadonlySet<string> {
  return new Set(
    modules.flatMap((id) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(id)?.[1] ?? []),
  );
}

describe('the bundle of a function', () => {
  const built = new Map<FunctionName, Bundled>();
  beforeAll(async () => {
    for (const name of ['webhook', 'reporter', 'planner'] as const)
      built.set(name, await bundle(functionProgram(name), join(folder, name)));
  });

  it.each<[FunctionName, readonly string[]]>([
    ['webhook', ['@google-cloud/storage', '@google-cloud/compute', 'google-gax', '@octokit/rest']],
    ['reporter', ['@google-cloud/compute', 'google-gax']],
    ['planner', ['@google-cloud/pubsub', '@grpc/grpc-js']],
  ])('%s carries no %j', (name, others) => {
    const packages = packagesOf(built.get(name) ?? { sizes: new Map(), modules: [] });
    expect(packages).toContain('@google-cloud/functions-framework');
    expect(others.filter((other) => packages.has(other))).toEqual([]);
  });

  it('has of message definitions what is called of its clients', async () => {
    const code = await readFile(join(folder, 'planner', 'main.js'), 'utf8');
    // Not `toContain`: a failure would print megabytes.
    const names = ['AddSignedUrlKeyBackendServiceRequest', 'SetLabelsInstanceRequest', 'InterconnectAttachment'];
    expect(names.filter((name) => code.includes(name))).toEqual(['AddSignedUrlKeyBackendServiceRequest']);
  });

  it('carries no compiler of schemas, but the validators that were made of them', async () => {
    const { modules } = built.get('planner') ?? { modules: [] };
    expect(modules.filter((id) => id.includes('/node_modules/ajv/'))).toEqual([]);
    const names = (['documents', 'checks'] as const).flatMap((what) => [...validatorsOf(what).keys()]);
    expect((await readdir(join(folder, 'planner', 'validators'))).sort()).toEqual(
      names.map((name) => `${name}.cjs`).sort(),
    );
  });

  it('has maps to its sources', async () => {
    const map = JSON.parse(await readFile(join(folder, 'webhook', 'main.js.map'), 'utf8')) as { sources: string[] };
    expect(map.sources.some((source) => source.endsWith('functions/webhook/compose.ts'))).toBe(true);
  });

  describe('webhook, alone in its folder', () => {
    let pubsub: PubSubEmulator;
    beforeAll(async () => {
      pubsub = createPubSubEmulator({ clock: scaledClock(1), random: seededRandom(1) });
    });
    afterAll(() => pubsub.close());

    it('publishes a hint for a push that GitHub signed', async () => {
      const { port } = await pubsub.listen();
      const admin = pubSubClient(port, 'demo-project');
      await admin.createTopic('rangelight-revisions', { timeout: HANGS_MS });
      await admin.close();
      const running = await startFunction(
        'webhook',
        {
          RANGELIGHT_PROJECT: 'demo-project',
          RANGELIGHT_REPOSITORIES: 'acme/fleet',
          PUBSUB_ENDPOINT: `http://127.0.0.1:${port}`,
          RANGELIGHT_ACCESS_TOKEN: 'token',
          WEBHOOK_SECRETS: 'secret',
        },
        join(folder, 'webhook.log'),
        join(folder, 'webhook', 'main.js'),
      );
      const body = JSON.stringify({
        ref: 'refs/heads/main',
        before: '1'.repeat(40),
        after: '2'.repeat(40),
        forced: false,
        repository: { full_name: 'acme/fleet', default_branch: 'main' },
      });
      const { status } = await fetch(running.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-github-event': 'push',
          'x-github-delivery': 'd1',
          'x-hub-signature-256': `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}`,
        },
        body,
      });
      await running.stop();
      expect([status, await readFile(join(folder, 'webhook.log'), 'utf8')]).toEqual([202, expect.anything()]);
      expect(
        pubsub.record.publishes.map(({ message }) => JSON.parse(message.data.toString()) as unknown),
      ).toMatchObject([{ type: 'push', repository: 'acme/fleet', delivery: 'd1' }]);
    });
  });
});

describe('the package of the command line', () => {
  let command: string;
  let away: string;
  beforeAll(async () => {
    const directory = join(folder, 'rangelight');
    await buildCommandLine(directory);
    away = await mkdtemp(join(tmpdir(), 'rangelight-away-'));
    await npm(directory, 'pack', '--silent', '--pack-destination', away);
    await npm(
      away,
      'install',
      '--offline',
      '--no-audit',
      '--no-fund',
      '--prefix',
      away,
      join(away, 'rangelight-0.1.0.tgz'),
    );
    command = join(away, 'node_modules', '.bin', 'rangelight');
  });
  afterAll(() => rm(away, { recursive: true, force: true }));

  it('brings nothing else with it', async () => {
    const listed = JSON.parse((await npm(away, 'ls', '--all', '--json')).out) as {
      readonly dependencies: Readonly<Record<string, { readonly dependencies?: object }>>;
    };
    expect(Object.entries(listed.dependencies).map(([name, { dependencies }]) => [name, dependencies])).toEqual([
      ['rangelight', undefined],
    ]);
  });

  it.each([
    { args: ['explain', 'backend-not-found'], says: /MultiClusterService/ },
    { args: ['validate', join(EXAMPLES, 'foobar')], says: /fleet \S+: 0 errors/ },
  ])('does its work from any folder: $args.0', async ({ args, says }) => {
    const { code, out, err } = await run(command, args, away);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(says);
  });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function npm(cwd: string, ...args: readonly string[]): Promise<Ended> {
  const ended = await run('npm', args, cwd);
  if (ended.code !== 0) throw new TypeError(`npm ${args.join(' ')}: ${ended.err}`);
  return ended;
}

async function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, out, err };
}
