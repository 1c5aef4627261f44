// What people are told of what is replaced and stands on: before the merge, after it, and on the terminal.
import { describe, expect, test } from 'vitest';
import { statusText } from '../../../lib/report/oncall/status-text.ts';
import type { FleetStatus } from '../../../lib/report/oncall/views.ts';
import { leftStandingWords, retiringWords } from '../../../lib/report/changes/retiring-words.ts';

describe('before the merge', () => {
  test('how much of a plan goes later, and what earlier merges left', () => {
    const [own, earlier, ...more] = retiringWords([{ retiring: ['a', 'b', 'c'] }], [{ retires: ['a', 'b'] }]);
    expect(own).toContain('Of these 2 go by a later run, when no request has reached it');
    expect(earlier).toBe('1 resource that earlier merges replaced is yet to be retired.');
    expect(more).toEqual([]);
  });

  test('nothing where nothing is left', () => {
    expect(retiringWords([{}], [{}])).toEqual([]);
  });
});

test('after the merge: how much is left standing, each of it once', () => {
  expect(leftStandingWords([{ retiring: ['a', 'b'] }, { retiring: ['a', 'b'] }])).toContain('2 resources, goes by');
  expect(leftStandingWords([{}])).toBeUndefined();
});

describe('on the terminal', () => {
  const line = (one: FleetStatus['retiring'][number]): string => {
    const status: FleetStatus = {
      fleet: 'prod',
      at: 3_600_000,
      isSweepLate: false,
      clusters: [],
      units: [],
      stops: [],
      overrides: [],
      retiring: [one],
      damaged: [],
    };
    return statusText([status])
      .split('\n')
      .filter((text) => text.includes('retiring'))
      .join('\n');
  };
  const blue = { unit: 'blue', count: 2, since: 0, said: [] };

  test('since when, and that it waits for its time', () => {
    expect(line(blue)).toMatch(/retiring +blue: 2 replaced .*ago; waits for its time$/);
  });

  test('what the last look found, and the command that has it go', () => {
    const told = line({ ...blue, said: ['nobody may read how many requests there are'], offered: 'abcdef0123456789' });
    expect(told).toMatch(
      /; nobody may read how many requests there are; to have it go now: rangelight approve abcdef012345$/,
    );
  });
});
