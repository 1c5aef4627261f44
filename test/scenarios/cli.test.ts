// The command line: exit codes, what goes to which stream, and the shape of its JSON.
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import outputSchema from '../../schemas/compile-output.v1.json' with { type: 'json' };
import type { CompileOutput } from '../../lib/app/offline/index.ts';
import { rangelight, rangelightProcess } from './cli-process.ts';
import { COMMAND_LINE } from './support/bundles.ts';

const EXAMPLES = join(import.meta.dirname, '../../schemas/examples');
const valid = (name: string): string => join(EXAMPLES, 'valid', name);
const invalid = (name: string): string => join(EXAMPLES, 'invalid', name);
const isOutput = new Ajv({ allErrors: true }).compile<CompileOutput>(outputSchema);

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rangelight-cli-'));
});
afterAll(() => rm(scratch, { recursive: true }));

async function compiled(
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: CompileOutput }> {
  const { code, stdout, stderr } = await rangelight(['compile', ...args, '--json']);
  expect(stderr).toBe('');
  const output: unknown = JSON.parse(stdout);
  if (!isOutput(output)) expect.fail(JSON.stringify(isOutput.errors));
  return { code, output };
}

describe.concurrent('validate', () => {
  it.for(readdirSync(join(EXAMPLES, 'invalid')))('tells what is wrong with %s, and where', async (name, { expect }) => {
    // What only the live fleet can tell is wrong is told where the facts are given.
    const facts = join(invalid(name), 'facts.json');
    const verb = existsSync(facts) ? ['compile', '--facts', facts] : ['validate'];
    const { code, stdout, stderr } = await rangelight([...verb, invalid(name), '--json']);
    expect([code, stderr]).toEqual([1, '']);
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: { code: string; file: string; line: number; column: number }[];
    };
    const found = diagnostics.map(({ code, file, line, column }) => ({ code, file, line, column }));
    expect(found).toEqual(JSON.parse(readFileSync(join(invalid(name), 'expected.json'), 'utf8')));
  });

  it.for(readdirSync(join(EXAMPLES, 'valid')))('finds no error in %s', async (name, { expect }) => {
    const { code, stdout, stderr } = await rangelight(['validate', valid(name)]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^fleet \w+: 0 errors, \d+ warnings?\n$/m);
  });

  it('prints lines that editors follow, a hint below, and a count', async ({ expect }) => {
    const { code, stdout } = await rangelightProcess(['validate', invalid('unknown-service')]);
    expect(code).toBe(1);
    expect(stdout).toBe(
      'manifests/ingress.yaml:10:22 error backend-not-found there is no MultiClusterService sample-caler-mcs in namespace ' +
        'istio-apps\n  Did you mean "sample-caller-mcs"?\nfleet prod: 1 error, 0 warnings\n',
    );
  });

  it('checks every fleet of a directory, or the one that is named', async ({ expect }) => {
    const all = await rangelight(['validate', join(EXAMPLES, 'valid')]);
    // The examples are repositories of their own, and most of them call their fleet `prod`.
    expect(all.code).toBe(1);
    const count = readdirSync(join(EXAMPLES, 'valid')).length;
    const errors = all.stdout.split('\n').filter((line) => line.includes(' error '));
    expect(errors).toHaveLength(count - 1);
    for (const line of errors)
      expect(line).toMatch(/rangelight\.yaml:\d+:9 error duplicate-fleet-name the fleet prod is also in /);
    expect(all.stdout).toMatch(new RegExp(`^${count} fleets: ${count - 1} errors, \\d+ warnings?\n$`, 'm'));
    const one = await rangelight(['validate', join(EXAMPLES, 'valid'), '--fleet', 'stage']);
    expect([one.code, one.stdout]).toEqual([0, 'fleet stage: 0 errors, 0 warnings\n']);
  });
});

