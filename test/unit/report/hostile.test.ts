// Nothing that a pull request brings acts on a comment: whatever the host, path, service, message or file is called,
// the Markdown has our own structure and no other, and the drawing our own lines.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnostic } from '../../../lib/features/ingress/codes/index.ts';
import { COMMENT_LIMIT, commitComment, planCheck } from '../../../lib/report/index.ts';
import { blueResources, changesBetween, type Planned, planned, standing } from '../../golden/report/blue-fleet.ts';
import { TELLING } from '../../../functions/wiring/report-parts.ts';

/** Pieces that mean something to Markdown, HTML, GitHub, Mermaid or a reader's eye, and anything else. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '`',
        '```',
        '~~~',
        '|',
        '<',
        '>',
        '"',
        "'",
        '\\',
        '\n',
        '\r\n',
        '@octocat',
        '#1',
        '](',
        '[x',
        '![',
        '<!--',
        '-->',
      ),
      fc.constantFrom(
        '</details>',
        '<img src=x>',
        '&lt;',
        '\u202E',
        '\u2066',
        '\u200B',
        'https://evil.example',
        'www.evil.example',
      ),
      fc.constantFrom(
        '"]',
        '"]:::new',
        '%%{init: {}}%%',
        'click n0 href "javascript:1"',
        'end',
        ';',
        '-->|',
        '$$',
        '#quot;',
        '#35;',
      ),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

function hostilePlan(host: string, path: string, message: string, file: string): Planned {
  return planned({
    changes: changesBetween(blueResources([{ host, path, service: 'foobar' }]), standing([])),
    diagnostics: [diagnostic('backend-not-found', message, { file, line: 3, column: 1 }, message)],
  });
}

/** What is left when our fences and code spans, in which nothing acts, are taken out. */
function outsideOfCode(markdown: string): string {
  return markdown.replace(/^(`{3,})[a-z]*\n[^]*?\n\1$/gm, '').replace(/`[^`\n]*`/g, '');
}

const OURS = /<\/?(?:details|summary|code)>|<br>/g;
const NODE =
  /^ {2}n\d+(?:\(\["|\["|\[\["|\[\(")(?:[\p{L}\p{N} ./-]|#\d+;|…)*(?:"\]\)|"\]|"\]\]|"\)\]):::(?:new|gone|same)$/u;
const EDGE = /^ {2}n\d+ (?:==>|-->|-\.->)(?:\|"(?:[\p{L}\p{N} ./-]|#\d+;)*"\|)? n\d+$/u;

test('the Markdown has no structure but ours', () => {
  fc.assert(
    fc.property(nasty, nasty, nasty, nasty, (host, path, message, file) => {
      const { revision, plans } = hostilePlan(host, path, message, file);
      for (const markdown of [
        commitComment(TELLING, {
          commit: revision.occasion.commit,
          fleets: [{ revision, plans }],
          coming: [],
          unreadable: [],
          diagnostics: [],
        }).body,
        planCheck(TELLING, { revision, plans }).summary,
      ]) {
        const outside = outsideOfCode(markdown);
        expect(outside.match(/<details>/g)?.length).toBe(outside.match(/<\/details>/g)?.length);
        const rest = outside.replace(OURS, '');
        expect(rest).not.toMatch(/[<>`[\]]/);
        expect(rest).not.toMatch(/@(?!&#8203;)|#(?=[A-Za-z])|https?:\/\/|\bwww\./);
        expect(markdown).not.toMatch(/[\p{Cf}\r]/u);
      }
    }),
    { numRuns: 60 },
  );
});

test('the drawing has no line but ours', () => {
  fc.assert(
    fc.property(nasty, nasty, (host, path) => {
      const { revision, plans } = hostilePlan(host, path, 'x', 'a.yaml');
      const drawn =
        /```mermaid\n([^]*?)\n```/
          .exec(
            commitComment(TELLING, {
              commit: revision.occasion.commit,
              fleets: [{ revision, plans }],
              coming: [],
              unreadable: [],
              diagnostics: [],
            }).body,
          )?.[1]
          ?.split('\n') ?? [];
      expect(drawn.length).toBeGreaterThan(5);
      const lines = drawn.filter((line) => line !== 'flowchart LR' && !line.startsWith('  classDef '));
      for (const line of lines) expect(NODE.test(line) || EDGE.test(line), line).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a comment never has more than its bytes, however many and whatever its fleets, findings and names are', () => {
  const name = fc.oneof(nasty, fc.string({ unit: 'grapheme', minLength: 50, maxLength: 400 }));
  const many = fc.integer({ min: 1, max: 15 });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 8 }), many, many, (names, hosts, findings) => {
      const at = (index: number): string => names[index % names.length] ?? '';
      const routes = Array.from({ length: hosts }, (_, index) => ({
        host: `${index}${at(index)}`,
        path: `/${at(index + 1)}`,
        service: index % 2 === 0 ? ('foobar' as const) : ('bar' as const),
      }));
      const diagnostics = Array.from({ length: findings }, (_, index) =>
        diagnostic(
          index % 2 === 0 ? 'backend-not-found' : 'selector-matches-nothing',
          at(index),
          { file: at(index + 2), line: index, column: 1 },
          at(index + 3),
        ),
      );
      const { revision, plans } = planned({
        changes: changesBetween(blueResources(routes), standing([])),
        diagnostics,
      });
      const fleets = names.map((fleet) => ({ revision: { ...revision, fleet }, plans }));
      const { body } = commitComment(TELLING, { commit: 'c', fleets, coming: names, unreadable: names, diagnostics });
      expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(COMMENT_LIMIT);
      const outside = outsideOfCode(body);
      expect(outside.match(/<details>/g)?.length).toBe(outside.match(/<\/details>/g)?.length);
      expect((body.match(/^```/gm) ?? []).length % 2).toBe(0);
    }),
    { numRuns: 10 },
  );
});
