// What the branch has already is counted on a pull request, and not told again.
import { expect, test } from 'vitest';
import { type Diagnostic } from '../../../lib/core/index.ts';
import { diagnostic } from '../../../lib/features/ingress/codes/index.ts';
import { commitCheck, commitComment, type CommitPlans } from '../../../lib/report/index.ts';
import { hostDropped } from '../../golden/report/blue-fleet.ts';
import { TELLING } from '../../../functions/wiring/report-parts.ts';

const BASE = 'b'.repeat(40);
const at = (line: number, file = 'manifests/blue/web.yaml') => ({ file, line, column: 1 });
const finding = (code: Parameters<typeof diagnostic>[0], message: string, line = 3): Diagnostic =>
  diagnostic(code, message, at(line));

const OLD = finding('unused-config', 'nothing refers to blue/old');
const NEW = finding('unused-config', 'nothing refers to blue/new', 9);
const WRONG = finding('backend-not-found', 'there is no MultiClusterService foobarr');

function told(own: readonly Diagnostic[], base?: readonly Diagnostic[]): readonly string[] {
  const { revision, plans } = hostDropped();
  const fleet = {
    revision: { ...revision, diagnostics: own },
    plans,
    ...(base === undefined ? {} : { base: { commit: BASE, diagnostics: base } }),
  };
  const commit: CommitPlans = { commit: 'c', fleets: [fleet], coming: [], unreadable: [], diagnostics: [] };
  const check = commitCheck(TELLING, commit);
  expect(check.annotations.some(({ message }) => message.includes('blue/old'))).toBe(
    commitComment(TELLING, commit).body.includes('blue/old'),
  );
  return [commitComment(TELLING, commit).body, check.summary];
}

test('a finding of the branch is one counted line that says where it is told, on whatever line it stands now', () => {
  for (const text of told([{ ...OLD, source: at(30) }, NEW], [OLD])) {
    expect(text).not.toContain('blue/old');
    expect(text).toContain('blue/new');
    expect(text).toContain(`1 other finding is not of this pull request`);
    expect(text).toContain(BASE);
  }
});

test('what stops the apply is told although the branch has it', () => {
  for (const text of told([WRONG, OLD], [WRONG, OLD])) {
    expect(text).toContain('foobarr');
    expect(text).not.toContain('blue/old');
  }
});

test.each<[string, readonly Diagnostic[] | undefined]>([
  ['the branch was not planned', undefined],
  ['the branch finds nothing', []],
  ['the branch finds it in another file', [{ ...OLD, source: at(3, 'manifests/blue/other.yaml') }]],
  ['the branch says less of it', [{ ...OLD, message: 'nothing refers to blue/older' }]],
])('all is told where %s', (_, base) => {
  for (const text of told([OLD], base)) {
    expect(text).toContain('blue/old');
    expect(text).not.toContain('not of this pull request');
  }
});

test('one more of the same is told', () => {
  for (const text of told([OLD, OLD], [OLD])) {
    expect(text).toContain('blue/old');
    expect(text).toContain('1 other finding');
  }
});
