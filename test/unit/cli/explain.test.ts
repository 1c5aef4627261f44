// Every code that people meet has an explanation, an entry in a page, and a next step that an application developer
// understands.
import { CODES } from '../../../functions/wiring/codes.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain, explanationText } from '../../../lib/app/offline/explain.ts';
import { FAILURE_CODES } from '../../../lib/core/index.ts';

const REFERENCE = join(import.meta.dirname, '../../../docs/reference');
const ALL = [...new Set([...Object.keys(CODES.diagnostics), ...CODES.gates.keys(), ...FAILURE_CODES])];

/** What nobody knows who has not read our code, or Compute's API. */
const JARGON =
  /\b(?:NEGs?|unit|desired|applied state|fingerprint|precondition|resourceVersion|diff|CAS|lease|journal|digest|mutation|backend service|target proxy)\b/i;

describe.each(ALL)('%s', (code) => {
  const explanations = explain(CODES, code);

  it('has a title, and a next step of one or two sentences in plain words', () => {
    for (const { title, next } of explanations) {
      expect(title).not.toBe('');
      expect(next).toMatch(/^[A-Z/][^]*[.]$/);
      expect(next.split(/(?<=[.!]) /).length).toBeLessThanOrEqual(3);
      expect(next.length).toBeLessThanOrEqual(240);
      expect(next.replaceAll(/`[^`]*`/g, '')).not.toMatch(JARGON);
    }
  });

  it('has an entry in the page that it names', () => {
    for (const { page } of explanations) {
      const [file = '', anchor] = page.split('#');
      const text = readFileSync(join(REFERENCE, file), 'utf8');
      if (anchor === undefined) expect(text).toContain(`\`${code}\``);
      else expect(text).toMatch(new RegExp(`^#{2,3} ${anchor}$`, 'm'));
    }
  });

  it('is told with its next step on a terminal', () => {
    const text = explanationText(explanations);
    expect(text.startsWith(`${code}\n`)).toBe(true);
    for (const { next, page } of explanations) {
      expect(text).toContain(`  Next: ${next}\n`);
      expect(text).toContain(`  docs/reference/${page}\n`);
    }
  });
});

it('no failure shares its code with a finding or a gate', () => {
  const others = new Set<string>([...Object.keys(CODES.diagnostics), ...CODES.gates.keys()]);
  expect(FAILURE_CODES.filter((code) => others.has(code))).toEqual([]);
});

it('a code that is a finding and a gate is explained as both', () => {
  expect(explain(CODES, 'quota-short').map(({ type }) => type)).toEqual(['error', 'gate']);
});

it.each([
  ['quota-shrt', 'Did you mean "quota-short"?'],
  ['host-remved', 'Did you mean "host-removed"?'],
  ['zzzzzzzzzzzzzzzzzzzz', 'gates.md and outcomes.md list them.'],
  ['constructor', 'there is no code "constructor"'],
])('%s is not known', (code, said) => {
  expect(() => explain(CODES, code)).toThrow(said);
});
