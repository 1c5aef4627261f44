// Case 52: who brought in some of a pull request is not the second pair of eyes on it, and what is not known is never a
// yes.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { involvedIn, judgeSecondPair, type PullStory } from '../../../../lib/app/commands/second-pair.ts';
import type { Push } from '../../../../lib/ports/index.ts';

const NOTHING = '0'.repeat(40);
const sha = (name: string): string => name.repeat(40);
const [BASE, A, B, C, OTHER] = [sha('b'), sha('1'), sha('2'), sha('3'), sha('f')];
const commit = (of: string, author?: string, committer: string | undefined = author) => ({
  sha: of,
  author,
  committer,
});
const move = (type: Push['type'], by: string | undefined, before: string, after: string): Push => ({
  type,
  by,
  before,
  after,
  at: 0,
});
const whole = (...pushes: readonly Push[]) => ({ pushes, isWhole: true });

/** `ann` opened it and began the branch; `ben` pushed a commit on top in somebody else's name. */
const STORY: PullStory = {
  opener: 'Ann',
  head: B,
  commits: { commits: [commit(A, 'ann'), commit(B, 'cleo', undefined)], isWhole: true },
  pushes: whole(move('push', 'Ben', A, B), move('branch_creation', 'ann', NOTHING, A)),
};
const story = (more: Partial<PullStory>) => involvedIn({ ...STORY, ...more });
const logins = (more: Partial<PullStory>) => [...story(more).logins].sort();

describe('involved are', () => {
  it('who opened, wrote, committed or pushed some of it, in any spelling', () => {
    expect(story({})).toEqual({ logins: new Set(['ann', 'cleo', 'ben']), gap: undefined });
    expect(logins({ commits: { commits: [commit(A), commit(B, undefined, 'dan')], isWhole: true } })).toContain('dan');
  });

  it('not those who pushed before there was any of it', () => {
    const before = [move('push', 'eve', OTHER, BASE), move('force_push', 'eve', sha('e'), OTHER)];
    expect(story({ pushes: { pushes: [move('push', 'ben', BASE, B), ...before], isWhole: false } })).toEqual({
      logins: new Set(['ann', 'cleo', 'ben']),
      gap: undefined,
    });
    const earlier = [move('branch_deletion', 'eve', OTHER, NOTHING), move('branch_creation', 'eve', NOTHING, OTHER)];
    const pushes = whole(move('branch_creation', 'ben', NOTHING, B), ...earlier);
    expect(logins({ pushes })).toEqual(['ann', 'ben', 'cleo']);
  });

  it('who pushed what a forced push brought along again', () => {
    const pushes = whole(
      move('force_push', 'ann', C, B),
      move('push', 'mallory', BASE, C),
      move('branch_creation', 'ann', NOTHING, BASE),
    );
    expect(logins({ pushes })).toContain('mallory');
  });

  it('who pushed to the branch before it was deleted and brought back', () => {
    const pushes = whole(
      move('branch_creation', 'ann', NOTHING, B),
      move('branch_deletion', 'ann', B, NOTHING),
      move('push', 'mallory', A, B),
      move('branch_creation', 'ann', NOTHING, A),
    );
    expect(logins({ pushes })).toContain('mallory');
  });

  it('those of a merged pull request too, whose branch is gone and whose name is taken', () => {
    const { pushes } = STORY.pushes as ReturnType<typeof whole>;
    const later = [move('branch_creation', 'eve', NOTHING, OTHER), move('branch_deletion', 'ann', B, NOTHING)];
    expect(story({ pushes: whole(...later, ...pushes) })).toEqual(story({}));
  });
});

describe('somebody may be missing', () => {
  const begun = move('branch_creation', 'ann', NOTHING, A);
  it.each<[string, Partial<PullStory>, string]>([
    ['where a fork’s pushes cannot be read', { pushes: '#7 comes from a fork' }, 'comes from a fork'],
    ['where commits cannot be read', { commits: 'the App may not' }, 'the App may not'],
    ['where commits are cut off', { commits: { commits: [commit(B)], isWhole: false } }, 'more commits than'],
    ['where the head was not read', { head: C }, 'does not list 333333333333'],
    ['where the head’s push is not listed', { pushes: whole(begun) }, 'who pushed 222222222222'],
    ['where nothing is listed', { pushes: whole() }, 'who pushed 222222222222'],
    [
      'where a move is missing',
      {
        commits: { commits: [commit(A), commit(C), commit(B)], isWhole: true },
        pushes: whole(move('push', 'ben', C, B), begun),
      },
      'who pushed 333333333333',
    ],
    [
      'where the oldest are cut off',
      { pushes: { pushes: [move('push', 'ben', A, B)], isWhole: false } },
      'before 1111',
    ],
    [
      'where the beginning may hide more',
      { pushes: { pushes: [move('branch_creation', 'ben', NOTHING, B)], isWhole: false } },
      'all of it',
    ],
    ['where the pusher has no account', { pushes: whole(move('push', undefined, A, B), begun) }, 'has no account'],
    ['where an App pushed', { pushes: whole(move('push', 'actions[bot]', A, B), begun) }, 'on whose behalf'],
  ])('%s', (_name, more, words) => {
    expect(story(more).gap).toContain(words);
  });
});

