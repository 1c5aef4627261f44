// What counts of a Service when it is exported, read out of an object of Git or of a cluster. A field without the shape
// of its kind counts as absent: others apply these objects, and an API server refuses it.
import { type JsonObject, listAt, numberAt, objectAt, objectsAt, textAt, textMembersAt } from '../../../core/index.ts';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';
export type IpFamily = 'IPv4' | 'IPv6';
export type Labels = Readonly<Record<string, string>>;

export interface ExportedPort {
  /** '' for a port without one. */
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly appProtocol?: string;
}

/** A port of a Service, with that of its pods where it is a number: what headless names lead to. */
export interface TargetedPort extends ExportedPort {
  readonly targetPort?: number;
}

export interface ExportedService {
  /** `ExternalName` is exported by nobody. Source: KEP-1645, condition Valid, reason InvalidServiceType. */
  readonly type: 'ClusterSetIP' | 'Headless' | 'ExternalName';
  readonly ports: readonly TargetedPort[];
  readonly sessionAffinity: 'None' | 'ClientIP';
  /** Of ClientIP, in seconds. */
  readonly affinityTimeoutSeconds?: number;
  /** None: the Service says nothing of them. */
  readonly ipFamilies: readonly IpFamily[];
  readonly internalTrafficPolicy: 'Cluster' | 'Local';
  readonly trafficDistribution?: string;
  /** Labels of the pods behind it; undefined where somebody else writes its endpoints. */
  readonly selector?: Labels;
}

/** Source: Kubernetes, default of `sessionAffinityConfig.clientIP.timeoutSeconds`. */
const AFFINITY_SECONDS = 10_800;

export function exportedService(body: JsonObject): ExportedService {
  const spec = objectAt(body, 'spec');
  const distribution = textAt(spec, 'trafficDistribution');
  const selector = textMembersAt(spec, 'selector');
  return {
    type: typeOf(spec),
    ports: objectsAt(spec, 'ports').flatMap(portOf),
    ...affinityOf(spec),
    ipFamilies: listAt(spec, 'ipFamilies').filter((family) => family === 'IPv4' || family === 'IPv6'),
    internalTrafficPolicy: textAt(spec, 'internalTrafficPolicy') === 'Local' ? 'Local' : 'Cluster',
    ...(distribution === undefined ? {} : { trafficDistribution: distribution }),
    ...(Object.keys(selector).length === 0 ? {} : { selector }),
  };
}

/** NodePort and LoadBalancer are exported by their cluster IP. */
function typeOf(spec: JsonObject): ExportedService['type'] {
  if (textAt(spec, 'type') === 'ExternalName') return 'ExternalName';
  return textAt(spec, 'clusterIP') === 'None' ? 'Headless' : 'ClusterSetIP';
}

function affinityOf(spec: JsonObject): Pick<ExportedService, 'sessionAffinity' | 'affinityTimeoutSeconds'> {
  if (textAt(spec, 'sessionAffinity') !== 'ClientIP') return { sessionAffinity: 'None' };
  const seconds = numberAt(spec, 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds') ?? AFFINITY_SECONDS;
  return { sessionAffinity: 'ClientIP', affinityTimeoutSeconds: seconds };
}

function portOf(port: JsonObject): readonly TargetedPort[] {
  const number = numberAt(port, 'port');
  const protocol = textAt(port, 'protocol') ?? 'TCP';
  if (number === undefined || (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP')) return [];
  const appProtocol = textAt(port, 'appProtocol');
  const name = textAt(port, 'name') ?? '';
  const targetPort = numberAt(port, 'targetPort');
  return [
    {
      name,
      protocol,
      port: number,
      ...(appProtocol === undefined ? {} : { appProtocol }),
      ...(targetPort === undefined ? {} : { targetPort }),
    },
  ];
}
