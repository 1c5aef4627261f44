// What the requests of a log would meet after a change: counted by rule, and nothing kept of what a client sent beside.
import { describe, expect, it } from 'vitest';
import { surfacesOf, type Surface } from '../../../../../lib/features/ingress/compare/index.ts';
import { exportedUrlMap } from '../../../../../lib/features/ingress/compare/index.ts';
import { readLogEntry } from '../../../../../lib/features/ingress/traffic/log-entry.ts';
import { pathShape } from '../../../../../lib/features/ingress/traffic/path-shape.ts';
import {
  countTraffic,
  keptTraffic,
  type Traffic,
  unreadLinesOf,
} from '../../../../../lib/features/ingress/traffic/index.ts';
import { readTraffic } from '../../../../../lib/features/ingress/traffic-outlook.ts';
import { trafficText } from '../../../../../lib/features/ingress/report/traffic.ts';
import { bigQueryLine, CANARY, logAnalyticsLine, type Logged, logLine } from '../../../../generated/log.ts';
import { backend, compileText, ingress, service } from '../blue.ts';

function surfaces(text: string): readonly Surface[] {
  const compiled = compileText(text);
  expect(compiled.held).toEqual([]);
  return surfacesOf(compiled.states.flatMap((state) => state.resources));
}

const SERVICES = ['d', 'x', 'v'].map((name) => service(name)).join('');
const path = (pattern: string, name: string): string => `{path: "${pattern}", backend: ${backend(name)}}`;
const routes = (...paths: readonly string[]): readonly Surface[] =>
  surfaces(
    SERVICES +
      ingress('i', `{backend: ${backend('d')}, rules: [{host: a.example, http: {paths: [${paths.join(', ')}]}}]}`),
  );

const BEFORE = routes(path('/x/*', 'x'), path('/v1/legacy/*', 'v'), path('/v1/*', 'x'));

const PLACE = { file: 'log', line: 1 };

function traffic(before: readonly Surface[], after: readonly Surface[], logged: readonly Logged[]): Traffic {
  const counted = countTraffic(before, after);
  const forwardingRule = before[0]?.names[0] ?? '';
  for (const one of logged) counted.take(logLine({ forwardingRule, ...one }), PLACE);
  return counted.told();
}

const url = (at: string): string => `http://a.example${at}?token=${CANARY}`;

describe('a line of a log', () => {
  it.each([
    ['Cloud Logging', logLine],
    ['BigQuery', bigQueryLine],
    ['Log Analytics', logAnalyticsLine],
  ])('of %s says host, path, method, region and nothing else', (_of, line) => {
    const said = readLogEntry(
      line({
        url: `https://me:${CANARY}@A.Example:8443/v1/users/4711?q=${CANARY}#${CANARY}`,
        region: 'FR',
        forwardingRule: 'fr',
      }),
    );
    expect(said).toEqual({
      scheme: 'https',
      host: 'a.example',
      path: '/v1/users/4711',
      shape: '/v1/users/*',
      method: 'GET',
      region: 'FR',
      status: 200,
      names: ['fr'],
      isDenied: false,
    });
    expect(JSON.stringify(said)).not.toContain(CANARY);
  });

  it.each([
    ['no JSON', '{"httpRequest"'],
    ['no request', '{"textPayload": "hello"}'],
    ['no URL', '{"httpRequest": {"requestUrl": "/x"}}'],
    ['a list', '['],
  ])('with %s is none', (_with, line) => expect(readLogEntry(line)).toBeUndefined());

  it('has a method and a region only where they look like one', () => {
    const line = logLine({ url: 'http://a.example', method: `x-${CANARY}`, region: CANARY });
    expect(readLogEntry(line)).toMatchObject({ path: '/', method: 'other', region: undefined });
  });
});

it.each([
  ['/', '/'],
  ['/v1/users/4711/orders', '/v1/users/*/orders'],
  ['/a@b.example/Reset/eyJhbGciOi', '/*/*/*'],
  ['/static/app.js', '/static/app.js'],
  ['/static/app.3f9c01b.js', '/static/*'],
  ['/a/b/c/d/e/f/g/h/i/j', '/a/b/c/d/e/f/g/h/…'],
  ['//wp-login/%2e', '//wp-login/*'],
])('the shape of %s is %s', (sent, shape) => expect(pathShape(sent)).toBe(shape));

