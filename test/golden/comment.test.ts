// What a pull request's comment says, word by word, and how long it is: `UPDATE=1 vitest run test/golden/comment.test.ts`
// writes it anew; the difference is the review. May import: lib, test, vitest.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitComment } from '../../lib/report/index.ts';
import { EVERYDAY } from './comment/everyday.ts';
import { planned } from './comment/fleet.ts';
import { expectText } from './expect-text.ts';

const FOLDER = join(import.meta.dirname, 'comment');

describe.each(Object.entries(EVERYDAY))('%s', (name, request) => {
  it('reads as it is written down', async () => {
    const { body } = commitComment(await planned(request));
    expectText(join(FOLDER, `expected-${name}.md`), `${body}\n`);
    expect(body).not.toBe('');
  });
});
