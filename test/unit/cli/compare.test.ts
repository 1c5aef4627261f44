// The verb `compare`: what a side may be, and how it ends.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { run } from '../../../functions/cli/run.ts';
import { compileExample } from '../../golden/example.ts';

const EXAMPLES = join(import.meta.dirname, '../../../schemas/examples');
const FOOBAR = join(EXAMPLES, 'valid/foobar');

async function compare(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const code = await run(['compare', ...args], {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  });
  return { code, ...said };
}

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rangelight-compare-'));
  const resources = compileExample(FOOBAR).compiled?.states.flatMap((state) => state.resources) ?? [];
  const body = resources.find(({ ref }) => ref.kind === 'urlMap')?.body;
  await writeFile(join(scratch, 'map.yaml'), stringify(body));
  await writeFile(join(scratch, 'map.json'), JSON.stringify({ ...body, hostRules: [] }));
  await writeFile(join(scratch, 'cut.json'), '{"defaultService": "x", "hostRules": [');
  await writeFile(join(scratch, 'huge.json'), ' '.repeat(10_000_001));
  await writeFile(join(scratch, 'other.json'), '{"kind": "compute#backendService"}');
});
afterAll(() => rm(scratch, { recursive: true }));

describe('compare', () => {
  it('ends with 0 for what serves alike: a directory, a commit of it, an exported map', async () => {
    const alike = { code: 0, err: '' };
    expect(await compare(FOOBAR, FOOBAR)).toMatchObject(alike);
    const { code, out } = await compare(FOOBAR, join(scratch, 'map.yaml'));
    expect([code, out.split('\n').at(-2)]).toEqual([0, 'they serve alike; 5 requests stand for all that there can be']);
  });

  it('ends with 2 and a request for what differs, and tells it as JSON', async () => {
    const { code, out } = await compare(FOOBAR, join(scratch, 'map.json'), '--json');
    expect(code).toBe(2);
    const { differences, requests } = JSON.parse(out) as {
      readonly differences: readonly { readonly request: object; readonly tests: object }[];
      readonly requests: number;
    };
    expect(requests).toBe(5);
    expect(differences[0]?.request).toEqual({ host: 'any.bar.example.com', path: '/any', headers: {} });
    expect(differences[0]?.tests).toMatchObject({
      first: { host: 'any.bar.example.com', path: '/any', service: expect.stringContaining('/rl1-bs-blue-bar-') },
    });
  });

  it('ends with 1 for manifests with errors', async () => {
    const { code, out } = await compare(FOOBAR, join(EXAMPLES, 'invalid/unknown-service'));
    expect(code).toBe(1);
    expect(out).toContain('error backend-not-found');
  });

  it('leaves as it stands what an error holds, on either side', async () => {
    const folder = join(scratch, 'wrong');
    await cp(FOOBAR, folder, { recursive: true });
    const file = join(folder, 'manifests/foobar.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/serviceName: \w+/, 'serviceName: nobody'));
    for (const sides of [
      [FOOBAR, folder],
      [folder, FOOBAR],
    ]) {
      const { code, out } = await compare(...sides);
      expect([code, out]).toEqual([1, expect.stringContaining('error backend-not-found') as string]);
      expect(out).toMatch(/^unknown {2}blue\/foobar: not compared, because its manifest has an error/m);
      expect(out).not.toContain('differs');
    }
  });

  it('asks which ingress is meant, and takes none that there is not for one that serves alike', async () => {
    const wrong = await compare(FOOBAR, FOOBAR, '--ingress', 'blue/fobar');
    expect([wrong.code, wrong.err]).toEqual([1, 'rangelight: there is no ingress blue/fobar; there is blue/foobar\n']);
    await cp(FOOBAR, join(scratch, 'two'), { recursive: true });
    const file = join(scratch, 'two/manifests/foobar.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, `${text}---\n${text.replace('name: foobar', 'name: other')}`);
    const map = join(scratch, 'map.yaml');
    const { code, err } = await compare(join(scratch, 'two'), map);
    expect([code, err]).toEqual([
      1,
      'rangelight: say of which ingress the URL map is, with --ingress: blue/foobar, blue/other\n',
    ]);
    expect((await compare(join(scratch, 'two'), map, '--ingress', 'blue/foobar')).code).toBe(0);
  });

  it('says what is wrong with both sides, in their order', async () => {
    const { code, err } = await compare(join(scratch, 'cut.json'), join(scratch, 'other.json'));
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/cut\.json:1:39 .*; .*other\.json is not a URL map/) as string,
    ]);
  });

  it.each([
    [join('nonexistent'), 'does not exist'],
    ['commit:nonexistent', 'has no commit nonexistent'],
    ['other.json', 'is not a URL map: export one with: gcloud'],
    ['cut.json', 'cut.json:1:39 is neither JSON nor YAML: '],
    ['huge.json', 'has 10000001 bytes, more than a URL map can have'],
  ])('says what is no side: %s', async (named, message) => {
    const side = named.endsWith('.json') ? join(scratch, named) : named;
    const { code, err } = await compare(side, FOOBAR, '--dir', FOOBAR);
    expect([code, err.includes(message)]).toEqual([1, true]);
  });
});
