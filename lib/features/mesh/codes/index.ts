// Diagnostics and gates of the mesh. Tables of data: names and pods, rules of callers, trust, control planes.
import { DIAGNOSTICS, diagnosticsOf } from '../../../core/index.ts';
import type { FeatureCodes, GateEntry } from '../../../plan/index.ts';
import { CONTROL_PLANE_CODES } from './control-planes.ts';
import { NAME_CODES } from './names.ts';
import { RULE_CODES } from './rules.ts';
import { TRUST_CODES } from './trust.ts';

const OWN = { ...NAME_CODES, ...RULE_CODES, ...TRUST_CODES, ...CONTROL_PLANE_CODES };

export type MeshCode = keyof typeof OWN;

const MESH_GATES = {
  'mesh-discovery-ends': {
    rank: 105,
    words: 'disconnects a cluster from the mesh of the others',
    doc: 'The control plane of the cluster forgets the endpoints of all other clusters within seconds, or minutes where Google runs it. A call from there that pods of the own cluster answer too goes on; one that only other clusters answer fails. The ConfigMap itself stays with whoever else has entries in it.',
    next: 'The comment says which calls fail from then on. If that is meant, have somebody approve the plan.',
  },
  'mesh-policy-deleted': {
    rank: 106,
    words: 'deletes a policy of the mesh',
    doc: 'A PeerAuthentication or AuthorizationPolicy goes: callers that it refused are let in, or plain text is taken where mutual TLS was asked for. The last ALLOW of a workload that goes lets everybody in.',
    next: 'If that is meant, have somebody approve the plan.',
  },
} as const satisfies Readonly<Record<string, GateEntry>>;

export const MESH_CODES: FeatureCodes = { diagnostics: OWN, gates: MESH_GATES };

const made = diagnosticsOf({ ...DIAGNOSTICS, ...OWN });

/** Makes a diagnostic of one of these codes, with what to do next, or of one that all features share. */
export const diagnostic: typeof made = (code, message, source, hint) =>
  made(code, message, source, hint ?? (isOwn(code) ? nextStep(code) : undefined));

/** What to do about a finding. */
export function nextStep(code: MeshCode): string {
  return OWN[code].next;
}

function isOwn(code: string): code is MeshCode {
  return Object.hasOwn(OWN, code);
}
