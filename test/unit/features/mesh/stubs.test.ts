// Services that a mesh makes where a caller's cluster lacks the one that it calls: what they are, and when there is
// none.
import { describe, expect, it, test } from 'vitest';
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { askDirectory } from '../../../../lib/app/offline/index.ts';
import { compile } from '../../../../lib/compile/index.ts';
import { EAST, filesOf, SERVICE, SOUTH, type Story, WHOLE, without } from './story.ts';

const NODEAPP2 = /kind: Service\nmetadata: {name: nodeapp2,/;
const LACKING: Story = { ...WHOLE, south: without(WHOLE.south, NODEAPP2) };
const OWN_KEY = `core/Service/default/nodeapp2@${SOUTH}`;

const inEast = (service: string): Story => ({ ...LACKING, east: [...without(WHOLE.east, NODEAPP2), service] });

/** @param namespaces that the caller's cluster has. */
function made(story: Story, { manage = false, namespaces = ['default'] } = {}) {
  const files = new Map(filesOf(story));
  if (manage) {
    const fleet = new TextDecoder().decode(files.get('rangelight.yaml'));
    files.set('rangelight.yaml', new TextEncoder().encode(`${fleet}  services: {manage: [Service]}\n`));
  }
  const given = { features: FEATURES, files, fleet: undefined, facts: undefined };
  const { answer: input } = askDirectory(given, (_resources, _assumed, from) => from);
  if (input === undefined) throw new TypeError('the fleet file is no good');
  const known = { state: 'fresh', zones: [], nodeTags: [], namespaces } as const;
  const facts = { ...input.facts, clusters: { [SOUTH]: { ...known, uid: 'a' }, [EAST]: { ...known, uid: 'b' } } };
  const compiled = compile(FEATURES.compilers, { ...input, facts });
  const resources = compiled.states.flatMap((state) => state.resources).filter(({ ref }) => ref.name === 'nodeapp2');
  return { ...compiled, resources, codes: compiled.diagnostics.map(({ code }) => code) };
}

test('a stub is the Service of the other cluster, with an address of its own, marked', () => {
  const ports = '[{name: http, port: 80, targetPort: 9000, nodePort: 30080, appProtocol: http}, {name: m, port: 81}]';
  const { resources, awaited, codes } = made(
    inEast(SERVICE('nodeapp2', 'type: NodePort, clusterIP: 10.0.0.9, sessionAffinity: ClientIP, ', ports)),
  );
  expect(resources).toEqual([
    {
      ref: expect.objectContaining({ kind: 'managedService', cluster: SOUTH, namespace: 'default', name: 'nodeapp2' }),
      body: {
        metadata: {
          name: 'nodeapp2',
          namespace: 'default',
          labels: { 'app.kubernetes.io/managed-by': 'rangelight', 'rangelight.dev/stub': 'true' },
          annotations: {
            'rangelight.dev/owner': expect.stringMatching(/ fleet=prod unit=default$/),
            'rangelight.dev/stub-of': EAST,
          },
        },
        spec: {
          type: 'ClusterIP',
          selector: { app: 'nodeapp2' },
          sessionAffinity: 'ClientIP',
          ports: [
            { name: 'http', port: 80, targetPort: 9000, protocol: 'TCP', appProtocol: 'http' },
            { name: 'm', port: 81, targetPort: 81, protocol: 'TCP' },
          ],
        },
      },
      maker: 'rangelight',
      owners: [OWN_KEY],
      dependsOn: [],
      standIn: true,
    },
  ]);
  expect(awaited).not.toContain(OWN_KEY);
  expect(codes.filter((code) => code.startsWith('mesh-'))).toEqual([]);
});

it('is never headless', () => {
  const { resources } = made(inEast(SERVICE('nodeapp2', 'clusterIP: None, ')));
  expect(resources.map(({ body }) => body['spec'])).toEqual([
    { type: 'ClusterIP', selector: { app: 'nodeapp2' }, ports: [expect.objectContaining({ port: 80 })] },
  ]);
});

describe('there is none', () => {
  test.for([
    ['where that is only to be told', { ...LACKING, mesh: '{stubs: report}' }],
    ['of a name for a host elsewhere', inEast(SERVICE('nodeapp2', 'type: ExternalName, externalName: x.example, '))],
    ['where no cluster has the Service', { ...LACKING, east: without(WHOLE.east, NODEAPP2) }],
    ['where nobody calls', { ...LACKING, south: without(LACKING.south, /name: nodeapp3, namespace/) }],
  ] as const)('%s', ([, story]) => {
    expect(made(story).resources).toEqual([]);
  });

  test('where the namespace is missing: that is told at the call', () => {
    const { resources, diagnostics } = made(LACKING, { namespaces: ['kube-system'] });
    expect(resources).toEqual([]);
    const [found] = diagnostics.filter(({ code }) => code === 'namespace-missing');
    expect(found?.message).toBe(
      `there is no namespace default in ${SOUTH}: the Service nodeapp2, which is called there, cannot be made`,
    );
    expect(found?.source).toMatchObject({ file: `clusters/${SOUTH}/a.yaml` });
  });
});

describe('where Git has the Service of the caller’s cluster', () => {
  it('wants none, and what stands stays until its maker has made it', () => {
    const { resources, awaited, held } = made(WHOLE);
    expect(resources).toEqual([]);
    expect(awaited).toContain(OWN_KEY);
    expect(held).toEqual([]);
  });

  it('is the same object where Services are managed: it becomes a real one in place', () => {
    const [stub] = made(LACKING, { manage: true }).resources.filter(({ standIn }) => standIn === true);
    const real = made(WHOLE, { manage: true });
    expect(real.codes).not.toContain('claimed-twice');
    expect(real.resources.map(({ ref, standIn }) => [ref, standIn])).toContainEqual([stub?.ref, undefined]);
    expect(real.awaited).toEqual([]);
  });

  it('wants none beside one that cannot be used: what is applied of it stays', () => {
    const south = [...LACKING.south, SERVICE('nodeapp2', 'selektor: {app: x}, ')];
    const { resources, held } = made({ ...LACKING, south }, { manage: true });
    expect(resources.filter(({ standIn }) => standIn === true)).toEqual([]);
    expect(held).toContain(OWN_KEY);
  });
});
