// The default name of a NEG, as the GKE namer computes it (ingress-gce pkg/utils/namer). Pure.
import { createHash } from 'node:crypto';

// 63 characters less `k8s1-`, the eight of the cluster, the eight of the hash and the hyphens between the fields.
const ROOM_FOR_FIELDS = 38;

/** `k8s1-<uid8>-<namespace>-<service>-<port>-<hash8>`, the three middle fields cut together to fit 63 characters. */
export function defaultNegName(clusterUid: string, namespace: string, service: string, port: number): string {
  const uid8 = clusterUid.slice(0, 8);
  const fields = [namespace, service, String(port)];
  const hash = createHash('sha256')
    .update([uid8, ...fields].join(';'))
    .digest('hex')
    .slice(0, 8);
  return ['k8s1', uid8, ...trimEvenly(fields, ROOM_FOR_FIELDS), hash].join('-');
}

/** Shortens each field in proportion to its length; what rounding leaves over goes to the first fields. */
function trimEvenly(fields: readonly string[], room: number): readonly string[] {
  const total = fields.join('').length;
  if (total <= room) return fields;
  const lengths = fields.map(({ length }) => length - Math.floor((length * (total - room)) / total) - 1);
  let left = room;
  for (const length of lengths) left -= length;
  return fields.map((field, i) => field.slice(0, (lengths[i] ?? 0) + (i < left ? 1 : 0)));
}
