// The rules of the architecture, kept by this repository; and a made-up tree for each that breaks it.
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, test } from 'vitest';
import { checkArrows, checkEmulators, checkRooms, EXTRA } from './architecture/arrows.ts';
import { checkCircles } from './architecture/circles.ts';
import { checkCare, checkEnvironment, checkPurity, PURE } from './architecture/purity.ts';
import { checkFramework } from './architecture/framework.ts';
import { readTree } from './architecture/repository.ts';
import { checkFolders, checkIndexes, checkLengths, checkOpenings, EXCEPTIONS, lengths } from './architecture/shape.ts';
import { checkLoads } from './architecture/loads.ts';
import { checkFieldNames, checkKindNames } from './architecture/kind-names.ts';
import { filesWithout, withoutNames } from './seam/tree-without.ts';
import { checkHomonyms } from './architecture/homonyms.ts';
import { checkMembers } from './architecture/members.ts';
import { checkUnits } from './architecture/units.ts';
import { checkWidth } from './architecture/width.ts';
import { checkWaits } from './architecture/waits.ts';
import { checkSecretReaders } from './architecture/secret-readers.ts';
import { codeOf, type Finding, importsOf } from './architecture/source.ts';

const tree = readTree('lib', 'functions', 'infra');
const { files, median, p95, longest } = lengths(tree);

const of = (path: string, text: string): ReadonlyMap<string, string> => new Map([[path, text]]);
const messages = (findings: readonly Finding[]): readonly string[] => findings.map(({ message }) => message);

