// Fields that others write as well, and numbers that Compute keeps in 32 bits.
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/core/index.ts';
import { diffFields } from '../../../lib/diff/index.ts';
import { type FieldTable, ownedFields } from '../../../lib/model/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const TABLE: FieldTable = {
  policy: { policy: 'in-place', open: true, default: '' },
  'cdn.ttl': { policy: 'in-place', open: true },
  rate: { policy: 'in-place', float: true },
};

function changed(desired: JsonObject, observed: JsonObject, applied?: JsonObject): readonly string[] {
  return diffFields(TABLE, { desired, observed, applied }, () => undefined).map(({ path }) => path);
}

describe('a field that others write as well', () => {
  it.each([
    ['is theirs while Git never named it', {}, { policy: 'x' }, {}, []],
    ['is taken back once Git named it', {}, { policy: 'x' }, { policy: 'x' }, ['policy']],
    ['is compared while Git names it', { policy: 'y' }, { policy: 'x' }, {}, ['policy']],
    ['may be wanted to be none', { policy: '' }, { policy: 'x' }, {}, ['policy']],
    ['is none when it is absent', { policy: '' }, {}, {}, []],
    ['may stand inside another', {}, { cdn: { ttl: 5 } }, {}, []],
    ['is taken back from inside another', {}, { cdn: { ttl: 5 } }, { cdn: { ttl: 9 } }, ['cdn.ttl']],
  ])('%s', (_, desired, observed, applied, expected) => {
    expect(changed(desired, observed, applied)).toEqual(expected);
  });
});

describe('a 32-bit number', () => {
  it('equals what comes back of it', () => {
    for (const rate of [0.1, 0.3, 1 / 3, 1e8]) expect(changed({ rate }, { rate: Math.fround(rate) })).toEqual([]);
    expect(changed({ rate: 0.3 }, { rate: 0.31 })).toEqual(['rate']);
  });

  it('reads as it was meant', () => {
    expect(ownedFields(TABLE, { rate: Math.fround(0.3) })).toEqual({ rate: 0.3 });
  });
});

describe('the tables', () => {
  const same = (kind: 'backendService' | 'healthCheck' | 'urlMap', desired: JsonObject, observed: JsonObject) =>
    diffFields(KINDS.of(kind).fields, { desired, observed, applied: undefined }, () => undefined);

  it('know what the server fills in', () => {
    const filled = { port: 80, portName: 'http', affinityCookieTtlSec: 0, enableCDN: false, timeoutSec: 30 };
    expect(same('backendService', {}, filled)).toEqual([]);
    expect(same('backendService', { logConfig: { enable: false, sampleRate: 0 } }, {})).toEqual([]);
    const probe = { portSpecification: 'USE_SERVING_PORT', requestPath: '/' };
    const check = { type: 'HTTP', httpHealthCheck: probe };
    expect(same('healthCheck', check, { ...check, httpHealthCheck: { ...probe, proxyHeader: 'NONE' } })).toEqual([]);
    const redirect = { defaultUrlRedirect: { httpsRedirect: true, stripQuery: false } };
    expect(same('urlMap', redirect, { defaultUrlRedirect: { httpsRedirect: true } })).toEqual([]);
  });
});
