// Which clusters trust each other, by their roots and trust domains, and what becomes of calls between those that do
// not.
import { describe, expect, it } from 'vitest';
import { ask, DEPLOYMENT, EAST, RULE, SOUTH, type Story, WHOLE, without } from './story.ts';

const settings = (mesh: string): string =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |\n    ${mesh}\n`;
const roots = (south: string, east: string): string =>
  `{clusters: {${SOUTH}: {roots: [${south}]}, ${EAST}: {roots: [${east}]}}}`;
const domains = (south: string, east: string): Partial<Story> => ({
  south: [...WHOLE.south, settings(`{trustDomain: south.example, trustDomainAliases: [${south}]}`)],
  east: [...WHOLE.east, settings(`{trustDomain: east.example, trustDomainAliases: [${east}]}`)],
});

/** Of the call that only the other cluster answers. */
const call = (more: Partial<Story>) => {
  const { answer, findings } = ask({ ...WHOLE, ...more }, 'default/nodeapp3', 'http://nodeapp2/');
  const [one] = answer.verdicts;
  return { state: one?.state, words: one?.reasons.map(({ words }) => words), served: one?.served, findings };
};

describe('roots', () => {
  it('apart, end calls between clusters, and not within one', () => {
    const { state, words, findings } = call({ mesh: roots('a', 'b') });
    expect(state).toBe('fails');
    expect(words).toEqual([`proxies of ${SOUTH} do not trust the root b of ${EAST}: 503`]);
    expect(findings.map((one) => one.split(' ')[0])).toContain('mesh-trust');
    const own = ask({ ...WHOLE, mesh: roots('a', 'b') }, 'default/nodeapp3', 'http://nodeapp1/');
    expect(own.answer.verdicts[0]?.served.map(({ outcome, isTriedAgain }) => [outcome, isTriedAgain])).toEqual([
      ['answered', undefined],
      ['refused', true],
    ]);
  });

  it('that both sides trust are enough, and those that one trusts are not', () => {
    expect(call({ mesh: roots('a, b', 'b, a') }).state).toBe('ok');
    expect(call({ mesh: roots('a, b', 'b') }).words).toEqual([
      `proxies of ${EAST} do not trust the root a of ${SOUTH}: 503`,
    ]);
    expect(call({ mesh: roots('a', 'b, a') }).state).toBe('fails');
  });

  it('of which nothing is said are one', () => {
    expect(call({ mesh: `{clusters: {${SOUTH}: {roots: [a]}, ${EAST}: {}}}` }).state).toBe('ok');
  });

  it('do not matter for plain text', () => {
    const off = RULE('PeerAuthentication', 'a', '{mtls: {mode: DISABLE}}');
    const { state } = call({ south: [...WHOLE.south, off], east: [...WHOLE.east, off], mesh: roots('a', 'b') });
    expect(state).toBe('ok');
  });
});

describe('trust domains', () => {
  it('need aliases on both sides', () => {
    expect(call(domains('', '')).words).toEqual([
      `proxies of ${SOUTH} do not trust the trust domain east.example of ${EAST}: 503`,
    ]);
    expect(call(domains('east.example', '')).words).toEqual([
      `proxies of ${EAST} do not trust the trust domain south.example of ${SOUTH}: 503`,
    ]);
    expect(call(domains('', 'south.example')).state).toBe('fails');
    expect(call(domains('east.example', 'south.example')).state).toBe('ok');
  });

  it.each([
    ['south.example', 'ok'],
    ['east.example', 'ok'],
    ['cluster.local', 'ok'],
    ['other.example', 'fails'],
  ])('of a policy: %s counts for all that are one: %s', (domain, state) => {
    const policy = RULE(
      'AuthorizationPolicy',
      'a',
      `{rules: [{from: [{source: {principals: [${domain}/ns/default/sa/nodeapp3]}}]}]}`,
    );
    const { south = [], east = [] } = domains('east.example', 'south.example');
    expect(call({ south, east: [...east, policy] }).state).toBe(state);
  });

  it('give identities their first part', () => {
    const policy = RULE('AuthorizationPolicy', 'a', '{rules: [{from: [{source: {principals: [x]}}]}]}');
    const { south = [], east = [] } = domains('east.example', 'south.example');
    expect(call({ south, east: [...east, policy] }).words?.[0]).toContain(
      'does not let south.example/ns/default/sa/nodeapp3 reach',
    );
  });
});

describe('what two clusters differ in is told once', () => {
  const read = (south: string, east: string): object => ({
    schema: 'rangelight/facts/v2',
    fleet: 'prod',
    clusters: Object.fromEntries(
      [SOUTH, EAST].map((link) => [
        link,
        { state: 'fresh', uid: link, zones: [], nodeTags: ['node'], namespaces: ['default'] },
      ]),
    ),
    addresses: {},
    meshes: { [SOUTH]: { roots: [south] }, [EAST]: { roots: [east] } },
  });
  const SILENT = [...without(WHOLE.south, /name: nodeapp3, namespace: default}\nspec:\n/), DEPLOYMENT('nodeapp3')];
  const BACK = DEPLOYMENT('nodeapp4', 'nodeapp4', 'http://nodeapp1/');
  const told = (story: Partial<Story>): readonly string[] =>
    ask({ ...WHOLE, ...story }, 'default/nodeapp3', 'http://nodeapp2/').findings.filter((one) =>
      /^mesh-(trust|roots)/.test(one),
    );
  const code = (one: string): string => one.slice(0, one.indexOf(' '));

  it('of roots: by the calls that end, whoever calls, and by itself where none does', () => {
    const facts = read('a', 'b');
    expect(told({ facts, east: [...WHOLE.east, BACK] }).map(code)).toEqual(['mesh-trust']);
    expect(told({ facts, south: SILENT }).map(code)).toEqual(['mesh-roots-differ']);
    expect(told({ facts: read('a', 'a') })).toEqual([]);
  });

  it('of roots that the fleet file names', () => {
    expect(told({ mesh: roots('a', 'b'), east: [...WHOLE.east, BACK] }).map(code)).toEqual(['mesh-trust']);
  });

  it('of trust domains: by the calls that end, whoever calls, and by itself where none does', () => {
    const { south = [], east = [] } = domains('', '');
    expect(told({ south, east: [...east, BACK] }).map(code)).toEqual(['mesh-trust']);
    const silent = [...SILENT, ...south.slice(WHOLE.south.length)];
    expect(told({ south: silent, east }).map(code)).toEqual(['mesh-trust-domains-differ']);
  });

  it('and both where both differ: mending one leaves the other', () => {
    const found = told({ ...domains('', ''), facts: read('a', 'b') });
    expect(found.map(code).sort()).toEqual(['mesh-trust', 'mesh-trust-domains-differ']);
  });
});