/** Files that would be left when a feature is deleted, and that import it. */
function importersOf(whole: ReadonlyMap<string, string>, feature: string): readonly string[] {
  const gone = [feature, feature.replace(/^lib\//, 'functions/cli/')];
  return filesWithout(whole, feature).filter((path) => {
    const left = withoutNames(path, whole.get(path) ?? '', feature);
    const imports = importsOf(path, left).some((one) => gone.some((door) => one.path?.startsWith(`${door}/`)));
    return imports || (path.startsWith('functions/wiring/') && !isTypeScript(left));
  });
}

/** Whether it can be read at all: a list without a name is one, an expression without a name is not. */
function isTypeScript(text: string): boolean {
  try {
    stripTypeScriptTypes(text);
    return true;
  } catch {
    return false;
  }
}

describe('this repository', () => {
  test('imports only along the arrows', () => {
    expect(checkArrows(tree)).toEqual([]);
    for (const { reason } of EXTRA) expect(reason).not.toBe('');
  });

  test('has rooms of use cases that import only along their arrows', () => {
    expect(checkRooms(tree)).toEqual([]);
  });

  test('has no circle of imports, of types either', () => {
    expect(checkCircles(readTree('lib', 'functions', 'infra', 'test'))).toEqual([]);
  });

  test('has one idea for each word that lib, or a program of infra, exports', () => {
    expect(checkHomonyms(tree)).toEqual([]);
  });

  test('says the unit of a time in its name', () => {
    expect(checkUnits(tree)).toEqual([]);
    const timed = of(
      'lib/app/x.ts',
      'export interface A {\n  readonly callTimeout: number;\n  readonly pollMs: number;\n}',
    );
    expect(messages(checkUnits(timed, {}))).toEqual(['callTimeout does not say its unit']);
    expect(messages(checkUnits(of('lib/app/x.ts', ''), { 'lib/app/x.ts ttl': 'test' }))).toEqual([
      'there is no such number',
    ]);
  });

  test('has comments that are as wide as code may be', () => {
    expect(checkWidth(readTree('docs', 'functions', 'infra', 'lib', 'test'))).toEqual([]);
    expect(messages(checkWidth(of('lib/app/x.ts', `// ${'a '.repeat(60)}\nconst x = 1;`)))).toEqual([
      'line 1 is a comment of more than 120 columns',
    ]);
  });

  test('asks of a feature nothing that one feature alone can say', () => {
    expect(checkMembers(readTree('lib', 'test/unit/engine'))).toEqual([]);
  });

  test('has tests that only a hang ends (case 80)', () => {
    expect(checkWaits(readTree('test'))).toEqual([]);
  });

  test('runs under the Functions Framework only where a process is there for it', () => {
    expect(checkFramework(readTree('test', 'functions'))).toEqual([]);
    const text = "import { http } from '@google-cloud/functions-framework';";
    expect(checkFramework(of('test/scenarios/support/x.ts', text))).toHaveLength(1);
    expect(checkFramework(of('functions/wiring/private-function.ts', text))).toHaveLength(1);
    expect(checkFramework(of('test/contract/functions/webhook.test.ts', text))).toEqual([]);
  });

  test('has emulators that know neither lib nor each other', () => {
    expect(checkEmulators(tree)).toEqual([]);
  });

  test('has an importer of multi-cluster Services and a predictor of it that know nothing of each other', () => {
    const emulator = 'infra/emulators/importer/x.ts';
    const predictor = 'lib/features/services/predict/merge.ts';
    expect(checkEmulators(of(emulator, `import { merge } from '../../../${predictor}';`))).toHaveLength(1);
    expect(checkEmulators(of(emulator, "import { create } from '../kubernetes/verbs/create.ts';"))).toHaveLength(1);
    expect(
      checkArrows(of(predictor, "import { a } from '../../../../infra/emulators/importer/merged.ts';")),
    ).toHaveLength(1);
  });

  test('has a core without clock, chance, disk, network and environment', () => {
    expect(checkPurity(tree)).toEqual([]);
  });

  test('lets only worker and drift read Secrets', () => {
    expect(checkSecretReaders(tree)).toEqual([]);
    const planner = "import { worldWithSecrets } from '../wiring/secrets.ts';";
    expect(checkSecretReaders(of('functions/planner/compose.ts', planner))).toHaveLength(1);
    expect(checkSecretReaders(of('functions/wiring/world.ts', 'const x = createSecrets(y);'))).toHaveLength(1);
    expect(checkSecretReaders(of('functions/worker/compose.ts', planner))).toEqual([]);
  });

  test('names kinds of resources in the features alone', () => {
    expect(checkKindNames(tree)).toEqual([]);
    expect(checkFieldNames(tree)).toEqual([]);
  });

  test('has a reporter that loads no compiler', () => {
    expect(checkLoads(tree)).toEqual([]);
  });

  test('has an engine, functions and tests of them that stand without a feature: npm run seam compiles and runs that', () => {
    const whole = new Map(readTree('lib', 'functions', 'test'));
    for (const feature of ['lib/features/ingress', 'lib/features/services'])
      expect(importersOf(whole, feature)).toEqual([]);
    whole.set('lib/diff/x.ts', "import { a } from '../features/ingress/index.ts';");
    expect(importersOf(whole, 'lib/features/ingress')).toEqual(['lib/diff/x.ts']);
    whole.set('lib/diff/x.ts', "import { a } from '../../functions/cli/features/ingress/route.ts';");
    expect(importersOf(whole, 'lib/features/ingress')).toEqual(['lib/diff/x.ts']);
    whole.set('lib/diff/x.ts', '');
    whole.set(
      'functions/wiring/x.ts',
      "import { a } from '../../lib/features/ingress/index.ts';\nexport const b = a(1);",
    );
    expect(importersOf(whole, 'lib/features/ingress')).toEqual([]);
    whole.set(
      'functions/wiring/x.ts',
      "import { a } from '../../lib/features/ingress/index.ts';\nexport const b = 1 + a;",
    );
    expect(importersOf(whole, 'lib/features/ingress')).toEqual(['functions/wiring/x.ts']);
  });

  test('reads the environment in one place', () => {
    expect(checkEnvironment(tree)).toEqual([]);
  });

  test('throws no bare errors, and says no any in lib and functions', () => {
    expect(checkCare(tree)).toEqual([]);
  });

  test(`has short files: ${files} files, median ${median} lines, 95 % under ${p95}, longest ${longest}`, () => {
    expect(checkLengths(tree)).toEqual([]);
    for (const { reason } of EXCEPTIONS) expect(reason).not.toBe('');
  });

  test('says in every file what it is for', () => {
    expect(checkOpenings(tree)).toEqual([]);
  });

  test('has an index.ts in every folder of lib', () => {
    expect(checkIndexes(tree)).toEqual([]);
  });

  test('has folders whose files one can take in', () => {
    expect(checkFolders(tree)).toEqual([]);
  });
});

describe('the reading of a file', () => {
  test('finds every form of import', () => {
    const text = [
      "import './side-effect.ts';",
      "import { a } from '../core/index.ts';",
      "import type { B } from '../model/index.ts';",
      "import {\n  type C,\n  d,\n} from '../diff/index.ts';",
      "import * as e from '../plan/index.ts';",
      "export * from './f.ts';",
      "export type * from './g.ts';",
      "export { h } from 'hono';",
      "const i = await import('./i.ts');",
      "// import { no } from './comment.ts';",
      "const text = `import { no } from './string.ts'`;",
    ].join('\n');
    expect(importsOf('lib/app/x.ts', text).map(({ specifier, path }) => path ?? specifier)).toEqual([
      'lib/app/side-effect.ts',
      'lib/core/index.ts',
      'lib/model/index.ts',
      'lib/diff/index.ts',
      'lib/plan/index.ts',
      'lib/app/f.ts',
      'lib/app/g.ts',
      'hono',
      'lib/app/i.ts',
    ]);
  });

  test('does not take comments and strings for code', () => {
    expect(codeOf("x('Date.now'); // Date.now\n/* Date.now */ y")).not.toContain('Date.now');
    expect(codeOf('`${Date.now()}`')).toContain('Date.now');
    expect(codeOf("x('https://a.example'); Date.now()")).toContain('Date.now');
  });
});

describe('each rule can fail', () => {
  const table = { arrows: { plan: ['core'], report: ['core'] }, extra: [] };

  test('an import against the arrows', () => {
    const upward = of('lib/core/x.ts', "import { a } from '../plan/index.ts';");
    expect(messages(checkArrows(upward))).toEqual(['core must not import ../plan/index.ts (plan)']);
    const dynamic = of('lib/plan/x.ts', "await import('../adapters/compute/index.ts');");
    expect(checkArrows(dynamic)).toHaveLength(1);
    const reexport = of('lib/ports/x.ts', "export { a } from '../app/index.ts';");
    expect(checkArrows(reexport)).toHaveLength(1);
  });

  test('a folder that the table does not know', () => {
    expect(checkArrows(of('lib/utils/x.ts', ''))).toHaveLength(1);
  });

  test('a value through an arrow for types', () => {
    const extra = [{ from: 'report', to: 'plan', typesOnly: true, reason: 'test' }] as const;
    const typed = of('lib/report/x.ts', "import type { A } from '../plan/index.ts';");
    const value = of('lib/report/x.ts', "import { a } from '../plan/index.ts';");
    expect(checkArrows(typed, { ...table, extra })).toEqual([]);
    expect(checkArrows(value, { ...table, extra })).toHaveLength(1);
  });

  test('a room that reaches into another, and a function that goes past the door', () => {
    const upward = of('lib/app/records/x.ts', "import { a } from '../planning/plan-fleet.ts';");
    expect(messages(checkRooms(upward))).toEqual(['records must not import ../planning/plan-fleet.ts (planning)']);
    const beside = of('lib/app/world.ts', "import { a } from './planning/plan-fleet.ts';");
    expect(checkRooms(beside)).toHaveLength(1);
    expect(checkRooms(of('lib/app/utils/x.ts', "import { a } from '../planning/plan-fleet.ts';"))).toHaveLength(1);
    expect(checkRooms(of('functions/x.ts', "import { a } from '../lib/app/planning/plan-fleet.ts';"))).toHaveLength(1);
    expect(checkRooms(of('functions/x.ts', "import { a } from '../lib/app/planning/index.ts';"))).toEqual([]);
    expect(checkRooms(of('lib/app/planning/x.ts', "import { a } from '../world.ts';"))).toEqual([]);
  });

  test('a word for two ideas, and an exception that nobody needs', () => {
    const twice = new Map([
      ['lib/plan/a.ts', 'export function judge(): void {}'],
      ['lib/report/b.ts', 'export interface judge {}'],
    ]);
    expect(messages(checkHomonyms(twice, {}))).toEqual(['exports judge, and so does lib/report/b.ts']);
    expect(checkHomonyms(twice, { judge: 'test' })).toEqual([]);
    const inInfra = (a: string, b: string) =>
      checkHomonyms(new Map([a, b].map((path) => [`infra/emulators/${path}.ts`, 'export type A = 1;'])), {});
    expect(inInfra('compute/a', 'compute/lists/b')).toHaveLength(1);
    expect(inInfra('compute/a', 'kubernetes/b')).toEqual([]);
    expect(inInfra('compute/a', 'compute/data-plane/b')).toEqual([]);
    expect(messages(checkHomonyms(of('lib/plan/a.ts', 'export type A = 1;'), { A: 'test' }))).toEqual([
      'A is exported once',
    ]);
  });

  test('a member that one feature alone sets, and one that waits for nobody', () => {
    const text = 'export interface KindRules {\n  readonly serves?: true;\n}\n';
    const asked = { 'lib/plan/rules.ts': ['KindRules'] };
    const set = (...paths: readonly string[]) =>
      new Map([['lib/plan/rules.ts', text], ...paths.map((path) => [path, '{ serves: true }'] as const)]);
    const one = set('lib/features/ingress/x.ts', 'lib/features/ingress/y.ts');
    expect(messages(checkMembers(one, asked, {}))).toEqual(['KindRules.serves is set by ingress alone']);
    expect(checkMembers(one, asked, { serves: 'test' })).toEqual([]);
    const two = set('lib/features/ingress/x.ts', 'test/unit/engine/y.ts');
    expect(checkMembers(two, asked, {})).toEqual([]);
    expect(messages(checkMembers(two, asked, { serves: 'test' }))).toEqual([
      'KindRules.serves waits for nobody any more',
    ]);
  });

  test('one adapter inside another', () => {
    const across = of('lib/adapters/compute/x.ts', "import { a } from '../storage/with-retries.ts';");
    const shared = of('lib/adapters/compute/x.ts', "import { a } from '../calls/index.ts';");
    expect(checkArrows(across)).toHaveLength(1);
    expect(checkArrows(shared)).toEqual([]);
  });

  test('a reporter that loads a compiler, not one that knows its type', () => {
    const reporter = (form: string) =>
      checkLoads(
        new Map([
          ['functions/reporter/main.ts', "import { a } from '../../lib/app/reporting/index.ts';"],
          ['lib/app/reporting/index.ts', `import ${form} from '../../features/ingress/compile.ts';`],
        ]),
      );
    expect(messages(reporter('{ b }'))).toEqual(['functions/reporter/main.ts loads the compiler of a feature']);
    expect(reporter('type { B }')).toEqual([]);
  });

  test('tests with a limit of their own', () => {
    const inTest = (text: string): readonly Finding[] => checkWaits(of('test/proof/x.test.ts', text));
    expect(inTest("test('x', async () => {\n}, 60_000);\n")).toHaveLength(1);
    expect(inTest("const LIMIT_MS = 9;\ntest('x', async () => {\n}, LIMIT_MS);\n")).toHaveLength(1);
    expect(inTest("test(\n  'x',\n  async () => {},\n  LIMIT_MS,\n);\n")).toHaveLength(1);
    expect(inTest('const STORY_MS = 9;\n')).toHaveLength(1);
    expect(inTest("test('x', async () => {\n}, STORY_MS);\n")).toEqual([]);
    expect(inTest("test('x', { timeout: 60_000 }, async () => {});\n")).toHaveLength(1);
    expect(inTest("  it('x', { timeout: LIMIT_MS }, () => {});\n")).toHaveLength(1);
    expect(inTest('const options = { callTimeoutMs: 5_000 };\n')).toHaveLength(1);
    expect(inTest('const options = { callTimeoutMs: HANGS_MS };\n')).toEqual([]);
  });

  test('files that import each other in a circle', () => {
    const circle = new Map([
      ['lib/core/a.ts', "import { b } from './b.ts';"],
      ['lib/core/b.ts', "import type { C } from './c.ts';"],
      ['lib/core/c.ts', "export * from './a.ts';"],
      ['lib/core/d.ts', "import { a } from './a.ts';"],
    ]);
    expect(messages(checkCircles(circle))).toEqual([
      'stands in a circle of imports: lib/core/a.ts → lib/core/b.ts → lib/core/c.ts → lib/core/a.ts',
    ]);
    circle.delete('lib/core/b.ts');
    expect(checkCircles(circle)).toEqual([]);
  });

  test('one feature inside another', () => {
    const door = "import type { A } from '../features/ingress/index.ts';";
    expect(checkArrows(of('lib/app/x.ts', door))).toHaveLength(1);
    expect(checkArrows(of('lib/features/services/x.ts', "import { A } from '../ingress/index.ts';"))).toHaveLength(1);
    expect(checkArrows(of('lib/features/services/x.ts', "import { A } from './groups.ts';"))).toEqual([]);
    expect(checkArrows(of('lib/features/services/x.ts', "import { A } from '../common/a.ts';"))).toEqual([]);
    expect(checkArrows(of('lib/features/common/x.ts', "import { A } from '../ingress/a.ts';"))).toHaveLength(1);
  });

  test('an emulator that imports lib, infra/local or another emulator', () => {
    const importing = (specifier: string) =>
      checkEmulators(of('infra/emulators/compute/x.ts', `import { a } from '${specifier}';`));
    expect(importing('../../../lib/core/index.ts')).toHaveLength(1);
    expect(importing('../../local/layout.ts')).toHaveLength(1);
    expect(importing('../storage/state.ts')).toHaveLength(1);
    expect(importing('../kit/clock.ts')).toEqual([]);
    const local = of('infra/local/x.ts', "import type { A } from '../../lib/core/index.ts';");
    expect(checkEmulators(local)).toHaveLength(1);
  });

  test.each([
    'Date.now()',
    'new Date()',
    'Math.random()',
    'process.exit()',
    'fetch(url)',
    'setTimeout(f, 1)',
    'performance.now()',
    "import { readFileSync } from 'node:fs';",
    "import { createServer } from 'node:net';",
    "import { request } from 'node:http';",
  ])('a core that says %s', (text) => {
    for (const folder of PURE) expect(checkPurity(of(`${folder}/x.ts`, text))).toHaveLength(1);
    expect(checkPurity(of('lib/adapters/clock/x.ts', text))).toEqual([]);
  });

  test('an environment that is read elsewhere', () => {
    expect(checkEnvironment(of('functions/worker/main.ts', 'process.env.BUCKET'))).toHaveLength(1);
    expect(checkEnvironment(of('lib/config/index.ts', 'process.env.BUCKET'))).toEqual([]);
  });

  test.each(["throw new Error('x')", 'const x: any = 1', 'x as any', 'Map<string, any>'])(
    'a lib that says %s',
    (text) => {
      expect(checkCare(of('lib/core/x.ts', text))).toHaveLength(1);
    },
  );

  test('an emulator that throws a bare error', () => {
    expect(checkCare(of('infra/emulators/x/y.ts', "throw new Error('x')"))).toHaveLength(1);
    expect(checkCare(of('infra/emulators/x/y.ts', "{ cause: new Error('x') }"))).toEqual([]);
  });

  test('long files', () => {
    const lines = (count: number) => 'x\n'.repeat(count);
    const short = Array.from({ length: 3 }, (_, at) => [`lib/core/${at}.ts`, lines(10)] as const);
    const withOne = (count: number) => new Map([...short, ['lib/core/long.ts', lines(count)]]);
    const long = { path: 'lib/core/long.ts', kind: 'long', reason: 'test' } as const;
    expect(checkLengths(withOne(250), [])).toEqual([]);
    expect(messages(checkLengths(withOne(251), []))).toEqual(['251 lines want a reason']);
    expect(checkLengths(withOne(251), [long])).toEqual([]);
    expect(messages(checkLengths(withOne(401), [long]))).toEqual(['401 lines are too many']);
    expect(checkLengths(withOne(401), [{ ...long, kind: 'table' }])).toEqual([]);
    expect(messages(checkLengths(withOne(9), [long]))).toEqual(['9 lines need no exception any more']);
    expect(messages(checkLengths(of('lib/core/x.ts', lines(100)), []))).toEqual(['the median file has 100 lines']);
  });

  test.each([
    "if (ref.kind === 'urlMap') return;",
    "all.filter(({ kind }) => kind !== 'service')",
    "const ref = { kind: 'address', name };",
    "await compute.list('firewall', host, signal)",
    "new Set(['urlMap', 'service'])",
    "const WAY = { first: 'forwardingRule' };",
  ])('an engine that says %s', (text) => {
    expect(checkKindNames(of('lib/diff/x.ts', text))).toHaveLength(1);
    expect(checkKindNames(of('lib/features/ingress/x.ts', text))).toEqual([]);
    expect(checkKindNames(of('lib/diff/x.ts', `// ${text}`))).toEqual([]);
  });

  test('an engine that reads a field of one kind', () => {
    const found = (path: string, text: string) => checkFieldNames(of(path, text), {});
    expect(found('lib/diff/x.ts', 'const { pathMatchers } = body;')).toHaveLength(1);
    expect(found('lib/features/ingress/x.ts', 'const { pathMatchers } = body;')).toEqual([]);
    expect(found('lib/diff/x.ts', '// Without pathMatchers.')).toEqual([]);
    expect(checkFieldNames(of('lib/diff/x.ts', ''), { 'lib/diff/y.ts': 'it did once' })).toHaveLength(1);
  });

  test('a file that does not say what it is for', () => {
    expect(checkOpenings(of('lib/core/x.ts', 'export {};'))).toHaveLength(1);
    expect(checkOpenings(of('lib/core/x.ts', 'export {};\n// What it is for.'))).toHaveLength(1);
    expect(checkOpenings(of('lib/core/x.ts', '//\nexport {};'))).toHaveLength(1);
    expect(checkOpenings(of('lib/core/x.ts', '// What it is for. May import: nothing.\n'))).toHaveLength(1);
    expect(checkOpenings(of('lib/core/x.ts', '// What it is for,\n// and for whom.\nexport {};'))).toEqual([]);
  });

  test('finds a folder of too many files', () => {
    const folder = (count: number) => new Map(Array.from({ length: count }, (_, n) => [`lib/core/x${n}.ts`, '']));
    expect(checkFolders(folder(40))).toEqual([]);
    expect(messages(checkFolders(folder(41)))).toEqual(['41 files are more than one can take in']);
  });

  test('a folder without an index.ts', () => {
    expect(checkIndexes(of('lib/core/x.ts', ''))).toHaveLength(1);
    expect(checkIndexes(of('lib/adapters/clock/x.ts', ''))).toHaveLength(1);
    expect(checkIndexes(of('lib/app/planning/x.ts', ''))).toHaveLength(1);
    expect(checkIndexes(of('lib/app/world.ts', ''))).toEqual([]);
  });
});
