// A Helm chart and a Kustomize overlay, rendered as a job of CI renders them: a true diff, and findings that name the
// template (case 60). Helm and kubectl have rendered them, and do so again where they are installed.
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../../functions/cli/run.ts';
import { fileOf } from '../../../functions/cli/template-files.ts';
import { findingAnnotations } from '../../../lib/report/plan-check/annotations.ts';
import { templatesIn } from '../../../lib/manifest/templates.ts';

const ROOT = join(import.meta.dirname, '../../..');
const EXAMPLES = join(ROOT, 'schemas/examples/rendered');

async function told(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const code = await run(args, { out: (text) => void (said.out += text), err: (text) => void (said.err += text) });
  return { code, ...said };
}

function installed(program: string, ...args: readonly string[]): boolean {
  const found = spawnSync(program, args).status === 0;
  if (!found) process.stderr.write(`${program} is not installed: what it renders is not rendered again\n`);
  return found;
}

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rangelight-rendered-'));
});
afterAll(() => rm(scratch, { recursive: true }));

/** A rendered folder of an example, with one text in its manifests changed. */
async function changed(example: string, from: string, to: string): Promise<string> {
  const folder = join(scratch, `${example}-${from.replaceAll(/\W+/g, '-')}`);
  await cp(join(EXAMPLES, example, 'rendered'), folder, { recursive: true });
  const path = join(folder, 'manifests/all.yaml');
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
  return folder;
}

describe.each([
  { example: 'helm', template: 'shop/templates/ingress.yaml', file: 'chart/templates/ingress.yaml' },
  { example: 'kustomize', template: '../../base/ingress.yaml', file: 'base/ingress.yaml' },
])('$example', ({ example, template, file }) => {
  const rendered = join(EXAMPLES, example, 'rendered');

  it('is valid as it is rendered', async () => {
    expect(await told('validate', rendered)).toEqual({ code: 0, out: 'fleet prod: 0 errors, 0 warnings\n', err: '' });
  });

  it('has a true diff', async () => {
    const { code, out } = await told('compare', rendered, await changed(example, 'timeoutSec: 30', 'timeoutSec: 60'));
    expect([code, out]).toEqual([2, expect.stringContaining('shop/web:8080: timeoutSec, as for http://') as string]);
  });

  it('has findings that name the template, on its file', async () => {
    const folder = await changed(example, 'serviceName: web', 'serviceName: wob');
    const { code, out } = await told('validate', folder);
    expect(code).toBe(1);
    expect(out).toMatch(/^manifests\/all\.yaml:\d+:\d+ \(from /m);
    expect(out).toContain(`(from ${template}) error backend-not-found`);
    const { diagnostics } = JSON.parse((await told('validate', folder, '--json')).out) as {
      readonly diagnostics: readonly { readonly template?: string }[];
    };
    expect(diagnostics[0]).toMatchObject({ file: 'manifests/all.yaml', template });
    expect(fileOf(template, [file, 'rendered/manifests/all.yaml'])).toBe(file);
  });
});

describe.each([
  { example: 'helm', program: 'helm', probe: ['version'] },
  { example: 'kustomize', program: 'kubectl', probe: ['kustomize', '--help'] },
])('the example of $example', ({ example, program, probe }) => {
  it.skipIf(!installed(program, ...probe))(
    'is what the command of the page renders, by the step of the action',
    async () => {
      const page = await readFile(join(ROOT, 'docs/action.md'), 'utf8');
      const blocks = [...page.matchAll(/^```yaml\n(- uses: [^]*?)^```/gm)].map(
        ([, text = '']) => parse(text) as readonly Use[],
      );
      const commands = blocks.flatMap((block) => block.map((step) => step.with.render ?? ''));
      const [command, ...others] = commands.filter((text) => text.includes(`${program} `));
      expect(others).toEqual([]);
      const action = parse(await readFile(join(ROOT, '.github/actions/plan/action.yml'), 'utf8')) as Action;
      const step = action.runs.steps.find(({ name }) => name === 'Render');
      const folder = join(scratch, `${example}-anew`);
      await cp(join(EXAMPLES, example), folder, { recursive: true });
      await rm(join(folder, 'rendered'), { recursive: true });
      const env = { ...process.env, RENDER: command };
      const { status, stderr } = spawnSync('bash', ['-c', step?.run ?? ''], { cwd: folder, env, encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
      for (const file of ['manifests/all.yaml', 'rangelight.yaml'])
        expect(await readFile(join(folder, 'rendered', file), 'utf8'), file).toBe(
          await readFile(join(EXAMPLES, example, 'rendered', file), 'utf8'),
        );
    },
  );
});

interface Use {
  readonly with: { readonly render?: string };
}

interface Action {
  readonly runs: { readonly steps: readonly { readonly name?: string; readonly run?: string }[] };
}

it('a template is told for the document that it stands in, and for no other', () => {
  const text = 'a: 1\n---\n# Source: c/templates/b.yaml\nb: |\n  # Source: no\n  ---\n---\nc: 1\n';
  const at = templatesIn(text);
  expect(['a:', 'b:', '# Source: no', 'c: 1'].map((one) => at(text.indexOf(one)))).toEqual([
    undefined,
    'c/templates/b.yaml',
    'c/templates/b.yaml',
    undefined,
  ]);
});

it('an annotation stands on the template, and says where the rendered line is', () => {
  const source = { file: 'rendered/all.yaml', line: 7, column: 3, template: 'chart/templates/a.yaml' };
  const [annotation] = findingAnnotations([{ code: 'x', severity: 'error', message: 'it is wrong', source }]);
  expect(annotation).toMatchObject({
    source: { file: 'chart/templates/a.yaml', line: 1, column: 1 },
    message: 'rendered/all.yaml:7:3 it is wrong',
  });
});

it.each([
  ['shop/templates/a.yaml', 'charts/shop/templates/a.yaml'],
  ['front/templates/b.yaml', 'charts/store/templates/b.yaml'],
  ['shop/templates/twice.yaml', undefined],
  ['../../base/x.yaml', 'deploy/base/x.yaml'],
  ['nowhere.yaml', undefined],
])('the template %s is the file %s', (template, file) => {
  const files = [
    'charts/shop/templates/a.yaml',
    'charts/store/templates/b.yaml',
    'charts/shop/templates/twice.yaml',
    'old/shop/templates/twice.yaml',
    'deploy/base/x.yaml',
  ];
  expect(fileOf(template, files)).toBe(file);
});
