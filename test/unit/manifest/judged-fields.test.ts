// What an API server takes of a Service and of its own metadata, `validate` takes, and nothing else (case 84). The
// verdicts are those of kube-apiserver 1.35.4 over what each manifest becomes: the copy in the config clusters and the
// derived Service.
import { describe, expect, it } from 'vitest';
import { backend, compileText, ingress } from '../features/ingress/blue.ts';

type Fields = { readonly [key: string]: unknown };

const A = (letters: number): string => 'a'.repeat(letters);

function errorsOf(service: Fields, name = 'foo', port: unknown = 8080): readonly string[] {
  const text = JSON.stringify(service);
  const { diagnostics } = compileText(
    `${text}\n---\n${ingress('i', `{backend: ${backend(JSON.stringify(name), JSON.stringify(port))}}`)}`,
  );
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

function serviceWith({ selector = { app: 'foo' }, port = {}, metadata = {} }: Record<string, Fields>): Fields {
  return {
    apiVersion: 'networking.gke.io/v1',
    kind: 'MultiClusterService',
    metadata: { name: 'foo', namespace: 'blue', ...metadata },
    spec: { template: { spec: { selector, ports: [{ name: 'web', port: 8080, ...port }] } } },
  };
}

interface Judged {
  readonly field: string;
  readonly taken: readonly unknown[];
  readonly refused: readonly unknown[];
  readonly errors: (value: unknown) => readonly string[];
}

const KEYS = {
  taken: ['a', 'A', 'a.b', 'a_b', 'a-b', 'x/y', 'x.y/z', '1', '1/1', A(63), `${A(253)}/a`, `${A(64)}.b/c`],
  refused: [
    '-a',
    'a-',
    'a.',
    '.a',
    'a b',
    '',
    '/a',
    'a/',
    'x..y/z',
    '-x/z',
    'x./z',
    'x_y/z',
    'x/y/z',
    'ä',
    'a\u200b',
    A(64),
    `${A(254)}/a`,
  ],
};
const VALUES = {
  taken: ['', 'a', 'A.b_c-d', '1', 'true', A(63)],
  refused: ['-a', 'a-', 'b c', 'a/b', 'a\n', '.', '_', 'ä', A(64), 1, true, {}, []],
};
/** Of a container's port. */
const TARGETS = {
  taken: [1, 65_535, 'a', '1a', 'a1', A(15)],
  refused: [
    0,
    65_536,
    -1,
    1.5,
    '',
    'A',
    'Bad_Name',
    'a--b',
    '-a',
    'a-',
    '8080',
    '1',
    '1-1',
    'a.b',
    'a b',
    'ä',
    true,
    {},
    [],
    A(16),
  ],
};

const JUDGED: readonly Judged[] = [
  {
    field: 'key of the selector',
    ...KEYS,
    refused: [...KEYS.refused, 'X/y'],
    errors: (key) => errorsOf(serviceWith({ selector: { [String(key)]: 'x' } })),
  },
  { field: 'value of the selector', ...VALUES, errors: (app) => errorsOf(serviceWith({ selector: { app } })) },
  { field: 'targetPort', ...TARGETS, errors: (targetPort) => errorsOf(serviceWith({ port: { targetPort } })) },
  {
    field: 'name of a port',
    taken: ['a', '8080', 'a--b', A(63)],
    refused: ['', 'Web', '-a', 'a-', 'a.b', 'a_b', 'ä', 1, true, A(64)],
    errors: (name) => errorsOf(serviceWith({ port: { name } })),
  },
  {
    field: 'port',
    taken: [1, 65_535],
    refused: [0, 65_536, -1, 1.5, '8080', null],
    errors: (port) => errorsOf(serviceWith({ port: { port } }), 'foo', port),
  },
  {
    field: 'protocol',
    taken: ['TCP'],
    refused: ['tcp', 'HTTP', ''],
    errors: (protocol) => errorsOf(serviceWith({ port: { protocol } })),
  },
  {
    // Longer ones an API server takes, and the hosted controller cannot.
    field: 'name of the object',
    taken: ['a', '1a', 'a.b', '1', '1.1', A(63)],
    refused: ['A', 'a-', '-a', 'a_b', 'a..b', 'ä', '', 'a b', A(254)],
    errors: (name) => errorsOf(serviceWith({ metadata: { name } }), String(name)),
  },
  {
    field: 'key of a label',
    ...KEYS,
    refused: [...KEYS.refused, 'X/y'],
    errors: (key) => errorsOf(serviceWith({ metadata: { labels: { [String(key)]: 'x' } } })),
  },
  { field: 'value of a label', ...VALUES, errors: (a) => errorsOf(serviceWith({ metadata: { labels: { a } } })) },
  {
    field: 'key of an annotation',
    taken: [...KEYS.taken, 'X/y'],
    refused: KEYS.refused,
    errors: (key) => errorsOf(serviceWith({ metadata: { annotations: { [String(key)]: 'x' } } })),
  },
  {
    field: 'value of an annotation',
    taken: ['', 'a b', 'ä', 'a\u0000b', 'x'.repeat(200_000)],
    refused: [1, true, {}, [], '\ud800'],
    errors: (a) => errorsOf(serviceWith({ metadata: { annotations: { a } } })),
  },
];

it.each(['labels', 'annotations'])('case 84: %s that a template left empty are none', (field) => {
  expect(errorsOf(serviceWith({ metadata: { [field]: null } }))).toEqual([]);
});

describe.each(JUDGED)('case 84: $field', ({ taken, refused, errors }) => {
  it('may be what an API server takes', () => {
    expect(taken.filter((value) => errors(value).length > 0)).toEqual([]);
  });

  it('may be nothing that it refuses', () => {
    expect(refused.filter((value) => errors(value).length === 0)).toEqual([]);
  });
});
