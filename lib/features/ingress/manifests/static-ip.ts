// The annotation networking.gke.io/static-ip: a literal IPv4 address, or a reference to a reserved global address.
// The hosted controller takes no bare name; we do, because it is what people write first.

export const STATIC_IP = 'networking.gke.io/static-ip';

export type StaticIp =
  | { readonly type: 'literal'; readonly ip: string }
  /** `project` is absent for a bare name: the fleet's project. */
  | { readonly type: 'reference'; readonly project?: string; readonly name: string };

const REFERENCE = /^(?:https:\/\/[a-z.]+\/compute\/v1\/)?projects\/([a-z0-9.:-]+)\/global\/addresses\/([a-z0-9-]+)$/;

/** Reads the annotation's value; undefined when it is none of these. */
export function parseStaticIp(value: string): StaticIp | undefined {
  if (isIpv4(value)) return { type: 'literal', ip: value };
  const [, project, name] = REFERENCE.exec(value) ?? [];
  if (project !== undefined && name !== undefined) return { type: 'reference', project, name };
  return /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(value) ? { type: 'reference', name: value } : undefined;
}

function isIpv4(value: string): boolean {
  const parts = value.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}
