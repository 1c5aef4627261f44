// A Helm chart and a Kustomize overlay, rendered as a job of CI renders them: a true diff, and findings that name the
// template (case 60). The overlay was rendered by kubectl, and is again where it is installed; what comes out of the
// chart is written as Helm's own documentation shows it.
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../functions/cli/run.ts';
import { fileOf } from '../../../functions/cli/template-files.ts';
import { findingAnnotations } from '../../../lib/report/annotations.ts';
import { templatesIn } from '../../../lib/manifest/templates.ts';

const EXAMPLES = join(import.meta.dirname, '../../../schemas/examples/rendered');

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

it.skipIf(!installed('kubectl', 'kustomize', '--help'))('the overlay is as kubectl renders it', async () => {
  const { stdout } = spawnSync('kubectl', ['kustomize', join(EXAMPLES, 'kustomize/overlays/prod')], {
    encoding: 'utf8',
  });
  expect(stdout).toBe(await readFile(join(EXAMPLES, 'kustomize/rendered/manifests/all.yaml'), 'utf8'));
});

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
