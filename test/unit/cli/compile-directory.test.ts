// `compile` without a cloud: whose marks the bodies carry.
import { FEATURES } from '../../../functions/wiring/features.ts';
import { expect, it } from 'vitest';
import { compileDirectory } from '../../../lib/app/offline/index.ts';
import { exampleTree } from './tree.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const marks = (installation?: string): ReadonlySet<string> => {
  const input = {
    features: FEATURES,
    kinds: KINDS,
    files: exampleTree('valid/foobar'),
    fleet: undefined,
    facts: undefined,
    installation,
  };
  const text = JSON.stringify(compileDirectory(input).output);
  return new Set([...text.matchAll(/rangelight\/v2 installation=(\S+) fleet=prod/g)].map(([, id = '']) => id));
};

it('are those of the installation that is named, and a placeholder of none', () => {
  expect(marks('acme')).toEqual(new Set(['acme']));
  expect(marks()).toEqual(new Set(['unnamed']));
});
