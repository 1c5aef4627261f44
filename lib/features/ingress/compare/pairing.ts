// Two load balancers beside each other: the requests that stand for all, what each answers to them, and which backend
// of one is which of the other.
import { canonicalJson, type JsonObject } from '../../../core/index.ts';
import { type Answering, answering } from './answer-request.ts';
import { cellsOf } from './cells.ts';
import { sameBackends } from './same-backends.ts';
import type { AnswerShare, Request, Surface, SurfaceAnswer } from './surface.ts';

export interface Pairing {
  readonly first: Answering;
  readonly second: Answering;
  /** Each with both answers. */
  readonly asked: readonly { readonly request: Request; readonly one: SurfaceAnswer; readonly other: SurfaceAnswer }[];
  /** What was not tried, in words. */
  readonly untried: readonly string[];
  /** Names of backends of the first → of the second. */
  readonly same: ReadonlyMap<string, string>;
}

export function pairUp(a: Surface, b: Surface): Pairing {
  const [first, second] = [answering(a.routing), answering(b.routing)];
  const { requests, untried } = cellsOf([
    { routing: a.routing, answering: first },
    { routing: b.routing, answering: second },
  ]);
  const asked = requests.map((request) => ({ request, one: first.answer(request), other: second.answer(request) }));
  const same = sameBackends(
    a.backends,
    b.backends,
    asked.map(({ one, other }) => [one, other]),
  );
  return { first, second, asked, untried, same };
}

/** Whether a client is served the same. @param same as in a pairing. */
export function isSame(one: SurfaceAnswer, other: SurfaceAnswer, same: ReadonlyMap<string, string>): boolean {
  if (one.type === 'backend') return other.type === 'backend' && same.get(one.name) === other.name;
  if (one.type === 'redirect')
    return other.type === 'redirect' && canonicalJson(one.redirect) === canonicalJson(other.redirect);
  if (one.type === 'split') return other.type === 'split' && isSameSplit(one.shares, other.shares, same);
  return other.type === 'action' && actionText(one.action, same) === actionText(other.action, new Map());
}

/** Weights are small whole numbers: of two parts that differ, the difference is above a millionth. */
function isSameSplit(
  one: readonly AnswerShare[],
  other: readonly AnswerShare[],
  same: ReadonlyMap<string, string>,
): boolean {
  const parts = new Map(other.map(({ name, part }) => [name, part]));
  return (
    one.length === other.length &&
    one.every(({ name, part }) => Math.abs((parts.get(same.get(name) ?? '') ?? 0) - part) < 1e-9)
  );
}

/** With the names that the other side has for the backends in it. */
function actionText(action: JsonObject, same: ReadonlyMap<string, string>): string {
  return canonicalJson(action).replaceAll(/"([^"]+)"/g, (text, name: string) => {
    const other = same.get(name);
    return other === undefined ? text : JSON.stringify(other);
  });
}