describe.concurrent('compile', () => {
  it.for(readdirSync(join(EXAMPLES, 'valid')))(
    'gives a document of its schema for %s, with facts',
    async (name, { expect }) => {
      const { code, output } = await compiled([valid(name), '--facts', join(valid(name), 'facts.json')]);
      expect(code).toBe(0);
      expect(output.diagnostics.filter((one) => one.code === 'facts-assumed')).toEqual([]);
      expect(output.copies).not.toEqual([]);
      // An example of another feature has no load balancer.
      if (!output.copies.some((one) => one.kind === 'multiClusterIngress')) return;
      expect(output.resources.map((one) => one.kind)).toEqual(
        expect.arrayContaining(['firewall', 'forwardingRule', 'networkEndpointGroup', 'urlMap']),
      );
      const urlMap = output.resources.find((one) => one.kind === 'urlMap');
      expect(urlMap?.body['defaultService']).toMatch(/^https:\/\/www\.googleapis\.com\/compute\/v1\/projects\//);
    },
  );

  it('shows without facts the derived Services of every cluster, and warns of what is left out', async ({ expect }) => {
    const { code, output } = await compiled([valid('foobar')]);
    expect(code).toBe(0);
    const clusters = new Set(output.services.map((one) => one.cluster));
    expect([...clusters]).toEqual(['europe-north1/gke-eu', 'us-west1/gke-us']);
    expect(output.resources.some((one) => one.kind === 'networkEndpointGroup')).toBe(false);
    expect(output.diagnostics.map((one) => one.code)).toEqual([
      'facts-assumed',
      'node-tags-unknown',
      'zones-unknown',
      'zones-unknown',
    ]);
  });

  it('differs with facts only in what depends on them', async ({ expect }) => {
    const example = valid('foobar');
    const { output: assumed } = await compiled([example]);
    const { output: known } = await compiled([example, '--facts', join(example, 'facts.json')]);
    const byFacts = new Set(['firewall', 'networkEndpointGroup']);
    const names = (output: CompileOutput) =>
      output.resources.filter((one) => !byFacts.has(one.kind)).map((one) => [one.kind, one.name]);
    expect(names(assumed)).toEqual(names(known));
    expect(assumed.services.map((one) => one.name)).toEqual(known.services.map((one) => one.name));
    expect(assumed.copies).toEqual(known.copies);
  });

  it('is the same document each time', async ({ expect }) => {
    const [one, other] = await Promise.all([1, 2].map(() => rangelight(['compile', valid('sample-caller'), '--json'])));
    expect(one?.stdout).toBe(other?.stdout);
  });

  it('gives a document of its schema for a fleet file that cannot be used', async ({ expect }) => {
    const { code, output } = await compiled([invalid('bad-fleet')]);
    expect(code).toBe(1);
    expect(output).toMatchObject({
      resources: [],
      services: [],
      copies: [],
      diagnostics: [{ code: 'fleet-file-invalid' }],
    });
  });

  it('lists names as text', async ({ expect }) => {
    const { code, stdout, stderr } = await rangelightProcess(['compile', valid('foobar')]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ {2}blue +global +urlMap +rl1-um-blue-foobar-/m);
    expect(stdout).toMatch(/\nfleet prod: 10 Compute resources, 6 derived Services, 16 copies\n$/);
  });

  it('says in one line what is wrong with facts', async ({ expect }) => {
    const path = join(scratch, 'facts.json');
    await writeFile(path, '{}');
    const { code, stdout, stderr } = await rangelight(['compile', valid('foobar'), '--facts', path]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^rangelight: [^\n]+facts\.json is not a facts document: the document lacks [^\n]+\n$/);
  });
});

describe.concurrent('a command that cannot do its work', () => {
  const wrong: readonly (readonly [string, readonly string[], RegExp, run?: typeof rangelightProcess])[] = [
    ['an unknown directory', ['validate', '/nonexistent/dir'], /^rangelight: \/nonexistent\/dir does not exist: check/],
    [
      'several fleets',
      ['compile', join(EXAMPLES, 'valid')],
      /stage \(worker-and-clusters\/rangelight\.yaml\): choose one with --fleet/,
    ],
    ['no local cloud', ['plan', valid('foobar'), '--local', '/nonexistent'], /start it first with: npm run local/],
    [
      'no kubeconfig',
      ['plan', valid('foobar')],
      /\.kube\/config cannot be read: name another with --kubeconfig/,
      rangelightProcess,
    ],
  ];
  it.for(wrong)('ends with one line: %s', async ([, args, message, run = rangelight], { expect }) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('asks to log in when there are no Google credentials', async ({ expect }) => {
    const kubeconfig = join(scratch, 'kubeconfig-without-contexts');
    await writeFile(kubeconfig, 'apiVersion: v1\nkind: Config\n');
    const { code, stdout, stderr } = await rangelightProcess(['plan', valid('foobar'), '--kubeconfig', kubeconfig]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/has no context for europe-north1\/gke-eu: give one with --context/);
    expect(stderr).toMatch(/^rangelight: there are no Google credentials: log in with: gcloud auth/m);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('refuses options that contradict each other, and unknown ones', async ({ expect }) => {
    for (const extra of [['--local', '--kubeconfig', 'x'], ['--compute-endpoint', 'ftp://x'], ['--loud']]) {
      const { code, stdout, stderr } = await rangelight(['plan', valid('foobar'), ...extra]);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^error: option|^error: unknown option/);
    }
  });
});

describe.concurrent('a command that is interrupted', () => {
  const signals = [
    { signal: 'SIGINT', json: true },
    { signal: 'SIGTERM', json: false },
  ] as const;
  it.for(signals)('by $signal says so (as JSON: $json)', async ({ signal, json }, { expect }) => {
    // It is asked, and never answers.
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const asked = ['init', scratch, '--memberships', '--project', 'p', '--gkehub-endpoint', `http://127.0.0.1:${port}`];
    const args = [COMMAND_LINE, ...asked, ...(json ? ['--json'] : [])];
    const child = spawn(process.execPath, args, { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
    void once(silent, 'request').then(() => child.kill(signal));
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    silent.closeAllConnections();
    silent.close();
    expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
    const message = 'interrupted: it did not come to its end, and what it had done by then stays done';
    if (json) expect([JSON.parse(out), err]).toEqual([{ error: { code: 'interrupted', message } }, '']);
    else expect([out, err]).toEqual(['', `rangelight: ${message}\n`]);
  });
});

describe.concurrent('the tree', () => {
  it('skips what no commit holds, and names a link where a manifest should be (cases 01 and 02)', async ({
    expect,
  }) => {
    const tree = join(scratch, 'tree');
    await mkdir(join(tree, 'node_modules/some'), { recursive: true });
    await writeFile(join(tree, 'rangelight.yaml'), await readFile(join(valid('foobar'), 'rangelight.yaml')));
    await writeFile(join(tree, 'node_modules/some/rangelight.yaml'), 'not: a fleet');
    const before = await rangelight(['validate', tree]);
    expect(before.stdout).toMatch(/no-matching-manifest[^]*\nfleet prod: 0 errors, 1 warning\n$/);
    await symlink('/etc/hostname', join(tree, 'manifests.yaml'));
    expect(await rangelight(['validate', tree])).toEqual(before);
    await mkdir(join(tree, 'manifests'));
    await symlink('/etc/hostname', join(tree, 'manifests/one.yaml'));
    const after = await rangelight(['validate', tree]);
    expect(after.code).toBe(1);
    expect(after.stdout).toMatch(/^manifests\/one\.yaml.* error not-a-file .*symbolic link/m);
  });

  it('names its exit codes in every help', async ({ expect }) => {
    for (const args of [['--help'], ['plan', '--help']]) {
      const { code, stdout } = await rangelight(args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/Exit codes:[^]*2 {2}changes are pending/);
    }
  });
});

describe.concurrent('explain', () => {
  it('says what a code means', async ({ expect }) => {
    const { code, stdout, stderr } = await rangelight(['explain', 'backend-not-found']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^backend-not-found\n {2}error: A backend names a MultiClusterService that does not exist\.\n/,
    );
  });

  it('knows no other codes, and says which is nearest', async ({ expect }) => {
    const { code, stdout, stderr } = await rangelight(['explain', 'backend-not-foud']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe('rangelight: there is no code "backend-not-foud". Did you mean "backend-not-found"?\n');
  });
});

describe.concurrent('route', () => {
  const from = ['--from', 'europe-west1'];

  it('names rule, backend service and clusters without any cloud', async ({ expect }) => {
    const { code, stdout, stderr } = await rangelight(['route', 'http://foo.example.com/x', ...from, valid('foobar')]);
    expect([code, stderr]).toEqual([0, '']);
    const [first, second] = stdout.split('\n');
    expect(first).toBe('GET http://foo.example.com/x from europe-west1');
    expect(second).toMatch(
      /^MultiClusterIngress\/blue\/foobar: rule foo\.example\.com\/\* → MultiClusterService\/blue\/foo \(backend service rl1-bs-blue-foo-\w+\)$/,
    );
    expect(stdout).toMatch(/europe-north1\/gke-eu .* serves[\s\S]*us-west1\/gke-us .* comes next/);
  });

  it('takes facts, a method and headers, and prints JSON', async ({ expect }) => {
    const facts = ['--facts', join(valid('foobar'), 'facts.json')];
    const more = ['--method', 'POST', '--header', 'Host: x.bar.example.com', '--json'];
    const { code, stdout } = await rangelight([
      'route',
      'http://foo.example.com/',
      ...from,
      ...facts,
      ...more,
      valid('foobar'),
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      answers: [
        { host: '*.bar.example.com', destination: { service: 'networking.gke.io/MultiClusterService/blue/bar' } },
      ],
      assumed: false,
      diagnostics: [],
    });
  });

  it('ends with 1 where nobody listens', async ({ expect }) => {
    const { code, stdout } = await rangelight(['route', 'https://foo.example.com/', ...from, valid('foobar')]);
    expect([code, stdout]).toEqual([
      1,
      'GET https://foo.example.com/ from europe-west1\n  no load balancer listens there\n',
    ]);
  });

  it('refuses what is no URL', async ({ expect }) => {
    const { code, stderr } = await rangelight(['route', 'foo.example.com', ...from, valid('foobar')]);
    expect(code).toBe(1);
    expect(stderr).toContain('It is http://HOST/PATH or https://HOST/PATH.');
  });
});

describe.concurrent('dns', () => {
  const producer = 'sample-producer.istio-apps.svc.clusterset.local';
  const from = ['--from', 'us-west1/gke-us'];

  it('ends with 1, as JSON too, where the exported Service is not in Git', async ({ expect }) => {
    const { code, stdout, stderr } = await rangelight(['dns', producer, ...from, '--json', valid('service-exports')]);
    expect([code, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      answer: {
        name: producer,
        felt: 'unknown',
        prediction: { derivedName: 'gke-mcs-6bftsl160s', clustersetName: producer },
      },
    });
  });

  it('refuses a name of another zone before it reads anything', async ({ expect }) => {
    const { code, stderr } = await rangelight(['dns', 'example.com', ...from, '/nowhere']);
    expect([code, stderr]).toEqual([1, 'rangelight: example.com is not below clusterset.local\n']);
  });
});