describe('the judgement', () => {
  const known = { logins: new Set(['ann']), gap: undefined };
  const unknown = { logins: new Set(['ann']), gap: 'a fork' };
  it.each([
    ['ben', known, false, false, { type: 'may' }],
    ['ben', known, true, true, { type: 'may' }],
    ['ANN', known, false, true, { type: 'may-not', rule: 'own-commits' }],
    ['ann', known, true, false, { type: 'may-not', rule: 'own-commits' }],
    ['ann', known, true, true, { type: 'may', setAside: 'own-commits' }],
    ['ben', unknown, false, true, { type: 'may-not', rule: 'unknown-pusher' }],
    ['ben', unknown, true, false, { type: 'may-not', rule: 'unknown-pusher' }],
    ['ben', unknown, true, true, { type: 'may', setAside: 'unknown-pusher' }],
    ['ann', unknown, true, true, { type: 'may', setAside: 'own-commits' }],
  ] as const)('of %s, with %o, an admin: %s, with a reason: %s', (login, involved, isAdmin, hasReason, expected) => {
    expect(judgeSecondPair(involved, login, { isAdmin, hasReason })).toEqual(expected);
  });
});

describe('whatever happened', () => {
  const PEOPLE = ['ann', 'ben', 'cleo'] as const;
  const TREES = [BASE, A, B, C, OTHER, NOTHING] as const;
  const person = fc.constantFrom(...PEOPLE);
  const pushed = fc.record({
    by: fc.option(fc.oneof(person, fc.constant('actions[bot]')), { nil: undefined }),
    after: fc.constantFrom(...TREES),
    type: fc.constantFrom('push', 'force_push', 'pr_merge'),
  });
  /** A branch as it moved, oldest first; the last move stands. */
  const history = fc.array(pushed, { minLength: 1, maxLength: 7 }).map((moves) => {
    const pushes: Push[] = [];
    let before = NOTHING;
    for (const { by, after, type } of moves) {
      if (after === before) continue;
      const kind = before === NOTHING ? 'branch_creation' : after === NOTHING ? 'branch_deletion' : type;
      pushes.unshift({ type: kind, by, before, after, at: 0 });
      before = after;
    }
    return pushes;
  });
  const listed = fc
    .subarray([A, B, C], { minLength: 1 })
    .chain((shas) =>
      fc.tuple(...shas.map((one) => fc.option(person, { nil: undefined }).map((by) => commit(one, by)))),
    );
  const stories = fc.record({
    opener: person,
    head: fc.constantFrom(A, B, C),
    commits: fc.oneof(fc.constant('denied'), fc.record({ commits: listed, isWhole: fc.boolean() })),
    pushes: fc.oneof(fc.constant('denied'), fc.record({ pushes: history, isWhole: fc.boolean() })),
  });

  it('nobody approves alone what he opened, wrote, committed or last pushed', () => {
    fc.assert(
      fc.property(stories, person, fc.boolean(), (told, login, isAdmin) => {
        const { opener, head, commits, pushes } = told;
        const named = typeof commits === 'string' ? [] : commits.commits.flatMap((one) => [one.author, one.committer]);
        const last = typeof pushes === 'string' ? undefined : pushes.pushes.find(({ after }) => after === head)?.by;
        fc.pre([opener, ...named, last].includes(login));
        expect(judgeSecondPair(involvedIn(told), login, { isAdmin, hasReason: false }).type).toBe('may-not');
      }),
    );
  });

  it('nobody approves alone where GitHub does not say who pushed the head, or lists not all', () => {
    fc.assert(
      fc.property(stories, person, fc.boolean(), (told, login, isAdmin) => {
        const { head, commits, pushes } = told;
        const isListed =
          typeof commits !== 'string' && commits.isWhole && commits.commits.some((one) => one.sha === head);
        const by = typeof pushes === 'string' ? undefined : pushes.pushes.find(({ after }) => after === head)?.by;
        fc.pre(!isListed || by === undefined || by.endsWith('[bot]'));
        expect(judgeSecondPair(involvedIn(told), login, { isAdmin, hasReason: false }).type).toBe('may-not');
      }),
    );
  });

  it('a name in a commit makes nobody approve who could not without it', () => {
    fc.assert(
      fc.property(stories, person, person, (told, forged, login) => {
        fc.pre(typeof told.commits !== 'string');
        if (typeof told.commits === 'string') return;
        const commits = { ...told.commits, commits: told.commits.commits.map(({ sha: of }) => commit(of, forged)) };
        const nameless = { ...told.commits, commits: told.commits.commits.map(({ sha: of }) => commit(of)) };
        const as = { isAdmin: false, hasReason: false };
        const without = judgeSecondPair(involvedIn({ ...told, commits: nameless }), login, as).type;
        fc.pre(without === 'may-not');
        expect(judgeSecondPair(involvedIn({ ...told, commits }), login, as).type).toBe('may-not');
      }),
    );
  });

  it('whoever pushed since there was any of it is refused, while nothing was taken away', () => {
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 5 }), fc.nat(4), person, (people, begin, opener) => {
        const line = people.map((by, at) => ({
          by,
          before: at === 0 ? BASE : sha(String(at)),
          after: sha(String(at + 1)),
        }));
        const from = begin % line.length;
        const commits = line.slice(from).map(({ after }) => commit(after));
        const pushes = whole(...line.map(({ by, before, after }) => move('push', by, before, after)).reverse());
        const { logins: found, gap } = involvedIn({
          opener,
          head: sha(String(line.length)),
          commits: { commits, isWhole: true },
          pushes,
        });
        expect(gap).toBeUndefined();
        expect(found).toEqual(new Set([opener, ...people.slice(from)]));
      }),
    );
  });
});
