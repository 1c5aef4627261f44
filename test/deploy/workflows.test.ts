// The workflows on GitHub: what they run exists, what they use is pinned, and they may do no more than they need.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { releaseNotes } from '../../infra/build/notes-of-version.ts';
import { isJsonObject, type JsonObject } from '../../lib/core/index.ts';
import about from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '.github/workflows');
const files = readdirSync(FOLDER).sort();

interface Workflow {
  readonly text: string;
  readonly content: JsonObject;
  readonly jobs: readonly JsonObject[];
  readonly steps: readonly JsonObject[];
}

function read(file: string): Workflow {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const content: JsonObject = parse(text);
  const jobs = Object.values(content['jobs'] ?? {}).filter(isJsonObject);
  const steps = jobs.flatMap((job) => (Array.isArray(job['steps']) ? job['steps'].filter(isJsonObject) : []));
  return { text, content, jobs, steps };
}

describe.each(files)('%s', (file) => {
  const { text, content, jobs, steps } = read(file);

  it('pins what it uses by commit, with the version beside it', () => {
    const uses = [...text.matchAll(/uses: (\S+)(.*)$/gm)].map(([, used = '', rest = '']) => `${used}${rest}`);
    expect(uses.filter((used) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used))).toEqual([]);
    expect(uses.length).toBeGreaterThan(0);
  });

  it('reads at most by default, and leaves no credential behind', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(content['permissions']);
    expect(JSON.stringify(content['on'])).not.toContain('pull_request_target');
    const checkouts = steps.filter((step) => JSON.stringify(step['uses'])?.startsWith('"actions/checkout@'));
    expect(checkouts.filter((step) => JSON.stringify(step['with']) !== '{"persist-credentials":false}')).toEqual([]);
  });

  it('ends: each job has a limit', () => {
    expect(jobs.filter((job) => typeof job['timeout-minutes'] !== 'number')).toEqual([]);
  });

  it('runs scripts that there are, and puts nothing from outside into a shell', () => {
    const scripts: Readonly<Record<string, string>> = about.scripts;
    const runs = steps.flatMap((step) => (typeof step['run'] === 'string' ? [step['run']] : []));
    const named = runs.flatMap((run) => [...run.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name));
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    expect(runs.filter((run) => run.includes('${{'))).toEqual([]);
  });
});

describe('the action that plans', () => {
  const text = readFileSync(join(ROOT, '.github/actions/plan/action.yml'), 'utf8');

  it('runs the package of its own version, and pins what it uses', () => {
    expect(text).toContain(`default: rangelight@${about.version}\n`);
    const uses = [...text.matchAll(/uses: (.*)$/gm)].map(([, used = '']) => used);
    expect(uses.filter((used) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used))).toEqual([]);
  });

  it('is shown in the pages as it is', () => {
    const page = readFileSync(join(ROOT, 'docs/action.md'), 'utf8');
    const inputs = Object.keys(parse(text).inputs);
    const shown = [...page.matchAll(/actions\/plan@(\S+)\n\s+with:\n((?: {4,}.*\n)+?)(?=```)/g)];
    expect(shown.map(([, version]) => version)).toEqual(shown.map(() => `v${about.version}`));
    const keys = shown.flatMap(([, , given = '']) => Object.keys(parse(given)));
    expect(keys.filter((key) => !inputs.includes(key))).toEqual([]);
    expect(shown.length).toBe(3);
  });
});

it('CI runs what a developer runs', () => {
  const commands = read('ci.yml').steps.map((step) => step['run']);
  const ofPages = ['npm run build:commands', 'npm run build:commands -- --node 22', 'npm run walk'];
  expect(commands).toEqual(expect.arrayContaining(['.ci/run', 'npm run build:check', ...ofPages]));
});

it('each night runs what is deployed, what it may do, and its linters', () => {
  const commands = read('nightly.yml').steps.flatMap(({ run }) => (typeof run === 'string' ? run : []));
  const run = (wanted: string): boolean => commands.some((command) => command.includes(wanted));
  const scripts = ['test:built', 'build:image', 'rights', 'seam', 'proof', 'planted', 'sampled', 'meshes'];
  const wanted = [...scripts.map((name) => `npm run ${name}`), 'test/deploy/linters.test.ts'];
  expect(wanted.filter((one) => !run(one))).toEqual([]);
});

describe('the notes of a release', () => {
  const changelog =
    '# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n\n### Added\n\n- this\n\n## [1.2.2]\n\n- that\n';

  it('are the section of its version', () => {
    expect(releaseNotes(changelog, '1.2.3', 'v1.2.3')).toEqual({ text: '### Added\n\n- this\n' });
  });

  it.each([
    ['another tag', changelog, 'v1.2.4', 'the tag is v1.2.4'],
    ['no section', changelog.replace('[1.2.3]', '[1.2.1]'), 'v1.2.3', 'no section'],
    ['nothing in it', changelog.replace('### Added\n\n- this\n', ''), 'v1.2.3', 'is empty'],
    ['changes that no version has', changelog.replace('ased]\n', 'ased]\n\n- more\n'), 'v1.2.3', 'Unreleased'],
  ])('are refused for %s', (_what, text, tag, why) => {
    expect(releaseNotes(text, '1.2.3', tag)).toEqual({ why: expect.stringContaining(why) });
  });
});
