// Rules of Istio that Git decides: where each stands, what of it is written, and what a person has to say before one
// goes.
import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { askDirectory } from '../../../../lib/app/offline/index.ts';
import { compile } from '../../../../lib/compile/index.ts';
import { diff } from '../../../../lib/diff/index.ts';
import { RULE_KINDS } from '../../../../lib/features/mesh/kinds/mesh-rules.ts';
import { meshAsked } from '../../../../lib/features/mesh/index.ts';
import {
  type AppliedState,
  type DesiredResource,
  isClusterRef,
  type ObservedState,
  refKey,
} from '../../../../lib/model/index.ts';
import { EAST, filesOf, RULE, SOUTH, WHOLE } from './story.ts';

const BREAKER = '{host: nodeapp1, trafficPolicy: {outlierDetection: {}}}';
const ASKED = { from: 'default/nodeapp3', to: 'http://nodeapp1/', cluster: undefined };
const KIND_IDS: readonly string[] = RULE_KINDS.map(({ id }) => id);

/** @param files beside those of the story. @param namespaces that the second cluster has. */
function compiled(
  manage: string,
  files: Readonly<Record<string, string>>,
  namespaces: readonly string[] = ['default'],
) {
  const all = new Map(filesOf({ ...WHOLE, mesh: `{manage: ${manage}}` }));
  for (const [path, text] of Object.entries(files)) all.set(path, new TextEncoder().encode(text));
  const given = { features: FEATURES, files: all, fleet: undefined, facts: undefined };
  const { answer: input } = askDirectory(given, (_resources, _assumed, from) => from);
  if (input === undefined) throw new TypeError('the fleet file is no good');
  const known = { state: 'fresh', zones: [], nodeTags: [] } as const;
  const clusters = {
    [SOUTH]: { ...known, uid: 'a', namespaces: ['default'] },
    [EAST]: { ...known, uid: 'b', namespaces },
  };
  const { states, diagnostics, held } = compile(FEATURES.compilers, { ...input, facts: { ...input.facts, clusters } });
  return {
    resources: states.flatMap((state) => state.resources).filter(({ ref }) => KIND_IDS.includes(ref.kind)),
    errors: diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code),
    held,
    breaker: () => askDirectory(given, meshAsked(ASKED)).answer.verdicts.map(({ balancing }) => balancing),
  };
}

const where = (resources: readonly DesiredResource[]) =>
  resources.map(({ ref }) => `${isClusterRef(ref) ? ref.cluster : ''} ${ref.kind} ${ref.name}`).sort();

describe('a rule that is managed', () => {
  it('stands in the cluster of its folder, as it is written, with our mark', () => {
    const { resources, errors } = compiled('[DestinationRule]', {
      [`clusters/${SOUTH}/b.yaml`]: RULE('DestinationRule', 'nodeapp1', BREAKER),
    });
    expect(errors).toEqual([]);
    expect(where(resources)).toEqual([`${SOUTH} meshDestinationRule nodeapp1`]);
    expect(resources[0]?.body).toMatchObject({
      metadata: { annotations: { 'rangelight.dev/owner': expect.stringContaining('unit=default') as string } },
      spec: { host: 'nodeapp1', trafficPolicy: { outlierDetection: {} } },
    });
  });

  it('stands, in no folder of a cluster, in each that has its namespace, and counts there', () => {
    const files = { 'all/rules.yaml': RULE('DestinationRule', 'nodeapp1', BREAKER) };
    const { resources, errors, breaker } = compiled('[DestinationRule]', files);
    expect(errors).toEqual([]);
    expect(where(resources)).toEqual([EAST, SOUTH].map((link) => `${link} meshDestinationRule nodeapp1`).sort());
    expect(breaker()).toEqual(['own-region-first']);
    expect(where(compiled('[DestinationRule]', files, ['other']).resources)).toEqual([
      `${SOUTH} meshDestinationRule nodeapp1`,
    ]);
  });

  it('stands nowhere where its kind is not named: others apply it, and it counts where its folder says', () => {
    const { resources, breaker } = compiled('[VirtualService]', {
      [`clusters/${SOUTH}/b.yaml`]: RULE('DestinationRule', 'nodeapp1', BREAKER),
    });
    expect(resources).toEqual([]);
    expect(breaker()).toEqual(['own-region-first']);
  });

  it('is an error where a folder and the whole mesh each have one of the name, and both stay as applied', () => {
    const { resources, errors, held } = compiled('[DestinationRule]', {
      'all/rules.yaml': RULE('DestinationRule', 'nodeapp1', BREAKER),
      [`clusters/${SOUTH}/b.yaml`]: RULE('DestinationRule', 'nodeapp1', BREAKER),
    });
    expect(errors).toEqual(['duplicate-object', 'duplicate-object']);
    expect(resources).toEqual([]);
    expect(held.filter((key) => key.includes('DestinationRule'))).toHaveLength(2);
  });
});

it('asks a person before a policy goes, and before no rule of traffic', () => {
  const { resources } = compiled('[AuthorizationPolicy, VirtualService]', {
    [`clusters/${SOUTH}/b.yaml`]:
      RULE('AuthorizationPolicy', 'closed', '{}') + RULE('VirtualService', 'slow', '{hosts: [nodeapp1], http: []}'),
  });
  const observed: ObservedState = {
    resources: new Map(resources.map(({ ref, body }) => [refKey(ref), { ref, body, ours: true }])),
    unknown: [],
  };
  const applied = {
    unit: 'default',
    resources: Object.fromEntries(resources.map((one) => [refKey(one.ref), one])),
  } as unknown as AppliedState;
  const desired = { fleet: 'prod', unit: 'default', resources: [] };
  const { changes } = diff({
    kinds: RULES.kinds,
    desired,
    applied,
    observed,
    takeover: false,
    pendingCause: 'pending',
  });
  expect(changes.map(({ kind }) => kind)).toEqual(['delete', 'delete']);
  expect(RULES.gates(changes, { observed, applied })).toMatchObject([
    { code: 'mesh-policy-deleted', message: expect.stringContaining('AuthorizationPolicy default/closed') as string },
  ]);
});
