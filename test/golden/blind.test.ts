// Forty comments, ten of which hide an outage: each says it on its first three lines, and no other cries wolf there.
import { describe, expect, it } from 'vitest';
import { COMMENT_LIMIT, commitComment } from '../../lib/report/index.ts';
import { BLIND } from './comment/blind.ts';
import { planned } from './comment/fleet.ts';
import { firstLines, visibleLines } from './comment/visible-lines.ts';
import { TELLING } from '../../functions/wiring/report-parts.ts';

it('are forty, with ten outages', () => {
  expect(Object.keys(BLIND)).toHaveLength(40);
  expect(Object.values(BLIND).filter(({ first }) => first !== undefined)).toHaveLength(10);
});

describe.each(Object.entries(BLIND))('%s', (_name, { request, first }) => {
  it(first === undefined ? 'raises no alarm' : 'says so at once', async () => {
    const { body } = commitComment(TELLING, await planned(request));
    const seen = firstLines(body);
    if (first === undefined) expect(seen).not.toMatch(/🔴|⛔/);
    else {
      expect(seen).toMatch(first);
      expect(seen).toMatch(/🔴|⛔/);
    }
    expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(visibleLines(body).length).toBeLessThanOrEqual(25);
  });
});
