// The text of a document: a value of its kind and version, or in a few words what is wrong with it.
import { describe, expect, test } from 'vitest';
import { contentReader, schemaName } from '../../../lib/state/document/content.ts';
import { anyOf, count, name, nothing, object, type Shape } from '../../../lib/state/document/shape.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

interface Note {
  readonly owner: string;
  readonly size: number;
}

const SCHEMA = 'rangelight/note/v2';
const shape = object<Note>({ owner: name, size: count });
const read = <T>(document: unknown, of: Shape<T>) => contentReader(of, SCHEMA, 'note')(JSON.stringify(document), KINDS);
const NOTE = { owner: 'ann', size: 1 };

test('a document says of which kind and version it is', () => {
  expect(schemaName('note')).toBe(SCHEMA);
});

test('a value comes without what the document says of itself', () => {
  expect(read({ ...NOTE, schema: SCHEMA }, shape)).toEqual({ value: NOTE });
});

describe('a document', () => {
  const reader = contentReader(shape, SCHEMA, 'note');

  test.each(['', '{', '[]', 'null', '"text"', '7'])('that is %j is none', (text) => {
    expect(reader(text, KINDS)).toEqual({ why: 'does not hold a JSON object' });
  });

  test.each<[unknown, string]>([
    [undefined, `does not say what it is: ${SCHEMA} is read here`],
    [2, `does not say what it is: ${SCHEMA} is read here`],
    ['rangelight/note/v1', `is of version 1 (rangelight/note/v1): only ${SCHEMA} is read here`],
    ['rangelight/note/v99', `is of version 99 (rangelight/note/v99): only ${SCHEMA} is read here`],
    ['rangelight/note/v2x', `is a rangelight/note/v2x: only ${SCHEMA} is read here`],
    ['rangelight/v1/note', `is a rangelight/v1/note: only ${SCHEMA} is read here`],
  ])('that says it is %j is refused', (schema, why) => {
    expect(read({ ...NOTE, schema }, shape)).toEqual({ why, ...(why.includes('version 99') && { isNewer: true }) });
  });

  test.each<[object, string]>([
    [{ ...NOTE, size: '1' }, 'is not a note: /size must be integer'],
    [{ owner: 'ann' }, "is not a note: it must have required property 'size'"],
    [{ ...NOTE, more: 1 }, 'is not a note: it must NOT have additional properties'],
  ])('that holds %j is refused with the first thing that is wrong', (content, why) => {
    expect(read({ ...content, schema: SCHEMA }, shape)).toEqual({ why, ...('more' in content && { isNewer: true }) });
  });

  test('is judged by itself, whatever was read before', () => {
    expect(reader(JSON.stringify({ ...NOTE, size: -1, schema: SCHEMA }), KINDS)).toHaveProperty('why');
    expect(reader(JSON.stringify({ ...NOTE, schema: SCHEMA }), KINDS)).toEqual({ value: NOTE });
    expect(reader(JSON.stringify({ ...NOTE, size: 'x', schema: SCHEMA }), KINDS)).toEqual({
      why: 'is not a note: /size must be integer',
    });
  });
});

test('a member that may be of two types is read without a word on the console', () => {
  const said: unknown[] = [];
  const { warn } = console;
  console.warn = (...words: unknown[]) => void said.push(words);
  try {
    const either: Shape<unknown> = { schema: { type: 'object', properties: { x: { type: ['string', 'null'] } } } };
    expect(read({ x: null, schema: SCHEMA }, either)).toEqual({ value: { x: null } });
    expect(read({ x: 1, schema: SCHEMA }, either)).toHaveProperty('why');
    const any = object<{ readonly y: string | null }>({ y: anyOf(name, nothing) });
    expect(read({ y: null, schema: SCHEMA }, any)).toEqual({ value: { y: null } });
  } finally {
    console.warn = warn;
  }
  expect(said).toEqual([]);
});
