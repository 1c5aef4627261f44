// Whether a caller's proxy and a callee's speak the same: mutual TLS, or plain text. The callee's cluster decides what
// is accepted; the caller's cluster, by its own copy of the rules, what is sent.
import { type JsonObject, oncePer, textAt, textMembersAt, valueAt } from '../../../core/index.ts';
import { type MeshLabels, selects } from '../world/labels.ts';
import { type MeshRule, ROOT_NAMESPACE } from '../world/mesh-rule.ts';
import type { MeshWorkload } from '../world/mesh-workload.ts';
import { type MeshCluster, rulesIn } from '../world/mesh-world.ts';
import type { Endpoints } from './endpoints.ts';

export type TlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

export interface Handshake {
  /** What is sent. */
  readonly sent: 'mutual' | 'plain';
  readonly isAccepted: boolean;
  /** The rule that refuses, or that makes the caller send what is refused. */
  readonly rule?: MeshRule;
}

/** @param policy the DestinationRule's, as it holds for the caller. */
export function handshake(own: MeshCluster, isMeshed: boolean, to: Endpoints, policy: JsonObject): Handshake {
  const accepted = tlsMode(to.cluster, to);
  if (!isMeshed) {
    return { sent: 'plain', isAccepted: to.workload.sidecar === 'none' || accepted.mode !== 'STRICT', ...accepted.by };
  }
  const said = textAt(policy, 'tls', 'mode');
  const asSeen = tlsMode(own, to);
  // A pod without a sidecar is known by its labels: nothing is encrypted for it.
  if (to.workload.sidecar === 'none') return { sent: 'plain', isAccepted: said !== 'ISTIO_MUTUAL' };
  const isPlain = said === 'DISABLE' || (said === undefined && isSeenAsPlain(own, to, asSeen));
  if (isPlain) return { sent: 'plain', isAccepted: accepted.mode !== 'STRICT', ...accepted.by };
  return { sent: 'mutual', isAccepted: accepted.mode !== 'DISABLE', ...accepted.by };
}

/**
 * What stands for the namespace counts for all of its Services before what stands for a workload: DISABLE there has all
 * calls be plain text, also those of a workload that asks for STRICT. Source: istiod, BestEffortInferServiceMTLSMode;
 * seen on istiod and Envoy (test/conformance/mesh).
 */
function isSeenAsPlain(own: MeshCluster, { workload }: Endpoints, asSeen: Mode): boolean {
  if (asSeen.mode === 'DISABLE') return true;
  return modeOf(wide(rulesIn(own, 'PeerAuthentication'), workload.namespace)).mode === 'DISABLE';
}

interface Mode {
  readonly mode: TlsMode;
  readonly by: { readonly rule?: MeshRule };
}

/** Many calls meet the same pods: what counts for them is looked for once. */
const modesAt = oncePer((_rulesOf: MeshCluster) => oncePer((_workload: MeshWorkload) => new Map<number, Mode>()));

function tlsMode(rulesOf: MeshCluster, { workload, containerPort }: Endpoints): Mode {
  const modes = modesAt(rulesOf)(workload);
  const known = modes.get(containerPort) ?? modeFor(rulesOf, workload, containerPort);
  modes.set(containerPort, known);
  return known;
}

/** By the rules of one cluster: for the port, else the workload, else the namespace, else the mesh. */
function modeFor(rulesOf: MeshCluster, workload: MeshWorkload, containerPort: number): Mode {
  const all = rulesIn(rulesOf, 'PeerAuthentication');
  const own = all.filter((rule) => rule.namespace === workload.namespace);
  const ofWorkload = own.filter((rule) => hasSelector(rule) && selects(selectorOf(rule), workload.labels));
  for (const rule of ofWorkload) {
    const ofPort = modeIn(valueAt(rule.spec, 'portLevelMtls', String(containerPort)));
    if (ofPort !== undefined) return { mode: ofPort, by: { rule } };
  }
  return modeOf([...ofWorkload, ...wide(all, workload.namespace)]);
}

/** For a namespace, then for the mesh. */
function wide(all: readonly MeshRule[], namespace: string): readonly MeshRule[] {
  const without = all.filter((rule) => !hasSelector(rule));
  return [namespace, ROOT_NAMESPACE].flatMap((one) => without.filter((rule) => rule.namespace === one));
}

/** The first that says one. */
function modeOf(rules: readonly MeshRule[]): Mode {
  for (const rule of rules) {
    const mode = modeIn(valueAt(rule.spec, 'mtls'));
    if (mode !== undefined) return { mode, by: { rule } };
  }
  return { mode: 'PERMISSIVE', by: {} };
}

/** UNSET is what stands above. */
function modeIn(value: ReturnType<typeof valueAt>): TlsMode | undefined {
  const said = textAt(value, 'mode');
  return said === 'STRICT' || said === 'PERMISSIVE' || said === 'DISABLE' ? said : undefined;
}

function hasSelector(rule: MeshRule): boolean {
  return Object.keys(selectorOf(rule)).length > 0;
}

function selectorOf(rule: MeshRule): MeshLabels {
  return textMembersAt(rule.spec, 'selector', 'matchLabels');
}