describe('a change', () => {
  it('that only writes routes in another way moves nothing', () => {
    const other = routes(path('/v1/*', 'x'), path('/v1/legacy/*', 'v'), path('/x/*', 'x'));
    const { requests, effects, left } = traffic(BEFORE, other, [{ url: url('/x/1') }, { url: url('/v1/legacy/2') }]);
    expect([requests, effects]).toEqual([2, []]);
    expect(left).toEqual({ unreadable: 0, denied: 0, elsewhere: 0, ambiguous: 0 });
  });

  it('that takes a rule away tells who falls to the default backend, by method, region and shape', () => {
    const after = routes(path('/x/*', 'x'));
    const { effects } = traffic(BEFORE, after, [
      { url: url('/v1/legacy/1'), region: 'FR' },
      { url: url('/v1/legacy/orders/2'), method: 'POST' },
      { url: url('/v1/legacy/3'), region: 'FR' },
      { url: url('/x/1') },
    ]);
    expect(effects).toEqual([
      {
        id: 'blue/i',
        outcome: 'default',
        host: 'a.example',
        path: '/v1/legacy/*',
        before: 'blue/v:8080',
        after: 'blue/d:8080',
        requests: 3,
        methods: { GET: 2, POST: 1 },
        regions: { FR: 2, unknown: 1 },
        shapes: { '/v1/legacy/*': 2, '/v1/legacy/orders/*': 1 },
      },
    ]);
  });

  it('says 404 where the log has nothing but that from the backend that requests come to', () => {
    const after = routes(path('/x/*', 'x'), path('/v1/*', 'x'));
    const gone = routes(path('/x/*', 'x'));
    const unheard = [{ url: url('/v1/legacy/1') }];
    const heard = [...unheard, { url: url('/nothing'), status: 404 }];
    const outcome = (other: readonly Surface[], logged: readonly Logged[]) =>
      traffic(BEFORE, other, logged).effects.map((one) => one.outcome);
    expect(outcome(gone, heard)).toEqual(['not-found']);
    expect(outcome(gone, unheard)).toEqual(['default']);
    expect(outcome(gone, [...heard, { url: url('/here'), status: 200 }])).toEqual(['default']);
    expect(outcome(after, heard)).toEqual(['moved']);
  });

  it('that takes a load balancer away leaves its requests unanswered', () => {
    const { effects } = traffic(BEFORE, [], [{ url: url('/x/1') }]);
    expect(effects).toMatchObject([{ outcome: 'unanswered', after: 'nobody', requests: 1 }]);
  });

  it('is told of an exported map, and of rules that look at headers as unknown', () => {
    const map = (matchRules: readonly object[]) =>
      exportedUrlMap({
        name: 'm',
        defaultService: 'global/backendServices/d',
        hostRules: [{ hosts: ['*'], pathMatcher: 'p' }],
        pathMatchers: [
          {
            name: 'p',
            defaultService: 'global/backendServices/d',
            routeRules: [{ priority: 1, matchRules, service: 'global/backendServices/x' }],
          },
        ],
      } as never);
    const plain = [map([{ prefixMatch: '/x' }])];
    const canary = [map([{ prefixMatch: '/x', headerMatches: [{ headerName: 'canary', exactMatch: 'yes' }] }])];
    const logged = [
      { url: url('/xy'), forwardingRule: 'm' },
      { url: url('/z'), forwardingRule: 'm' },
    ];
    expect(traffic(plain, canary, logged).effects).toMatchObject([
      { outcome: 'unknown', path: '/x*', before: 'x', after: 'depends on headers', requests: 1 },
    ]);
    expect(traffic(canary, canary, logged).effects).toEqual([]);
    expect(traffic(plain, plain, logged).effects).toEqual([]);
  });
});

it('counts what is no request of these load balancers, by reason', () => {
  const counted = countTraffic(BEFORE, BEFORE);
  const [forwardingRule] = BEFORE[0]?.names ?? [];
  counted.skip({ file: 'log', line: 7 });
  counted.take('nonsense', PLACE);
  counted.take(logLine({ url: url('/x/1'), forwardingRule: 'another' }), PLACE);
  counted.take(
    logLine({ url: url('/x/1'), forwardingRule: forwardingRule ?? '', statusDetails: 'denied_by_security_policy' }),
    PLACE,
  );
  const told = counted.told();
  expect(told).toMatchObject({ requests: 0, left: { unreadable: 2, denied: 1, elsewhere: 1, ambiguous: 0 } });
  expect(unreadLinesOf(told)).toMatchObject([{ code: 'log-lines-unread', source: { file: 'log', line: 7 } }]);
});

it('finds the load balancer by host where nobody knows its name', () => {
  const nameless = (id: string, host: string): Surface => ({
    ...(surfaces(
      SERVICES +
        ingress('i', `{backend: ${backend('d')}, rules: [{host: ${host}, http: {paths: [${path('/x/*', 'x')}]}}]}`),
    )[0] as Surface),
    id,
    names: [],
  });
  const before = [nameless('one', 'a.example'), nameless('two', 'b.example')];
  const told = traffic(
    before,
    [before[0] as Surface],
    [{ url: 'http://b.example/x/1' }, { url: 'http://a.example/x/1' }, { url: 'http://c.example/x/1' }],
  );
  expect(told.effects).toMatchObject([{ id: 'two', outcome: 'unanswered', requests: 1 }]);
  expect(told).toMatchObject({ requests: 2, left: { ambiguous: 1 } });
});

it('is told in a few lines, which are kept beside a plan as they are', () => {
  const logged = [
    ...Array.from({ length: 1204 }, (_, at) => ({
      url: url(`/v1/legacy/orders/${at}`),
      region: at % 2 === 0 ? 'FR' : 'US',
    })),
    ...Array.from({ length: 8000 }, () => ({ url: url('/x/1') })),
    { url: url('/nothing'), status: 404 },
  ];
  const kept = keptTraffic(traffic(BEFORE, routes(path('/x/*', 'x')), logged));
  expect(readTraffic(JSON.parse(JSON.stringify(kept)) as never)).toEqual(kept);
  expect(trafficText(kept)).toEqual([
    'Requests of the log, before → after: moves 13.1 % of 9,205',
    '  1,204 would get 404, all under /v1/legacy/*',
    '1,204 of a.example /v1/legacy/*: blue/v:8080 → blue/d:8080',
    '  GET 1204; from FR 602, US 602; such as /v1/legacy/orders/*',
  ]);
  expect(JSON.stringify(kept)).not.toContain(CANARY);
});
