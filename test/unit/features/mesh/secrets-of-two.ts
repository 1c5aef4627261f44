// What a fleet of two clusters wants for `mesh: {discovery: secrets}`, as resources of the unit that walks have.
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { askDirectory } from '../../../../lib/app/offline/index.ts';
import { compile } from '../../../../lib/compile/index.ts';
import { objectAt } from '../../../../lib/core/index.ts';
import { meshSecret } from '../../../../lib/features/mesh/kinds/mesh-secret.ts';
import type { ControlPlane } from '../../../../lib/fleet/index.ts';
import { type DesiredResource, FLEET_UNIT, OWNER_ANNOTATION } from '../../../../lib/model/index.ts';
import { EU, MARK, US } from '../../fleet-of-two.ts';

const fleet = (mesh: string): string => `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: prod}
spec:
  project: my-project
  network: default
  controller: rangelight
  configClusters: {primary: ${EU}, backup: ${US}}
  clusters: [{link: ${EU}}, {link: ${US}}]
  manifests: ['**/*.yaml']
  mesh: ${mesh}
`;

/** @param mesh the section of the fleet file. */
export function secretsOfTwo(
  mesh: string,
  controlPlanes?: Readonly<Record<string, ControlPlane>>,
): { readonly resources: readonly DesiredResource[]; readonly codes: readonly string[] } {
  const files = new Map([['rangelight.yaml', new TextEncoder().encode(fleet(mesh))]]);
  const given = { features: FEATURES, files, fleet: undefined, facts: undefined };
  const { answer: input } = askDirectory(given, (_resources, _assumed, from) => from);
  if (input === undefined) throw new TypeError('the fleet file is no good');
  const facts = { ...input.facts, ...(controlPlanes && { controlPlanes }) };
  const { states, diagnostics } = compile(FEATURES.compilers, { ...input, facts });
  const all = states.find(({ unit }) => unit === FLEET_UNIT)?.resources ?? [];
  return {
    resources: all.filter(({ ref }) => ref.kind === meshSecret.id).map(asOfUnit),
    codes: diagnostics.map(({ code }) => code).filter((code) => code.startsWith('mesh-')),
  };
}

function asOfUnit(one: DesiredResource): DesiredResource {
  const metadata = objectAt(one.body, 'metadata');
  const annotations = { ...objectAt(metadata, 'annotations'), [OWNER_ANNOTATION]: MARK };
  return { ...one, body: { ...one.body, metadata: { ...metadata, annotations } } };
}
