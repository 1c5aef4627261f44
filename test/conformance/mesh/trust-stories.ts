// Who trusts whom: roots, intermediates, trust domains and their aliases, and PeerAuthentication and
// AuthorizationPolicy in each place where they can stand; so many that each pair of values occurs.
import { rule } from './draw.ts';
import { pairwise } from './pairwise.ts';
import { type ControlPlane, type Manifest, NAMESPACE, ONE, type Root, type Story, TWO } from './story.ts';

const STORIES = 40;
const SEED = 1;
const ROOT_NAMESPACE = 'istio-system';

const apart = (one: readonly Root[], two: readonly Root[]) => [{ roots: one }, { roots: two }] as const;
const ROOTS: Readonly<Record<string, readonly [Partial<ControlPlane>, Partial<ControlPlane>]>> = {
  'one root and authority': [{ sharesAuthority: true }, { sharesAuthority: true }],
  'two authorities under one root': [{}, {}],
  'roots apart': apart(['a'], ['b']),
  'roots apart, both trusted by both': apart(['a', 'b'], ['b', 'a']),
  'roots apart, both trusted by the first': apart(['a', 'b'], ['b']),
  'roots apart, both trusted by the second': apart(['a'], ['b', 'a']),
};
const [WEST, NORTH] = ['west.example', 'north.example'];
const aliased = (one: readonly string[], two: readonly string[]) =>
  [
    { trustDomain: WEST, trustDomainAliases: one },
    { trustDomain: NORTH, trustDomainAliases: two },
  ] as const;
const DOMAINS: typeof ROOTS = {
  'one domain': [{}, {}],
  'two domains': aliased([], []),
  'two domains, aliases in both': aliased([NORTH], [WEST]),
  'two domains, aliases in the first': aliased([NORTH], []),
  'two domains, aliases in the second': aliased([], [WEST]),
};
const PLACES = ['nowhere', 'in the root namespace', 'in the namespace', 'for nodeapp1'] as const;
const CLUSTERS = { 'of the first': [ONE], 'of the second': [TWO], 'of both': [ONE, TWO] } as const;
const MODES = ['STRICT', 'PERMISSIVE', 'DISABLE'] as const;
const from = (source: object): object => ({ rules: [{ from: [{ source }] }] });
const SAYS: Readonly<Record<string, object>> = {
  'lets nodeapp3 of the default domain in': from({ principals: [`cluster.local/ns/${NAMESPACE}/sa/nodeapp3`] }),
  'lets nodeapp3 of the first domain in': from({ principals: [`${WEST}/ns/${NAMESPACE}/sa/nodeapp3`] }),
  'lets the namespace in': from({ namespaces: [NAMESPACE] }),
  'keeps nodeapp3 out': { action: 'DENY', ...from({ principals: [`*/ns/${NAMESPACE}/sa/nodeapp3`] }) },
  'lets nobody in': {},
};

/** In this order they stand in a row. */
const FACTORS = [
  Object.keys(ROOTS),
  Object.keys(DOMAINS),
  PLACES,
  Object.keys(CLUSTERS),
  MODES,
  PLACES,
  Object.keys(CLUSTERS),
  Object.keys(SAYS),
] as const;
export const TRUST_FACTORS = FACTORS.map((values) => values.length);
export const TRUST_ROWS = pairwise(TRUST_FACTORS, STORIES, SEED);

/** Those of one setting of the control planes stand side by side. */
export const TRUST_STORIES: readonly Story[] = TRUST_ROWS.map(storyOf).sort((a, b) => (a.name < b.name ? -1 : 1));

function storyOf(row: readonly number[]): Story {
  const [roots, domains, tlsPlace, tlsIn, mode, policyPlace, policyIn, says] = FACTORS.map(
    (values, factor) => values[row[factor] ?? 0] ?? '',
  ) as [string, string, string, keyof typeof CLUSTERS, string, string, keyof typeof CLUSTERS, string];
  const [one, two] = [0, 1].map((at): ControlPlane => ({ ...ROOTS[roots]?.[at], ...DOMAINS[domains]?.[at] }));
  return {
    name: [`${roots}, ${domains}`, `${mode} ${tlsPlace} ${tlsIn}`, `a policy ${policyPlace} ${policyIn} ${says}`].join(
      '; ',
    ),
    controlPlanes: { [ONE]: one ?? {}, [TWO]: two ?? {} },
    rules: [
      ...CLUSTERS[tlsIn].flatMap((cluster) =>
        placed('PeerAuthentication', tlsPlace, { mtls: { mode } }).map((made) => ({ cluster, rule: made })),
      ),
      ...CLUSTERS[policyIn].flatMap((cluster) =>
        placed('AuthorizationPolicy', policyPlace, SAYS[says] ?? {}).map((made) => ({ cluster, rule: made })),
      ),
    ],
  };
}

function placed(kind: string, place: string, spec: object): readonly Manifest[] {
  const selector = { matchLabels: { app: 'nodeapp1' } };
  switch (place) {
    case 'in the root namespace':
      return [rule('security', kind, 'default', spec, ROOT_NAMESPACE)];
    case 'in the namespace':
      return [rule('security', kind, 'default', spec)];
    case 'for nodeapp1':
      return [rule('security', kind, 'nodeapp1', { selector, ...spec })];
    default:
      return [];
  }
}
