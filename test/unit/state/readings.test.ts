// What is remembered of documents: never another text than the one that is asked about, and no more than there is room
// for.
import { expect, test } from 'vitest';
import { createReadings, type SaidInDocument } from '../../../lib/state/document/readings.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

function counting(mostCharacters?: number): {
  readonly asked: string[];
  readonly say: (key: string, text: string, kinds?: typeof KINDS) => SaidInDocument<{ readonly is: string[] }>;
} {
  const readings = createReadings(mostCharacters);
  const asked: string[] = [];
  return {
    asked,
    say: (key, text, kinds = KINDS) =>
      readings.of(key, text, kinds, () => {
        asked.push(`${key}: ${text}`);
        return text === 'bad' ? { why: 'is bad' } : { value: { is: [text] } };
      }),
  };
}

test('the same text is read once, another one and one of other kinds again', () => {
  const { asked, say } = counting();
  const [first, second] = [say('a', 'one'), say('a', 'one')];
  expect(second).toBe(first);
  expect(say('a', 'two')).toEqual({ value: { is: ['two'] } });
  expect(say('a', 'one')).toEqual(first);
  expect(say('b', 'one')).toEqual(first);
  expect(say('b', 'bad')).toEqual({ why: 'is bad' });
  expect(say('b', 'bad')).toEqual({ why: 'is bad' });
  say('b', 'bad', { ...KINDS });
  expect(asked).toEqual(['a: one', 'a: two', 'a: one', 'b: one', 'b: bad', 'b: bad']);
});

test('what is handed out cannot be changed for the next one', () => {
  const { say } = counting();
  const said = say('a', 'one');
  expect(() => 'value' in said && said.value.is.push('more')).toThrow(TypeError);
});

test('what was asked for longest ago goes first', () => {
  const { asked, say } = counting(8);
  for (const key of ['a', 'b', 'a', 'c']) say(key, '1234');
  expect(asked).toHaveLength(3);
  say('a', '1234');
  expect(asked).toHaveLength(3);
  say('b', '1234');
  expect(asked.at(-1)).toBe('b: 1234');
  say('huge', '123456789');
  say('huge', '123456789');
  expect(asked.filter((one) => one.startsWith('huge'))).toHaveLength(2);
});
