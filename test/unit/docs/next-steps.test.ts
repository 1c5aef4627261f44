// Whoever reads that something stops reads who can do what about it.
import { expect, test } from 'vitest';
import { STOP_REASONS } from '../../../lib/core/index.ts';

const WHO = /^(An administrator|A maintainer|An admin|The author|Whoever|Somebody who|Nobody has to do anything)\b/;

test.each(Object.entries(STOP_REASONS))('the next step of %s begins with who takes it', (_, { nextStep }) => {
  expect(nextStep).toMatch(WHO);
});
