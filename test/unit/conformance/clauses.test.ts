// Every clause of the hosted controller's behaviour is as its case says.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routeRequest } from '../../../lib/features/ingress/route/index.ts';
import { type Clause, PAGES, type Shown } from '../../conformance/clauses/clause.ts';
import { CLAUSES } from '../../conformance/clauses/clauses.ts';
import { compileText, FLEET, resourcesOf } from '../features/ingress/blue.ts';

type Compiled = ReturnType<typeof compileText>;

function compiled({ manifests = '', controller }: Clause): Compiled {
  return compileText(manifests, { fleet: { ...FLEET, controller: controller ?? 'rangelight' } });
}

function expectShown(clause: Clause, result: Compiled, shown: Shown): void {
  if ('test' in shown) {
    const path = join(import.meta.dirname, '../..', shown.test);
    const quoted = [`'${shown.titled}'`, `"${shown.titled}"`, `\`${shown.titled}\``];
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    expect(
      quoted.some((title) => text.includes(title)),
      `${shown.test} has no test ${shown.titled}`,
    ).toBe(true);
    return;
  }
  if ('finding' in shown) {
    const line = (clause.manifests ?? '').split('\n').findIndex((text) => text.includes(shown.on)) + 1;
    expect(line, `${shown.on} is not in the manifests`).toBeGreaterThan(0);
    expect(result.diagnostics.map(({ code, source }) => [code, source?.line])).toContainEqual([shown.finding, line]);
    return;
  }
  if ('url' in shown) {
    const resources = result.states.flatMap((state) => state.resources);
    const [answer] = routeRequest(resources, { url: shown.url, region: 'us-west1' });
    if (shown.to === null) expect(answer?.destination.type).toBe('redirect');
    else expect(answer?.destination).toMatchObject({ backendService: expect.stringContaining(`-blue-${shown.to}-`) });
    return;
  }
  const bodies = resourcesOf(result, shown.resource).map(({ body }) => body);
  if ('count' in shown) expect(bodies).toHaveLength(shown.count);
  else expect(bodies.map((body) => partOf(body, shown.has))).toContainEqual(shown.has);
}

/** Of a value only the members that are asked for; lists as long as they are. */
function partOf(value: unknown, asked: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(asked)) return value.map((item, index) => partOf(item, asked[index]));
  if (typeof value !== 'object' || value === null || typeof asked !== 'object' || asked === null) return value;
  return Object.fromEntries(
    Object.entries(asked).map(([key, member]) => [key, partOf(Reflect.get(value, key), member)]),
  );
}

describe('a clause', () => {
  it.each(CLAUSES.map((clause) => [clause.id, clause] as const))('%s', (_, clause) => {
    const result = compiled(clause);
    expect(clause.shown).not.toEqual([]);
    const compiles = clause.shown.some((shown) => !('test' in shown));
    expect(compiles, 'manifests are there to be compiled').toBe(clause.manifests !== undefined);
    for (const shown of clause.shown) expectShown(clause, result, shown);
    // A case without findings is one that is accepted as it is.
    if (compiles && clause.shown.every((shown) => !('finding' in shown))) expect(result.diagnostics).toEqual([]);
  });

  it('is named once, and cites a public page', () => {
    const ids = CLAUSES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, link] of Object.values(PAGES)) expect(link).toMatch(/^https:\/\/(cloud\.google\.com|github\.com)\//);
  });
});
