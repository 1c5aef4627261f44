// Our patterns mean what they mean elsewhere: held against Node's own matcher, which is minimatch.
import { matchesGlob } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPattern } from '../../lib/fleet/path-pattern.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env['RUNS'] ?? 2_000);
console.log(`property/path-pattern: SEED=${seed}`);

const PARTS = ['a', 'b', 'ab', 'a.b', '*', '?', '*a', 'a*', '*a*', 'a?', '?b', '*.b', 'a*b*', '*a*b', '**', '**'];
const GROUPS = ['{a,b}', 'a{,b}', 'x{a,b}', '{a*,b}', '{a,b}*', '{*,b}', '{?,ab}', '{a,{b,ab}}', '*{a,b*}'];
/** Not behind a `**`: minimatch takes a name with a dot there for none in some of them. */
const FIRST = ['.a', '.*', '.a*'];
const NAMES = ['a', 'b', 'ab', '.a', 'a.b', 'aab', 'abab', '.b', '.ab', 'ba', 'xa', 'b.b'];

const part = fc.constantFrom(...PARTS, ...GROUPS);
const pattern = fc
  .tuple(fc.oneof({ weight: 4, arbitrary: part }, fc.constantFrom(...FIRST)), fc.array(part, { maxLength: 4 }))
  .map(([first, others]) => [first, ...others].join('/'));
const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 5 });

it('matches what minimatch matches', () => {
  let matching = 0;
  const agrees = (wanted: string, names: readonly string[]): void => {
    const read = readPattern(wanted);
    if ('problem' in read) return expect.fail(read.problem);
    const matches = read.matches(names);
    if (matches) matching += 1;
    expect(matches).toBe(matchesGlob(names.join('/'), wanted));
  };
  fc.assert(fc.property(pattern, path, agrees), { seed, numRuns });
  // Else nothing but refusals would have been compared.
  expect(matching).toBeGreaterThan(numRuns / 50);
});
