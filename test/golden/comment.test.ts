// What a pull request's comment says, word by word, and how long it is: `UPDATE=1 vitest run
// test/golden/comment.test.ts` writes it anew; the difference is the review.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMENT_LIMIT, commitCheck, commitComment } from '../../lib/report/index.ts';
import { EVERYDAY } from './comment/everyday.ts';
import { EXPORTS } from './comment/exports.ts';
import { planned } from './comment/fleet.ts';
import { HUGE } from './comment/huge.ts';
import { visibleLines } from './comment/visible-lines.ts';
import { expectText } from './expect-text.ts';
import { TELLING } from '../../functions/wiring/report-parts.ts';

const FOLDER = join(import.meta.dirname, 'comment');
const EVERYDAY_BYTES = 4096;
const EVERYDAY_LINES = 25;

const bytes = (text: string): number => new TextEncoder().encode(text).length;

describe.each(Object.entries({ ...EVERYDAY, ...EXPORTS, ...HUGE }))('%s', (name, request) => {
  it('reads as it is written down, and is short', async () => {
    const commit = await planned(request);
    const { body } = commitComment(TELLING, commit);
    expectText(join(FOLDER, `expected-${name}.md`), `${body}\n`);
    expect(bytes(body)).toBeLessThanOrEqual(Object.hasOwn(HUGE, name) ? COMMENT_LIMIT : EVERYDAY_BYTES);
    expect(visibleLines(body).length).toBeLessThanOrEqual(EVERYDAY_LINES);
    expect(body.match(/<details>/g)?.length).toBe(body.match(/<\/details>/g)?.length);
    // Nothing twice: no line of the comment stands in it again, and the status that is ours is nobody's news.
    const lines = body.split('\n').filter((line) => line.length > 40);
    expect(new Set(lines).size).toBe(lines.length);
    expect(body).not.toContain('MultiClusterIngress status');
    // What to do next is never cut off: half of a command is worse than none.
    expect(visibleLines(body).filter((line) => line.endsWith('…'))).toEqual([]);
  });

  it('is said by the check in the same order, which has nothing else open, and folds away other things', async () => {
    const commit = await planned(request);
    const [{ body }, { summary }] = [commitComment(TELLING, commit), commitCheck(TELLING, commit)];
    const open = (markdown: string): readonly string[] =>
      visibleLines(
        markdown.replace(/^### .*$/gm, '').replace('all of them in the check `rangelight/plan`', 'folded away below'),
      );
    const read = open(body);
    expect(open(summary).slice(0, read.length)).toEqual(read);
    // A check run breaks a line only where two spaces ask for it.
    expect(summary).not.toMatch(/^- .*[^ ]\n {2}\S/m);
    // Findings without a plan.
    expect(open(summary).length - read.length).toBeLessThanOrEqual(1);
    const folded = (markdown: string): readonly string[] =>
      markdown
        .slice(markdown.indexOf('</summary>'))
        .split('\n')
        .filter((line) => line.length > 40);
    const twice = folded(body).filter((line) => folded(summary).includes(line));
    expect(twice).toEqual([]);
  });
});

it('is of fourteen pull requests of every day, and of six that are huge', () => {
  expect([Object.keys(EVERYDAY).length, Object.keys(HUGE).length]).toEqual([14, 6]);
});
