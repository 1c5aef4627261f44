// What every implementation of the Conversations port does, whoever it asks.
import { expect, it } from 'vitest';
import type { Conversations } from '../../../../lib/ports/index.ts';

/**
 * An issue and pull requests; `admin`, `writer` and `reader` are people, `fleet` is a team of `org` with `writer` in
 * it.
 */
export interface ConversationsRig {
  readonly port: Conversations;
  readonly org: string;
  readonly people: { readonly admin: string; readonly writer: string; readonly reader: string };
  /** Of a file `CODEOWNERS` on main. */
  readonly owners: string;
  readonly issue: number;
  readonly open: { readonly number: number; readonly head: string };
  readonly merged: { readonly number: number; readonly head: string; readonly commit: string };
  /** Comments of the reader on the issue; gives its id. */
  readonly say: (body: string) => Promise<number>;
  readonly edit: (comment: number) => Promise<void>;
  readonly remove: (comment: number) => Promise<void>;
  /** A comment of the App itself on the issue. */
  readonly sayAsApp: () => Promise<number>;
  /** A completed check run of the App on the head of the open pull request. */
  readonly check: () => Promise<number>;
  readonly reactions: (comment: number) => Promise<readonly string[]>;
}

export function conversationsSuite(rig: () => ConversationsRig): void {
  const { signal } = new AbortController();

  it('gives a comment with who wrote it and where', async () => {
    const { port, people, issue, say } = rig();
    const id = await say('/rangelight plan');
    expect(await port.comment(id, signal)).toEqual({
      id,
      number: issue,
      by: people.reader,
      isBot: false,
      isEdited: false,
      body: '/rangelight plan',
    });
  });

  it('tells what an app wrote, what was edited and what is gone', async () => {
    const { port, say, edit, remove, sayAsApp } = rig();
    expect(await port.comment(await sayAsApp(), signal)).toMatchObject({ isBot: true });
    const id = await say('one');
    await edit(id);
    expect(await port.comment(id, signal)).toMatchObject({ isEdited: true });
    await remove(id);
    expect(await port.comment(id, signal)).toBeUndefined();
    await port.react(id, 'eyes', signal);
  });

  it('tells issues from pull requests, and how those stand', async () => {
    const { port, issue, open, merged, people } = rig();
    expect(await port.topic(issue, signal)).toEqual({ type: 'issue', number: issue });
    const shared = { type: 'pull-request', author: people.admin, baseBranch: 'main' } as const;
    expect(await port.topic(open.number, signal)).toEqual({ ...shared, ...open, state: 'open' });
    const { commit: mergeCommit, ...pull } = merged;
    expect(await port.topic(merged.number, signal)).toEqual({
      ...shared,
      ...pull,
      state: 'merged',
      mergeCommit,
      mergedBy: people.admin,
    });
    await expect(port.topic(9_999, signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('knows what people may do, and who is in a team', async () => {
    const { port, people, org } = rig();
    const may = (login: string) => port.permission(login, signal);
    expect(await may(people.admin)).toBe('admin');
    expect(await may(people.writer)).toBe('write');
    expect(await may(people.reader)).toBe('read');
    expect(await may('nobody-at-all')).toBe('none');
    expect(await port.isTeamMember(org, 'fleet', people.writer, signal)).toBe(true);
    expect(await port.isTeamMember(org, 'fleet', people.reader, signal)).toBe(false);
  });

  it('reads a file of a branch', async () => {
    const { port, owners } = rig();
    expect(await port.file('main', 'CODEOWNERS', signal)).toBe(owners);
    expect(await port.file('main', '.github/CODEOWNERS', signal)).toBeUndefined();
    // Case 77: who owns what on a branch that is gone or renamed is unknown, and not nobody.
    await expect(port.file('trunk', 'CODEOWNERS', signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('finds a check run with its commit', async () => {
    const { port, check, open } = rig();
    const found = await port.checkRun(await check(), signal);
    expect(found).toEqual({ name: 'rangelight/plan', commit: open.head, isOurs: true });
    expect(await port.checkRun(1, signal)).toBeUndefined();
  });

  it('gives each reaction once', async () => {
    const { port, say, reactions } = rig();
    const id = await say('hello');
    for (const reaction of ['eyes', 'rocket', 'eyes'] as const) await port.react(id, reaction, signal);
    expect(await reactions(id)).toEqual(['eyes', 'rocket']);
  });
}
