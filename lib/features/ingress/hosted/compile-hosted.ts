// Manifests → the load balancers that the hosted controller makes of them, as the graph that Rangelight would make:
// with its way to read rules, and with those settings alone that manifests say, because it leaves all others as they
// stand. Source: kubernetes/ingress-gce pkg/backends/features.
import type { CompileInput } from '../../../compile/index.ts';
import type { Facts } from '../../../fleet/index.ts';
import { type DesiredResource, isKeyOfKind, type ObjectKey, parseObjectKey } from '../../../model/index.ts';
import { isOfKind as isManifestOf, type ReadResult } from '../../../manifest/index.ts';
import { checkAll } from '../inputs/check-all.ts';
import type { CheckedObjects, RoutedIngress } from '../inputs/check-objects.ts';
import { withinLimits } from '../inputs/limits.ts';
import { servingMembers } from '../inputs/served-port.ts';
import { tlsSecretNames } from '../inputs/tls-secrets.ts';
import { type BackendConfigSpec, INGRESSES, type IngressPath, type MultiClusterIngress } from '../manifests/index.ts';
import { certificateFactsOf } from '../secrets/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';
import { compileUnit } from '../unit.ts';
import { onlySaid } from './only-said.ts';

export interface HostedCompiled {
  readonly resources: readonly DesiredResource[];
  /** Objects with an error, and what refers to them: what stands of these is left as it is. */
  readonly held: ReadonlySet<ObjectKey>;
}

export function compileHosted(input: CompileInput): HostedCompiled {
  const { installation, facts } = input;
  const asHosted = { ...input.fleet, controller: 'gke' } as const;
  const read = withRulesAsRead(input.manifests);
  const checked = withinLimits(asHosted, installation, facts, checkAll(asHosted, facts, read));
  const members = new Map(checked.services.map((one) => [one, servingMembers(asHosted, facts, one)]));
  const units = [...new Set(checked.ingresses.map(({ ingress }) => ingress.namespace))];
  const resources = units.flatMap((unit) =>
    compileUnit({
      fleet: { ...asHosted, controller: 'rangelight' },
      installation,
      facts,
      unit,
      configs: [],
      services: checked.services.filter(({ namespace }) => namespace === unit),
      ingresses: checked.ingresses
        .filter(({ ingress }) => ingress.namespace === unit)
        .map((one) => withSecrets(one, facts)),
      configFor: (service, port) => checked.configFor(service, port),
      credentialsOf: (config) => checked.credentialsOf(config),
      membersOf: (service) => members.get(service) ?? [],
      firewall: undefined,
    }),
  );
  return {
    resources: resources.map((one) => ({ ...one, body: onlySaid(one, specBehind(one, checked)) })),
    held: checked.held,
  };
}

function specBehind({ owners }: DesiredResource, { configs }: CheckedObjects): BackendConfigSpec {
  const key = owners.find((owner) => isKeyOfKind(owner, OBJECT_KINDS.backendConfig));
  const id = key === undefined ? undefined : parseObjectKey(key);
  const config = configs.find(
    (one) => one.kind === 'BackendConfig' && one.namespace === id?.namespace && one.name === id.name,
  );
  return config?.kind === 'BackendConfig' ? (config.spec ?? {}) : {};
}

/** It reads Secrets itself: which certificates are in them is known where somebody who may read them wrote it down. */
function withSecrets(routed: RoutedIngress, facts: Facts): RoutedIngress {
  const { namespace } = routed.ingress;
  const secrets = tlsSecretNames(routed.ingress).map((name) => {
    const known = certificateFactsOf(facts, namespace, name);
    const isKnown = known.state === 'usable' && facts.assumed === undefined;
    return { name, fingerprint: isKnown ? known.fingerprint : '' };
  });
  return { ...routed, frontEnd: { ...routed.frontEnd, secrets } };
}

/** Source: kubernetes/ingress-gce, pkg/utils/gceurlmap.go and pkg/controller/translator. */
function withRulesAsRead(read: ReadResult): ReadResult {
  const manifests = read.manifests.map((one) => (isManifestOf(INGRESSES, one) ? rulesAsRead(one) : one));
  return { ...read, manifests };
}

function rulesAsRead(ingress: MultiClusterIngress): MultiClusterIngress {
  const { spec } = ingress;
  const rules = (spec.template.spec.rules ?? []).filter(
    ({ host }, at) => hostRuleAsRead(ingress, host || '*')?.at === at,
  );
  return { ...ingress, spec: { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, rules } } } };
}

/** A rule without `http` is skipped, and the last one of a host takes the place of the others: where it stands. */
export function hostRuleAsRead(
  { spec }: MultiClusterIngress,
  host: string,
): { readonly at: number; readonly paths: readonly IngressPath[] } | undefined {
  const rules = spec.template.spec.rules ?? [];
  const at = rules.findLastIndex((rule) => rule.http !== undefined && (rule.host || '*') === host);
  return at === -1 ? undefined : { at, paths: rules[at]?.http?.paths ?? [] };
}
