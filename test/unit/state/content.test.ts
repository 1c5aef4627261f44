// The text of a document: a value of its kind and version, or in a few words what is wrong with it.
import { describe, expect, test } from 'vitest';
import { contentReader, schemaName } from '../../../lib/state/document/content.ts';
import { anyOf, count, listOf, name, nothing, object, type Shape } from '../../../lib/state/document/shape.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

interface Note {
  readonly owner: string;
  readonly size: number;
}

const SCHEMA = 'rangelight/note/v2';
const shape = object<Note>({ owner: name, size: count });
const read = <T>(document: unknown, of: Shape<T>) => contentReader(of, SCHEMA)(JSON.stringify(document), KINDS);
const NOTE = { owner: 'ann', size: 1 };

test('a document says of which kind and version it is', () => {
  expect(schemaName('note')).toBe(SCHEMA);
});

test('a value comes without what the document says of itself', () => {
  expect(read({ ...NOTE, schema: SCHEMA }, shape)).toEqual({ value: NOTE });
});

describe('a document', () => {
  const reader = contentReader(shape, SCHEMA);

  test.each(['', '{', '[]', 'null', '"text"', '7'])('that is %j is none', (text) => {
    expect(reader(text, KINDS)).toEqual({ why: 'does not hold a JSON object' });
  });

  test.each<[unknown, string]>([
    [undefined, `does not say what it is: ${SCHEMA} is read here`],
    [2, `does not say what it is: ${SCHEMA} is read here`],
    ['rangelight/note/v1', `is of version 1 (rangelight/note/v1): only ${SCHEMA} is read here`],
    ['rangelight/note/v2x', `is a rangelight/note/v2x: only ${SCHEMA} is read here`],
    ['rangelight/v1/note', `is a rangelight/v1/note: only ${SCHEMA} is read here`],
  ])('that says it is %j is refused', (schema, why) => {
    expect(read({ ...NOTE, schema }, shape)).toEqual({ why });
  });

  test.each<[object, string]>([
    [{ ...NOTE, size: '1' }, `is no ${SCHEMA} that can be used: /size must be integer`],
    [{ owner: 'ann' }, `is no ${SCHEMA} that can be used: it must have required property 'size'`],
  ])('that holds %j is refused with the first thing that is wrong', (content, why) => {
    expect(read({ ...content, schema: SCHEMA }, shape)).toEqual({ why });
  });

  test('of a later version is of a newer Rangelight', () => {
    expect(read({ ...NOTE, schema: 'rangelight/note/v99' }, shape)).toEqual({
      why: `is rangelight/note/v99, and ${SCHEMA} is read here`,
      isNewer: true,
    });
  });

  test('with more members is of a newer Rangelight, by the first of them', () => {
    const several = object<{ readonly notes: readonly (Note | null)[] }>({ notes: listOf(anyOf(shape, nothing)) });
    const many = object<{ readonly notes: readonly Note[] }>({ notes: listOf(shape) });
    const more = { ...NOTE, more: 1 };
    const saidOf = <T>(content: object, of: Shape<T>) => read({ ...content, schema: SCHEMA }, of);
    const newer = (which: string) => ({ why: `has ${which} that ${SCHEMA} does not have here`, isNewer: true });
    expect(saidOf(more, shape)).toEqual(newer('the member "more"'));
    expect(saidOf({ notes: [NOTE, more] }, many)).toEqual(newer('the member "more" in /notes/1'));
    // A shape may lack what another one has: which member is new is not known.
    expect(saidOf({ notes: [more] }, several)).toEqual(newer('a member in /notes/0'));
  });

  test('is judged by itself, whatever was read before', () => {
    expect(reader(JSON.stringify({ ...NOTE, size: -1, schema: SCHEMA }), KINDS)).toHaveProperty('why');
    expect(reader(JSON.stringify({ ...NOTE, schema: SCHEMA }), KINDS)).toEqual({ value: NOTE });
    expect(reader(JSON.stringify({ ...NOTE, size: 'x', schema: SCHEMA }), KINDS)).toEqual({
      why: `is no ${SCHEMA} that can be used: /size must be integer`,
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
