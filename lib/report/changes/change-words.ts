// How a report calls a change, its place, its impact and a gate.
import type { SourceRef } from '../../core/index.ts';
import type { Cause, Change, ChangeKind } from '../../diff/index.ts';
import { type Impact, isComputeRef, keyText, type Kinds, type ObjectKey, parseObjectKey } from '../../model/index.ts';
import type { ChangeCounts, Codes, Gate, Step } from '../../plan/index.ts';

/** Why something changes. A run that is over is not pending, so the name of the cause is no word for people. */
export const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  pending: 'asked for by Git',
  drift: 'somebody else changed it',
  fact: 'the fleet changed',
};

export const CHANGE_WORDS: Readonly<Record<ChangeKind, string>> = {
  create: 'create',
  update: 'change',
  replace: 'replace',
  delete: 'delete',
  adopt: 'take over',
  abandon: 'let go',
  none: 'keep',
};

export const IMPACT_WORDS: Readonly<Record<Impact, string>> = {
  none: 'no traffic impact',
  possible: 'traffic may feel it',
  certain: 'traffic will feel it',
};

/** `create derived Service × 2, change URL map`: our own words. */
export function kindsWords(kinds: Kinds, changes: readonly Change[]): string {
  const counts = new Map<string, number>();
  for (const { kind, ref } of changes) {
    const words = `${CHANGE_WORDS[kind]} ${kinds.of(ref.kind).title}`;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, count]) => (count === 1 ? words : `${words} × ${count}`)).join(', ');
}

/** The gravest first; those of which no feature that is built in says anything come last. */
export function gatesIn(codes: Codes, found: ReadonlySet<string>): readonly string[] {
  const known = [...codes.gates.keys()].filter((code) => found.has(code));
  return [...known, ...[...found].filter((code) => !codes.gates.has(code)).sort()];
}

const MOST_GATES = 2;

/** The gravest first, each once, and how many more: a title has no room for all. Empty for none. */
export function gateWords(codes: Codes, gates: readonly Pick<Gate, 'code'>[]): string {
  const found = new Set(gates.map(({ code }) => code));
  const words = gatesIn(codes, found).map((code) => codes.gates.get(code)?.words ?? code);
  const more = words.length > MOST_GATES ? [`${words.length - MOST_GATES} more`] : [];
  return [...words.slice(0, MOST_GATES), ...more].join(', ');
}

/** `backend service rl1-bs-…`: raw, to be escaped by its user. */
export function resourceWords(kinds: Kinds, change: Change): string {
  return `${kinds.of(change.ref.kind).title} ${change.ref.name}`;
}

/** Cluster link, zone, or `global`. */
export function placeWords(change: Change): string {
  return isComputeRef(change.ref) ? (change.ref.zone ?? 'global') : change.ref.cluster;
}

/** `+2 ~5 −0`, and `±1` when something is replaced. What is only let go of is in the tables. */
export function countWords(all: readonly ChangeCounts[]): string {
  const sum = { plus: 0, tilde: 0, minus: 0, replaced: 0 };
  for (const counts of all) {
    sum.plus += counts.create;
    sum.tilde += counts.update + counts.adopt;
    sum.minus += counts.delete;
    sum.replaced += counts.replace;
  }
  return `+${sum.plus} ~${sum.tilde} −${sum.minus}${sum.replaced === 0 ? '' : ` ±${sum.replaced}`}`;
}

/** With a capital letter. */
export function sentence(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** `1 error`, `2 errors`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** `file:line:column`, as editors and terminals understand it. */
export function sourceWords({ file, line, column, template }: SourceRef): string {
  return `${file}:${line}:${column}${template === undefined ? '' : ` (from ${template})`}`;
}

/** What a step is called: its id, with the resource as people read it. */
export function stepWords({ id, action }: Step): string {
  const subject = 'key' in action ? action.key : action.of;
  return id.replace(subject, keyText(subject));
}

/** `blue/foobar` of a MultiClusterIngress of that name. */
export function objectWords(owner: ObjectKey): string {
  const id = parseObjectKey(owner);
  return id === undefined ? owner : `${id.namespace}/${id.name}`;
}
