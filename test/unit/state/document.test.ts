// One document: absent, found or damaged, and what is written over it while others write too.
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson, RangelightError } from '../../../lib/core/index.ts';
import type { Damage } from '../../../lib/state/document/damage.ts';
import { documentKind, type Place } from '../../../lib/state/document/document.ts';
import { appliedStates } from '../../../lib/state/index.ts';
import { count, name, object, optional, text } from '../../../lib/state/document/shape.ts';
import { createFixedClock, type FixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryStore, type MemoryStore } from '../../fakes/memory-store.ts';
import { appliedOf, FLEET, UNIT } from '../balancer.ts';

const { signal } = new AbortController();

interface Note {
  readonly owner: string;
  readonly size: number;
  readonly words?: string;
}

const notes = documentKind<Note, [owner: string, number: number]>({
  name: 'note',
  bucket: 'release',
  collection: 'notes',
  writers: ['reporter'],
  shape: object<Note>({ owner: name, size: count, words: optional(text) }),
  check: ({ owner }, [named]) => (owner === named ? undefined : `is of ${owner}`),
});
const NOTE: Note = { owner: 'ann', size: 1 };
const OTHER: Note = { owner: 'ann', size: 2 };
const document = (more: object = {}): string => JSON.stringify({ ...NOTE, schema: 'rangelight/note/v2', ...more });

let clock: FixedClock;
let store: MemoryStore;
let place: Place<Note>;
beforeEach(() => {
  clock = createFixedClock();
  store = createMemoryStore(clock);
  place = notes.at('ann', 7);
});

const byNewer = (seen: string): string =>
  `was written by a newer Rangelight (it ${seen}): update what reads it, the command line or the functions, to that version`;

const stored = async (): Promise<Note | undefined> => (await place.read(store, signal))?.value;

/** Somebody else writes at the moment of the next call of this kind, and at as many after it. */
function interrupt(call: 'write' | 'remove', value: () => string, times = 1): void {
  let left = times;
  store.before = (now) => {
    if (now !== call || left === 0) return;
    left -= 1;
    store.release.put(place.key, value());
  };
}

