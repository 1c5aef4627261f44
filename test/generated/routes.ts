// Generated rules of a MultiClusterIngress: hosts, wildcards, paths as they are written and by pathType, several rules
// for one host. And requests that meet them, or just miss them.
import * as fc from 'fast-check';

export interface GeneratedPath {
  readonly path: string;
  readonly pathType?: 'Exact' | 'Prefix' | 'ImplementationSpecific';
}

export interface GeneratedRule {
  /** Empty and `*`: every host. */
  readonly host: string;
  readonly paths: readonly GeneratedPath[];
  /** The backend stands under the rule itself, in place of the paths. */
  readonly shorthand: boolean;
}

export interface Backend {
  readonly serviceName: string;
  readonly servicePort: number | string;
}

const segment = fc.constantFrom('a', 'b', 'ab');
const literal = fc.array(segment, { maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const asked = fc.tuple(literal, fc.constantFrom('', '/')).map(([path, end]) => (path === '/' ? path : path + end));
const path: fc.Arbitrary<GeneratedPath> = fc.oneof(
  asked.map((one) => ({ path: one })),
  literal.map((one) => ({ path: one === '/' ? '/*' : `${one}/*` })),
  fc.record({ path: fc.oneof(asked, fc.constant('')), pathType: fc.constant('ImplementationSpecific' as const) }),
  fc.record({ path: asked, pathType: fc.constantFrom('Exact', 'Prefix') }),
);
const host = fc.constantFrom('a.example', '*.example', '*.b.example', 'c.b.example', '*', '');

export const generatedRules: fc.Arbitrary<readonly GeneratedRule[]> = fc.array(
  fc.record({
    host,
    paths: fc.array(path, { minLength: 1, maxLength: 4 }),
    shorthand: fc.integer({ min: 0, max: 9 }).map((one) => one === 9),
  }),
  { maxLength: 4 },
);

export const generatedRequest = fc.record({
  host: fc.constantFrom('a.example', 'A.example', 'x.example', 'c.b.example', 'd.b.example', 'other.org'),
  path: asked,
});

/**
 * The rules as a manifest has them. What two paths of one host both say has one backend: two would be a mistake. An
 * Exact may differ from what a Prefix only implies.
 * @param backendOf the backend of the n-th path that is met.
 */
export function rulesSpec(rules: readonly GeneratedRule[], backendOf: (number: number) => Backend): readonly object[] {
  const numbers = new Map<string, number>();
  const backend = (host: string, { path, pathType }: GeneratedPath): Backend => {
    const says = pathType === 'Prefix' ? `${path.replace(/\/+$/, '')}/*` : path === '' ? '/*' : path;
    const key = `${host === '' ? '*' : host} ${says}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return backendOf(number);
  };
  return rules.map(({ host, paths, shorthand }) => {
    if (shorthand) return { host, backend: backend(host, { path: '/*' }) };
    return { host, http: { paths: paths.map((one) => ({ ...one, backend: backend(host, one) })) } };
  });
}
