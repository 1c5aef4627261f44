// What a rollback may do.
import { describe, expect, test } from 'vitest';
import type { FieldChange } from '../../../lib/diff/index.ts';
import { grownBody, rollbackChanges } from '../../../lib/plan/index.ts';
import { compute } from '../balancer.ts';
import { changeOf } from './change.ts';
import { RULES } from '../../../functions/wiring/rules.ts';
import { backendService } from '../../../lib/features/ingress/kinds/backend-service.ts';

const map = compute('urlMap', 'm');
const service = compute('backendService', 's');
const group = (name: string) => ({ group: name });
const shrink: FieldChange = { path: 'backends[b]', effect: 'shrink' };
const change: FieldChange = { path: 'timeoutSec', effect: 'change' };
const bodies = { before: { backends: [group('a'), group('b')] }, after: { timeoutSec: 9, backends: [group('a')] } };

describe('a rollback', () => {
  test.each(['create', 'adopt', 'update'] as const)('carries out what is to %s', (kind) => {
    const one = changeOf(map, { kind, fields: [shrink] });
    expect(rollbackChanges(RULES, [one])).toEqual([one]);
  });

  test('makes a backend service anew, which has no field that changes', () => {
    const one = changeOf(service, { kind: 'create', after: bodies.after });
    expect(rollbackChanges(RULES, [one])).toEqual([one]);
  });

  test.each(['replace', 'delete', 'abandon', 'none'] as const)('leaves out what is to %s', (kind) => {
    expect(rollbackChanges(RULES, [changeOf(map, { kind }), changeOf(service, { kind })])).toEqual([]);
  });

  test('changes a backend service with all its backends', () => {
    const one = changeOf(service, { fields: [shrink, change], ...bodies });
    expect(rollbackChanges(RULES, [one])).toEqual([
      { ...one, fields: [change], after: { timeoutSec: 9, backends: [group('a'), group('b')] } },
    ]);
  });

  test('leaves a backend service alone that would only lose backends', () => {
    expect(rollbackChanges(RULES, [changeOf(service, { fields: [shrink], ...bodies })])).toEqual([]);
  });
});

describe('the body between old and new', () => {
  test('has each group once, with its new settings', () => {
    const before = { backends: [{ group: 'a', maxRatePerEndpoint: 1 }, group('b')] };
    const after = { name: 's', backends: [{ group: 'a', maxRatePerEndpoint: 2 }, group('c')] };
    expect(grownBody(backendService, changeOf(service, { before, after }))).toEqual({
      name: 's',
      backends: [{ group: 'a', maxRatePerEndpoint: 2 }, group('c'), group('b')],
    });
  });

  test('is the new one when there was none, and the old backends when nothing is wanted', () => {
    expect(grownBody(backendService, changeOf(service, { after: { backends: [group('a')] } }))).toEqual({
      backends: [group('a')],
    });
    expect(grownBody(backendService, changeOf(service, { before: { backends: [group('a')] } }))).toEqual({
      backends: [group('a')],
    });
    expect(
      grownBody(
        backendService,
        changeOf(service, { before: { backends: [null, group('a')] }, after: { backends: null } }),
      ),
    ).toEqual({
      backends: [group('a')],
    });
  });
});