describe('a look', () => {
  test('at what is absent finds nothing, which is no damage', async () => {
    expect(await place.look(store, signal)).toStrictEqual({ found: undefined });
    expect(await place.read(store, signal)).toBeUndefined();
  });

  test('finds what was written, in its bucket, under its schema, in one spelling', async () => {
    const written = await place.write(store, NOTE, '0', signal);
    expect(await place.look(store, signal)).toEqual({ found: written });
    expect(written.value).toEqual(NOTE);
    const { text: bytes } = (await store.release.read(place.key, signal)) ?? {};
    expect(bytes).toBe('{"owner":"ann","schema":"rangelight/note/v2","size":1}');
  });

  test.each<[string, string, string]>([
    ['is no JSON', '{', 'does not hold a JSON object'],
    ['is empty', '', 'does not hold a JSON object'],
    ['is a list', '[]', 'does not hold a JSON object'],
    ['is null', 'null', 'does not hold a JSON object'],
    ['does not say what it is', '{}', 'does not say what it is: rangelight/note/v2 is read here'],
    [
      'is of an older version',
      document({ schema: 'rangelight/note/v1' }),
      'is of version 1 (rangelight/note/v1): only rangelight/note/v2 is read here',
    ],
    [
      'is of a newer version',
      document({ schema: 'rangelight/note/v99' }),
      byNewer('is rangelight/note/v99, and rangelight/note/v2 is read here'),
    ],
    [
      'is of another kind',
      document({ schema: 'rangelight/lease/v2' }),
      'is of version 2 (rangelight/lease/v2): only rangelight/note/v2 is read here',
    ],
    [
      'is of a kind without a version',
      document({ schema: 'rangelight/v1/note' }),
      'is a rangelight/v1/note: only rangelight/note/v2 is read here',
    ],
    [
      'has a member of another type',
      document({ size: '1' }),
      'is no rangelight/note/v2 that can be used: /size must be integer',
    ],
    [
      'has a member that may not be empty',
      document({ owner: '' }),
      'is no rangelight/note/v2 that can be used: /owner must NOT have fewer than 1 characters',
    ],
    [
      'lacks a member',
      document({ size: undefined }),
      "is no rangelight/note/v2 that can be used: it must have required property 'size'",
    ],
    [
      'has a member too many',
      document({ more: 1 }),
      byNewer('has the member "more" that rangelight/note/v2 does not have here'),
    ],
    ['is another one than its key says', document({ owner: 'ben' }), 'is of ben'],
  ])('tells what is wrong with a document that %s', async (_, bytes, why) => {
    store.release.put(place.key, bytes);
    const { generation = '' } = (await store.release.read(place.key, signal)) ?? {};
    const damage: Damage = { bucket: 'release', key: 'notes/ann/7.json', why, generation, isNewer: false };
    expect(await place.look(store, signal)).toEqual({ damage });
    await expect(place.read(store, signal)).rejects.toMatchObject({
      code: 'damaged',
      system: 'state',
      message: `notes/ann/7.json in the release bucket ${why}`,
    });
  });

  test('needs no more than the shape where the key says nothing about the value', async () => {
    const loose = documentKind<Note, [owner: string]>({
      name: 'note',
      bucket: 'release',
      collection: 'notes',
      writers: ['reporter'],
      shape: notes.shape,
    });
    await loose.at('ben').write(store, NOTE, '0', signal);
    expect(await loose.at('ben').look(store, signal)).toMatchObject({ found: { value: NOTE } });
  });

  test('that the bucket does not answer is no damage', async () => {
    store.before = () => {
      throw new RangelightError('unavailable', 'storage', 'down');
    };
    await expect(place.look(store, signal)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('one that a newer Rangelight wrote', () => {
  const records = documentKind<Note, [owner: string, number: number]>({
    name: 'note',
    bucket: 'state',
    collection: 'notes',
    writers: ['worker'],
    shape: notes.shape,
  });
  const record = records.at('ann', 7);
  const refused = {
    code: 'damaged',
    system: 'state',
    message: expect.stringMatching(
      /^notes\/ann\/7\.json in the state bucket .*this one does not write over it/,
    ) as string,
  };

  test.each([document({ schema: 'rangelight/note/v3' }), document({ more: 1 })])(
    'stays as it is: %s',
    async (bytes) => {
      store.state.put(record.key, bytes);
      const reading = await record.look(store, signal);
      const generation = 'damage' in reading ? reading.damage.generation : 'none';
      await expect(record.write(store, OTHER, generation, signal)).rejects.toMatchObject(refused);
      await expect(record.update(store, () => OTHER, signal)).rejects.toMatchObject(refused);
      await expect(record.remove(store, generation, signal)).rejects.toMatchObject(refused);
      await record.create(store, OTHER, signal);
      await record.drop(store, signal);
      expect(store.state.textOf(record.key)).toBe(bytes);
      // Until the newer one has written something that is read here.
      store.state.put(record.key, document());
      await record.update(store, () => OTHER, signal);
      expect((await record.read(store, signal))?.value).toEqual(OTHER);
    },
  );

  test('is written over where nothing is lost with it, and where a person says something new', async () => {
    const { shape } = notes;
    const options = { name: 'note', collection: 'notes', writers: ['worker'], shape } as const;
    const passing = documentKind<Note, [owner: string]>({ ...options, bucket: 'state', isReplaceable: true });
    const said = documentKind<Note, [owner: string]>({ ...options, bucket: 'release' });
    for (const [kind, bucket] of [
      [passing, store.state],
      [said, store.release],
    ] as const) {
      bucket.put(kind.at('ann').key, document({ schema: 'rangelight/note/v3' }));
      await kind.at('ann').update(store, () => NOTE, signal);
      expect((await kind.at('ann').read(store, signal))?.value).toEqual(NOTE);
    }
  });
});

describe('a write', () => {
  test('replaces what was read, and nothing else', async () => {
    const { generation } = await place.write(store, NOTE, '0', signal);
    await expect(place.write(store, OTHER, '0', signal)).rejects.toMatchObject({ code: 'precondition' });
    await place.write(store, OTHER, generation, signal);
    await expect(place.write(store, NOTE, generation, signal)).rejects.toMatchObject({ code: 'precondition' });
    expect(await stored()).toEqual(OTHER);
  });

  test.each<[string, object, string]>([
    [
      'its schema does not know',
      { ...NOTE, size: -1 },
      'is no rangelight/note/v2 that can be used: /size must be >= 0',
    ],
    ['has a member too many', { ...NOTE, more: 1 }, 'has the member "more" that rangelight/note/v2 does not have here'],
    ['belongs under another key', { ...NOTE, owner: 'ben' }, 'is of ben'],
  ])('of what %s never reaches the bucket', async (_, value, why) => {
    const failure = {
      code: 'unexpected',
      system: 'state',
      message: `notes/ann/7.json in the release bucket is not written: what is to be there ${why}`,
    };
    const wrong = value as Note;
    await expect(place.write(store, wrong, '0', signal)).rejects.toMatchObject(failure);
    await expect(place.create(store, wrong, signal)).rejects.toMatchObject(failure);
    await expect(place.update(store, () => wrong, signal)).rejects.toMatchObject(failure);
    expect(store.changes).toEqual([]);
  });

  test('says when it was, as long as it stands', async () => {
    const { generation } = await place.write(store, NOTE, '0', signal);
    clock.advance(5_000);
    expect(await place.writtenAt(store, generation, signal)).toBe(clock.now() - 5_000);
    await place.write(store, OTHER, generation, signal);
    expect(await place.writtenAt(store, generation, signal)).toBeUndefined();
  });
});

describe('what is created', () => {
  test('stays when it is there', async () => {
    await place.create(store, NOTE, signal);
    await place.create(store, OTHER, signal);
    expect(await stored()).toEqual(NOTE);
    expect(store.changes).toHaveLength(1);
  });

  test('is not written again, not even in vain', async () => {
    await place.create(store, NOTE, signal);
    const calls: string[] = [];
    store.before = (call) => void calls.push(call);
    await place.create(store, NOTE, signal);
    expect(calls).toEqual(['read']);
  });

  test.each(['{', '{}', document({ schema: 'rangelight/note/v1' })])('takes the place of damage: %s', async (bytes) => {
    store.release.put(place.key, bytes);
    await place.create(store, NOTE, signal);
    expect(await stored()).toEqual(NOTE);
  });

  test('is what somebody created at the same moment', async () => {
    interrupt('write', () => document(OTHER));
    await place.create(store, NOTE, signal);
    expect(await stored()).toEqual(OTHER);
  });

  test('fails when the bucket does', async () => {
    store.before = (call) => {
      if (call === 'write') throw new RangelightError('denied', 'storage', 'no');
    };
    await expect(place.create(store, NOTE, signal)).rejects.toMatchObject({ code: 'denied' });
  });
});

describe('an update', () => {
  const add = (current: Note | undefined): Note => ({ owner: 'ann', size: (current?.size ?? 0) + 1 });

  test('begins with what is not there', async () => {
    await place.update(store, add, signal);
    await place.update(store, add, signal);
    expect(await stored()).toEqual({ owner: 'ann', size: 2 });
  });

  test('takes damage for nothing, and writes over it', async () => {
    store.release.put(place.key, '{"size":9}');
    await place.update(store, add, signal);
    expect(await stored()).toEqual({ owner: 'ann', size: 1 });
  });

  test('writes nothing when it is to stay, damaged or not', async () => {
    await place.update(store, () => undefined, signal);
    store.release.put(place.key, '{');
    await place.update(store, () => undefined, signal);
    expect(store.changes).toEqual([]);
  });

  test('begins anew with what others wrote meanwhile', async () => {
    await place.write(store, NOTE, '0', signal);
    let size = 10;
    interrupt('write', () => document({ size: (size += 1) }), 3);
    await place.update(store, add, signal);
    expect(await stored()).toEqual({ owner: 'ann', size: 14 });
  });

  test('of many at once loses none', async () => {
    await Promise.all(Array.from({ length: 5 }, () => place.update(store, add, signal)));
    expect(await stored()).toEqual({ owner: 'ann', size: 5 });
  });

  test('gives up when others are faster all the time', async () => {
    let tries = 0;
    interrupt('write', () => document(), Number.POSITIVE_INFINITY);
    const update = place.update(
      store,
      (current) => {
        tries += 1;
        return add(current);
      },
      signal,
    );
    await expect(update).rejects.toMatchObject({ code: 'precondition' });
    expect(tries).toBe(10);
  });

  test('fails at once for anything but a race', async () => {
    store.before = (call) => {
      if (call === 'write') throw new RangelightError('denied', 'storage', 'no');
    };
    await expect(place.update(store, add, signal)).rejects.toMatchObject({ code: 'denied' });
  });
});

describe('what is taken away', () => {
  test('is the generation that was read', async () => {
    const { generation } = await place.write(store, NOTE, '0', signal);
    await place.write(store, OTHER, generation, signal);
    await expect(place.remove(store, generation, signal)).rejects.toMatchObject({ code: 'precondition' });
    expect(await stored()).toEqual(OTHER);
  });

  test.each([document(), '{', ''])('is dropped whatever it holds: %s', async (bytes) => {
    store.release.put(place.key, bytes);
    await place.drop(store, signal);
    await place.drop(store, signal);
    expect(store.keys()).toEqual([]);
  });

  test('stays when somebody writes it at that moment', async () => {
    await place.write(store, NOTE, '0', signal);
    interrupt('remove', () => document(OTHER));
    await place.drop(store, signal);
    expect(await stored()).toEqual(OTHER);
  });
});

describe('several documents', () => {
  const at = (owner: string, number: number, bytes = document({ owner })): void =>
    store.release.put(notes.at(owner, number).key, bytes);

  test('are found by the parts that their keys begin with, and by whole parts only', async () => {
    at('ann', 2);
    at('ann', 1);
    at('anna', 3);
    store.release.put('notes.json', document());
    store.state.put(notes.at('ann', 4).key, document());
    const { found, damaged } = await notes.list(store, ['ann'], signal);
    expect(found.map(({ key, value }) => [key, value.owner])).toEqual([
      ['notes/ann/1.json', 'ann'],
      ['notes/ann/2.json', 'ann'],
    ]);
    expect(damaged).toEqual([]);
    expect(await notes.keys(store, [], signal)).toEqual([
      ['ann', '1'],
      ['ann', '2'],
      ['anna', '3'],
    ]);
  });

  test('are told apart from those that are damaged, and from what is none', async () => {
    at('ann', 1);
    at('ann', 2, '{');
    for (const stray of ['notes/ann/', 'notes/ann/readme.txt', 'notes/ann/%zz.json']) store.release.put(stray, '');
    const { found, damaged } = await notes.list(store, ['ann'], signal);
    expect(found.map(({ key }) => key)).toEqual(['notes/ann/1.json']);
    expect(damaged.map(({ key }) => key)).toEqual(['notes/ann/2.json']);
    expect(await notes.keys(store, ['ann'], signal)).toEqual([
      ['ann', '1'],
      ['ann', '2'],
    ]);
  });

  test('that go while they are read are not among them', async () => {
    at('ann', 1);
    at('ann', 2);
    store.before = (call, key) => {
      if (call === 'read' && key === 'notes/ann/1.json') store.release.drop(key);
    };
    const { found, damaged } = await notes.list(store, ['ann'], signal);
    expect(found.map(({ key }) => key)).toEqual(['notes/ann/2.json']);
    expect(damaged).toEqual([]);
  });

  test('have keys that say their parts, whatever these are', () => {
    const part = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(part, fc.nat(), (owner, number) => {
        const { key } = notes.at(owner, number);
        expect(notes.partsOf(key)).toEqual([owner, String(number)]);
        expect(key.split('/')).toHaveLength(3);
      }),
    );
  });

  test('know the keys of other kinds for none of theirs', () => {
    for (const key of [appliedStates.at('ann', '7').key, 'notes/ann/7', 'note/ann/7.json', 'notes/%/7.json', ''])
      expect(notes.partsOf(key), key).toBeUndefined();
  });
});

// Somebody, or a Rangelight of another version, replaced the record of one unit.
describe('case 22: the record of a unit', () => {
  const record = appliedOf([]);
  const spoilt: Readonly<Record<string, [text: string, why: RegExp]>> = {
    'an empty object': ['{}', /does not say what it is/],
    'an empty list': ['[]', /does not hold a JSON object/],
    'half a document': [canonicalJson(record).slice(0, 40), /does not hold a JSON object/],
    'version 0': [canonicalJson({ ...record, schema: 'rangelight/applied/v0' }), /^is of version 0 /],
    'version 1': [canonicalJson({ ...record, schema: 'rangelight/applied/v1' }), /^is of version 1 /],
    'version 99': [
      canonicalJson({ ...record, schema: 'rangelight/applied/v99' }),
      /^was written by a newer Rangelight \(it is rangelight\/applied\/v99, /,
    ],
    'another unit': [
      canonicalJson({ ...record, unit: 'green', schema: 'rangelight/applied/v2' }),
      /^is of the unit green of the fleet prod$/,
    ],
    'another fleet': [
      canonicalJson({ ...record, fleet: 'stage', schema: 'rangelight/applied/v2' }),
      /^is of the unit blue of the fleet stage$/,
    ],
  };

  test.each(Object.entries(spoilt))(
    'that is replaced by %s is refused in words, and no other is',
    async (_, [bytes, why]) => {
      const green = { ...record, unit: 'green' };
      await appliedStates.at(FLEET, 'green').write(store, green, '0', signal);
      store.state.put(appliedStates.at(FLEET, UNIT).key, bytes);
      const { found, damaged } = await appliedStates.list(store, [FLEET], signal);
      expect(found.map(({ value }) => value)).toEqual([green]);
      expect(damaged).toMatchObject([{ key: 'applied/prod/blue.json', why: expect.stringMatching(why) }]);
    },
  );
});
