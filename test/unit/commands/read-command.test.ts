import {
  array,
  assert,
  constant,
  constantFrom,
  integer,
  oneof,
  property,
  record,
  string as text,
  tuple,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Command, commandLine, isAddressed, readCommand, VERBS } from '../../../lib/commands/index.ts';
import { splitWords } from '../../../lib/commands/words.ts';

/** What a reader of words could trip over, and more. */
const CHARACTER = constantFrom(...Array.from('ab1-= \t"\'\\`$|<>;&()#é\u2028\u00a0\u0000🚀\n\r'));
const DIGEST = 'a'.repeat(64);
const COMMIT = 'c'.repeat(40);

const DRAIN: Command = { verb: 'drain', cluster: 'us-west1/gke-us', duration: 7_200_000, reason: 'disks fail' };

function command(comment: string): Command | string {
  const reading = readCommand(comment);
  if (reading.type === 'command') return reading.command;
  return reading.type === 'none' ? 'none' : reading.message;
}

describe('a comment', () => {
  it.each<[string, Command]>([
    ['/rangelight', { verb: 'help' }],
    ['/rangelight help', { verb: 'help' }],
    ['/rangelight\tplan  ', { verb: 'plan' }],
    ['/rangelight plan 0123abc', { verb: 'plan', commit: '0123abc' }],
    ['Thanks!\r\n/rangelight plan\r\n/rangelight apply', { verb: 'plan' }],
    [`/rangelight follow ${COMMIT}`, { verb: 'follow', commit: COMMIT }],
    ['/rangelight apply', { verb: 'apply', units: [] }],
    ['/rangelight apply blue green --fleet prod', { verb: 'apply', units: ['blue', 'green'], fleet: 'prod' }],
    [`/rangelight approve ${DIGEST}`, { verb: 'approve', digests: [DIGEST] }],
    [
      '/rangelight approve 0123abcd 89abcdef01 --fleet prod seen',
      { verb: 'approve', digests: ['0123abcd', '89abcdef01'], fleet: 'prod', reason: 'seen' },
    ],
    [
      '/rangelight approve 0123abcd -- 89abcdef01 was bad',
      { verb: 'approve', digests: ['0123abcd'], reason: '89abcdef01 was bad' },
    ],
    ['/rangelight approve 0123abcd seen with Ann', { verb: 'approve', digests: ['0123abcd'], reason: 'seen with Ann' }],
    ['/rangelight pause', { verb: 'pause' }],
    [
      '/rangelight pause --unit blue --for=2h "on fire"',
      { verb: 'pause', unit: 'blue', duration: 7_200_000, reason: 'on fire' },
    ],
    ['/rangelight freeze 2h the sale', { verb: 'freeze', duration: 7_200_000, reason: 'the sale' }],
    ['/rangelight drain us-west1/gke-us --for 2h disks fail', DRAIN],
    ['/rangelight drain us-west1/gke-us for 2h: disks fail', DRAIN],
    ['/rangelight drain us-west1/gke-us for 2h : disks fail', DRAIN],
    [
      '/rangelight drain --as-far-as-possible --fleet prod us-west1/gke-us --for 30m -- --x',
      {
        verb: 'drain',
        cluster: 'us-west1/gke-us',
        duration: 1_800_000,
        asFarAsPossible: true,
        fleet: 'prod',
        reason: '--x',
      },
    ],
    ['/rangelight undrain us-west1/gke-us', { verb: 'undrain', cluster: 'us-west1/gke-us' }],
    [
      '/rangelight undrain us-west1/gke-us --at-once they are well',
      { verb: 'undrain', cluster: 'us-west1/gke-us', atOnce: true, reason: 'they are well' },
    ],
    ['/rangelight unfreeze --fleet prod it is over', { verb: 'unfreeze', fleet: 'prod', reason: 'it is over' }],
    ['/rangelight pause -- --for ever', { verb: 'pause', reason: '--for ever' }],
    ["/rangelight resume it\\'s out", { verb: 'resume', reason: "it's out" }],
    [
      '/rangelight rollback blue --to 000004-0123456789abcdef 503s',
      { verb: 'rollback', unit: 'blue', to: '000004-0123456789abcdef', reason: '503s' },
    ],
    ['/rangelight rollback --now blue 503s', { verb: 'rollback', unit: 'blue', now: true, reason: '503s' }],
  ])('%j', (comment, expected) => {
    expect(command(comment)).toEqual(expected);
  });

  it.each([
    'please /rangelight plan',
    '> /rangelight plan',
    ' /rangelight plan',
    '/rangelights plan',
    '/Rangelight plan',
    '```\n/rangelight plan\n```',
    '~~~~\n/rangelight plan\n~~~\n/rangelight plan',
    '',
  ])('%j is not for us', (comment) => {
    expect(readCommand(comment)).toEqual({ type: 'none' });
    expect(isAddressed(comment)).toBe(false);
  });

  it.each([
    ['/rangelight aply', 'aply is not a command', 'Did you mean "apply"?'],
    ['/rangelight Plan', 'Plan is not a command', 'Did you mean "plan"?'],
    ['/rangelight help me', 'help takes nothing, not me', undefined],
    ['/rangelight plan now', 'plan takes a commit, 7 or more of its digits, or nothing: not now', undefined],
    ['/rangelight plan 0123abc x', 'plan takes a commit, 7 or more of its digits, or nothing: not x', undefined],
    ['/rangelight follow', 'follow takes one commit, all of its digits: not nothing', undefined],
    ['/rangelight follow 0123abc', 'follow takes one commit, all of its digits: not 0123abc', undefined],
    [`/rangelight follow ${COMMIT} x`, 'follow takes one commit, all of its digits: not x', undefined],
    ['/rangelight approve', 'approve takes the digest of a plan', undefined],
    ['/rangelight approve abc', 'abc is no digest: give 8 or more of its digits, 0 to 9 and a to f', undefined],
    ['/rangelight pause --unitt blue', 'pause has no option --unitt', 'Did you mean "unit"?'],
    ['/rangelight pause --for soon', 'soon is no length of time: say 30m, 2h or 1d', undefined],
    ['/rangelight pause --for', '--for needs a value', undefined],
    ['/rangelight pause --for 1h --for 2h', '--for is given twice', undefined],
    ['/rangelight drain gke-us --for 2h x', 'drain takes the link of a cluster, LOCATION/NAME: not gke-us', undefined],
    ['/rangelight undrain', 'undrain takes the link of a cluster, LOCATION/NAME: not nothing', undefined],
    [
      '/rangelight drain us-west1/gke-us disks fail',
      'drain takes a length of time, --for 30m, 2h or 1d: not nothing',
      undefined,
    ],
    [
      '/rangelight drain us-west1/gke-us for ever: x',
      'drain takes a length of time, --for 30m, 2h or 1d: not ever',
      undefined,
    ],
    ['/rangelight drain us-west1/gke-us --for 2h', 'drain takes a reason after the length of time', undefined],
    ['/rangelight freeze', 'freeze takes a length of time, 30m, 2h or 1d: not nothing', undefined],
    ['/rangelight freeze the sale', 'freeze takes a length of time, 30m, 2h or 1d: not the', undefined],
    ['/rangelight freeze 2h', 'freeze takes a reason after the length of time', undefined],
    ['/rangelight rollback', 'rollback takes a unit, which is a namespace', undefined],
    ['/rangelight rollback blue --now=yes', '--now takes no value', undefined],
    ['/rangelight rollback ../x', '../x is no namespace', undefined],
    ['/rangelight apply $(id)', '$(id) is no namespace', undefined],
    ['/rangelight apply --fleet a/b', 'a/b is no name of a fleet', undefined],
    ['/rangelight pause "on fire', 'a quote " is not closed', undefined],
    [`/rangelight pause ${'x'.repeat(1_000)}`, 'the line has over 1000 characters', undefined],
  ])('%j is told', (comment, message, hint) => {
    expect(readCommand(comment)).toEqual({ type: 'mistake', message, ...(hint === undefined ? {} : { hint }) });
  });

  it('is split into words without anything being expanded', () => {
    expect(splitWords(`a "b c" 'd "e"' f\\ g "" $HOME \`x\` h"i"j`)).toEqual({
      type: 'words',
      words: ['a', 'b c', 'd "e"', 'f g', '', '$HOME', '`x`', 'hij'],
    });
  });
});

