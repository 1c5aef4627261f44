// Each spec of the public conformance suite names tests that there are, and links that are its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SPECS } from '../../conformance/clusterset/mcs-api.ts';

it.each(SPECS.map((spec) => [spec.asks, spec] as const))('%s', (_, { shown }) => {
  expect(shown).not.toEqual([]);
  for (const { test, titled } of shown)
    expect(readFileSync(join(import.meta.dirname, '../..', test), 'utf8'), test).toContain(`'${titled}'`);
});

it('are the 27 of mcs-api, each once', () => {
  expect(new Set(SPECS.map(({ file, asks }) => `${file} ${asks}`)).size).toBe(27);
});
