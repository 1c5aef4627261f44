// The ports of several exported Services as one list. Source: KEP-1645, "Service Port": a union, of which the older
// export has a name or a number where two want it.
import { compareText } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import type { ExportedPort } from './exported-service.ts';
import type { Constituent } from './exporters.ts';

export interface MergedPort extends ExportedPort {
  /** Those whose Service has it, with that number: nowhere else does it lead. Sorted. */
  readonly clusters: readonly ClusterLink[];
}

/** @param constituents the oldest first. */
export function mergePorts(constituents: readonly Constituent[]): readonly MergedPort[] {
  const kept: ExportedPort[] = [];
  for (const { service } of constituents) {
    for (const { targetPort: _ofPods, ...port } of service.ports) {
      if (!kept.some((other) => other.name === port.name || isSamePlace(other, port))) kept.push(port);
    }
  }
  return kept.map((port) => ({
    ...port,
    clusters: constituents
      .filter(({ service }) => service.ports.some((own) => own.name === port.name && isSamePlace(own, port)))
      .map(({ cluster }) => cluster)
      .sort(compareText),
  }));
}

/** A set: the order in which a Service lists its ports means nothing. */
export function portsText(ports: readonly ExportedPort[]): string {
  return ports.map(portText).sort(compareText).join(', ');
}

export function portText({ name, protocol, port, appProtocol }: ExportedPort): string {
  const number = `${port}/${protocol}`;
  const own = appProtocol === undefined ? number : `${number} (${appProtocol})`;
  return name === '' ? own : `${name} ${own}`;
}

/**
 * Why no Service may have these ports; undefined for ports that one may have. Source: Kubernetes, validation of
 * Service.
 */
export function whyNoService(ports: readonly ExportedPort[]): string | undefined {
  const nameless = ports.find(({ name }) => name === '');
  if (nameless === undefined || ports.length < 2) return undefined;
  return `${portText(nameless)} has no name, and each of several ports needs one`;
}

function isSamePlace(a: ExportedPort, b: ExportedPort): boolean {
  return a.protocol === b.protocol && a.port === b.port;
}