describe('for every input', () => {
  it('reading never throws and always says one of three things', () => {
    const line = text({ unit: CHARACTER, maxLength: 60 });
    const verb = constantFrom('', ...VERBS);
    assert(
      property(verb, line, (first, rest) => {
        const reading = readCommand(`/rangelight ${first} ${rest}`);
        expect(['command', 'mistake']).toContain(reading.type);
        expect(['command', 'mistake', 'none']).toContain(readCommand(rest).type);
      }),
    );
  });

  it('a command that is written reads as the same command', () => {
    const name = constantFrom('blue', 'a-b', 'x1', 'n'.repeat(39));
    const reason = text({ unit: CHARACTER, maxLength: 40 })
      .map((words) => words.replace(/[\r\n]/g, ' ').trim())
      .filter((words) => words !== '');
    const count = tuple(integer({ min: 1, max: 99_999 }), constantFrom(60_000, 3_600_000, 86_400_000));
    const requiredOf = (...keys: string[]) => ({ requiredKeys: keys as never[] });
    const commands = oneof(
      constantFrom<Command>({ verb: 'help' }),
      record({ verb: constant('follow'), commit: constantFrom(COMMIT, 'f'.repeat(64)) }),
      record({ verb: constant('plan'), commit: constantFrom('0123abc', 'f'.repeat(40)) }, requiredOf('verb')),
      record(
        { verb: constant('apply'), units: array(name, { maxLength: 3 }), fleet: name },
        requiredOf('verb', 'units'),
      ),
      record(
        {
          verb: constant('approve'),
          digests: array(constantFrom('0123abcd', 'f'.repeat(64), '0'.repeat(13)), { minLength: 1, maxLength: 3 }),
          fleet: name,
          reason,
        },
        requiredOf('verb', 'digests'),
      ),
      record(
        { verb: constant('pause'), unit: name, duration: count.map(([n, unit]) => n * unit), fleet: name, reason },
        requiredOf('verb'),
      ),
      record(
        { verb: constant('freeze'), duration: count.map(([n, unit]) => n * unit), fleet: name, reason },
        requiredOf('verb', 'duration', 'reason'),
      ),
      record({ verb: constant('unfreeze'), fleet: name, reason }, requiredOf('verb')),
      record(
        {
          verb: constant('drain'),
          cluster: constant('us-west1/gke-us'),
          duration: count.map(([n, unit]) => n * unit),
          asFarAsPossible: constant(true),
          fleet: name,
          reason,
        },
        requiredOf('verb', 'cluster', 'duration', 'reason'),
      ),
      record(
        {
          verb: constant('undrain'),
          cluster: constant('us-west1/gke-us'),
          atOnce: constant(true),
          fleet: name,
          reason,
        },
        requiredOf('verb', 'cluster'),
      ),
      record({ verb: constant('resume'), unit: name, fleet: name, reason }, requiredOf('verb')),
      record(
        { verb: constant('rollback'), unit: name, to: name, now: constant(true), fleet: name, reason },
        requiredOf('verb', 'unit'),
      ),
    );
    assert(
      property(commands, (wanted) => {
        expect(readCommand(commandLine(wanted as Command))).toEqual({ type: 'command', command: wanted });
      }),
    );
  });
});
