// Two load balancers, compared as clients meet them. Where they differ, a request shows it. Pure.
import { canonicalJson, type Json } from '../../../core/index.ts';
import { dataPlaneNotes } from './data-planes.ts';
import { differing } from './differing.ts';
import { percentText } from '../views/index.ts';
import { isSame, pairUp } from './pairing.ts';
import type { SurfaceAnswer, SurfaceListener, Request, Settings, Surface } from './surface.ts';

export interface RequestDifference {
  readonly type: 'request';
  readonly id: string;
  readonly request: Request;
  readonly first: Answered;
  readonly second: Answered;
}

export type Difference =
  /** One side has no such load balancer. */
  | { readonly type: 'only'; readonly side: 'first' | 'second'; readonly id: string }
  /** A request that the two answer differently. */
  | RequestDifference
  /** A setting of a listener (`listener 443`) or of a backend (`blue/foo:8080`); undefined: absent. */
  | SettingDifference;

export interface SettingDifference {
  readonly type: 'setting';
  readonly id: string;
  readonly of: string;
  readonly name: string;
  readonly first: Json | undefined;
  readonly second: Json | undefined;
  /** One that the backend answers; absent for a listener. */
  readonly request?: Request;
}

export interface Answered {
  readonly answer: SurfaceAnswer;
  /** The backend, or those of a split with their parts, as people know them; undefined where none answers. */
  readonly label: string | undefined;
}

export interface Compared {
  readonly differences: readonly Difference[];
  /** How many requests stood for all. */
  readonly requests: number;
  /** What could not be compared, in words; while there is any, nobody knows that the two are equal. */
  readonly unknown: readonly string[];
  /** Which backend was taken for which, where their names do not say so. */
  readonly taken: readonly { readonly first: string; readonly second: string }[];
  /** Where the data planes are of two kinds: what no route and no setting says, in sentences. */
  readonly notes: readonly string[];
}

/** Load balancers are paired by id; where each side has one alone, these two are compared whatever they are called. */
export function compareAll(first: readonly Surface[], second: readonly Surface[]): Compared {
  const [one, other] = [first[0], second[0]];
  if (one !== undefined && other !== undefined && first.length === 1 && second.length === 1) {
    return compareSurfaces(one, other);
  }
  const others = new Map(second.map((surface) => [surface.id, surface]));
  const ids = new Set(first.map(({ id }) => id));
  const parts = first.map((surface): Compared => {
    const pair = others.get(surface.id);
    return pair === undefined ? only('first', surface.id) : compareSurfaces(surface, pair);
  });
  parts.push(...second.filter(({ id }) => !ids.has(id)).map(({ id }) => only('second', id)));
  const settings = new Map<string, Difference>();
  for (const difference of parts.flatMap(({ differences }) => differences)) {
    // A backend that several load balancers share is told once.
    const isShared = difference.type === 'setting' && !difference.of.startsWith('listener ');
    settings.set(
      canonicalJson(isShared ? { of: difference.of, name: difference.name } : { ...difference }),
      difference,
    );
  }
  return {
    differences: [...settings.values()],
    requests: parts.reduce((sum, { requests }) => sum + requests, 0),
    unknown: [...new Set(parts.flatMap(({ unknown }) => unknown))],
    notes: parts.flatMap(({ notes }) => notes),
    taken: [...new Map(parts.flatMap(({ taken }) => taken).map((pair) => [canonicalJson({ ...pair }), pair])).values()],
  };
}

function only(side: 'first' | 'second', id: string): Compared {
  return { differences: [{ type: 'only', side, id }], requests: 0, unknown: [], taken: [], notes: [] };
}

export function compareSurfaces(a: Surface, b: Surface): Compared {
  const { id } = a;
  const { asked, untried, same } = pairUp(a, b);
  const differences: Difference[] = [...listenerDifferences(a, b)];
  const unread = [...a.routing.unread, ...b.routing.unread, ...untried].map((what) => `${id}: ${what}`);
  const used = new Map<string, Request>();
  for (const { request, one, other } of asked) {
    for (const name of backendsOf(one)) if (!used.has(name)) used.set(name, request);
    if (!isSame(one, other, same))
      differences.push({ type: 'request', id, request, first: answered(one, a), second: answered(other, b) });
  }
  for (const [name, other] of same) {
    const [mine, theirs] = [a.backends.get(name), b.backends.get(other)];
    const request = used.get(name);
    if (request === undefined || mine?.settings === undefined || theirs?.settings === undefined) continue;
    const found = settingDifferences(id, mine.label, mine.settings, theirs.settings);
    differences.push(...found.map((one) => ({ ...one, request })));
    for (const what of new Set([...mine.settings.unknown, ...theirs.settings.unknown]))
      unread.push(`${mine.label}: ${what} could not be read`);
  }
  const taken = [...same].flatMap(([name, other]) => {
    const [mine, theirs] = [a.backends.get(name)?.label ?? name, b.backends.get(other)?.label ?? other];
    return mine === theirs || !used.has(name) ? [] : [{ first: mine, second: theirs }];
  });
  return {
    differences,
    requests: asked.length,
    unknown: [...new Set(unread)],
    taken,
    notes: dataPlaneNotes(a, b),
  };
}

function backendsOf(answer: SurfaceAnswer): readonly string[] {
  if (answer.type === 'backend') return [answer.name];
  return answer.type === 'split' ? answer.shares.map(({ name }) => name) : [];
}

/** @param surface that answers so. */
export function answered(answer: SurfaceAnswer, { backends }: Surface): Answered {
  const labelOf = (name: string): string => backends.get(name)?.label ?? name;
  if (answer.type === 'backend') return { answer, label: labelOf(answer.name) };
  if (answer.type !== 'split') return { answer, label: undefined };
  const parts = answer.shares.map(({ name, part }) => `${percentText(part)} ${labelOf(name)}`).sort();
  return { answer, label: parts.join(', ') };
}

/** Where one side does not say on which ports it answers, nothing is compared. */
function listenerDifferences(a: Surface, b: Surface): readonly Difference[] {
  const { listeners: left } = a;
  const { listeners: right } = b;
  if (left === undefined || right === undefined) return [];
  const ports = [...new Set([...left.keys(), ...right.keys()])].sort((x, y) => x - y);
  return ports.flatMap((port) =>
    settingDifferences(a.id, `listener ${port}`, answersOf(left.get(port)), answersOf(right.get(port))),
  );
}

function answersOf(listener: SurfaceListener | undefined): Settings {
  if (listener === undefined) return { known: { answers: 'nothing' }, unknown: [], open: true };
  const { redirect, settings } = listener;
  return { ...settings, known: { answers: redirect ?? 'routes', ...settings.known } };
}

function settingDifferences(id: string, of: string, first: Settings, second: Settings): readonly SettingDifference[] {
  return differing(first, second).map((name) => ({
    type: 'setting',
    id,
    of,
    name,
    first: first.known[name],
    second: second.known[name],
  }));
}
