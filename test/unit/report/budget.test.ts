import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit, LIMIT } from '../../../lib/report/markdown/budget.ts';
import { COMMENT_LIMIT, commitComment, planCheck } from '../../../lib/report/index.ts';
import { firstDeploy, planned } from '../../golden/report/blue-fleet.ts';
import { TELLING } from '../../../functions/wiring/report-parts.ts';

const bytes = (markdown: string): number => new TextEncoder().encode(markdown).length;

describe('fit', () => {
  it('takes the longest wordings when there is room', () => {
    expect(fit([['a', 'aaa'], ['b']], 1000)).toBe('aaa\n\nb');
  });

  it('gives every headline a place before any detail', () => {
    const long = 'x'.repeat(300);
    expect(fit([['first', long], ['second']], 200)).toMatch(
      /^first\n\nsecond\n\n_Shortened to what GitHub takes: 1 part in fewer words\. .*_$/,
    );
  });

  it('says how many parts are left out', () => {
    expect(fit([['a'], ['b'.repeat(500)], ['c'.repeat(500)]], 200)).toMatch(
      /^a\n\n_Shortened to what GitHub takes: 2 parts left out/,
    );
  });

  it('an empty headline leaves no gap', () => {
    expect(fit([['a'], ['', 'x'.repeat(500)], ['c']], 200)).toMatch(/^a\n\nc\n\n_Shortened/);
  });

  it('never goes over the limit and never cuts a wording', () => {
    const wording = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map((inner) => `<${inner}>`);
    const sections = fc.array(fc.array(wording, { minLength: 1, maxLength: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(sections, fc.integer({ min: 160, max: 700 }), (parts, limit) => {
        const told = fit(parts, limit);
        expect(bytes(told)).toBeLessThanOrEqual(limit);
        let rest = told;
        for (const part of parts) {
          const chosen = [...part].sort((a, b) => b.length - a.length).find((one) => rest.startsWith(one));
          if (chosen !== undefined) rest = rest.slice(chosen.length).replace(/^\n\n/, '');
        }
        expect(rest).toMatch(/^(?:_Shortened to what GitHub takes: .*_)?$/);
      }),
    );
  });
});

describe('a huge plan', () => {
  const { plan, revision } = firstDeploy();
  // A thousand copies of everything, each under a name of its own.
  const changes = Array.from({ length: 1000 }, (_, index) =>
    (plan?.changes ?? []).map((change) => {
      const name = `${change.ref.name}-${index}`;
      const owners = [`networking.gke.io/MultiClusterIngress/blue/ingress-${index}`];
      return { ...change, key: `${change.key}-${index}`, ref: { ...change.ref, name }, owners, needs: [] };
    }),
  ).flat();
  const huge = { ...planned({ changes: [] }), revision };
  const digest = revision.units[0]?.plan ?? '';
  const plans = new Map(plan === undefined ? [] : [[digest, { ...plan, changes }]]);

  const fleets = [{ revision: huge.revision, plans }];
  const whole = { commit: huge.revision.occasion.commit, fleets, coming: [], unreadable: [], diagnostics: [] };

  it('fits GitHub, whole blocks only', () => {
    const { body } = commitComment(TELLING, whole);
    expect(bytes(body)).toBeLessThanOrEqual(COMMENT_LIMIT);
    for (const markdown of [planCheck(TELLING, { revision: huge.revision, plans }).summary, body]) {
      expect(bytes(markdown)).toBeLessThanOrEqual(LIMIT);
      expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
      expect((markdown.match(/^```/gm) ?? []).length % 2).toBe(0);
    }
  });

  it('still says what happens next', () => {
    expect(commitComment(TELLING, whole).body).toContain('Applied after the merge');
    const { summary } = planCheck(TELLING, { revision: huge.revision, plans });
    expect(summary).toContain('Applied after the merge');
    expect(summary).toContain('Shortened to what GitHub takes');
  });
});
