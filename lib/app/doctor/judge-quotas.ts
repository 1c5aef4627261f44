// Whether a project has room, and whether its quota of calls is as large as the shares that functions take of it.
// Source: Compute REST reference, projects.get; Service Usage v1beta1, services.consumerQuotaMetrics.list; "API rate
// quotas" of Compute and of Connect Gateway.
import { type JsonObject, numberAt, objectsAt, textAt } from '../../core/index.ts';
import type { Defect } from './defect.ts';

/** Part of a quota from which on it is told: time to have it raised. */
const NEARLY = 0.9;

/** @param metrics of what Rangelight makes. @param found the project, as Compute shows it. */
export function judgeRoom(
  project: string,
  metrics: ReadonlySet<string>,
  found: JsonObject | undefined,
): readonly Defect[] {
  return objectsAt(found, 'quotas').flatMap((quota): readonly Defect[] => {
    const [metric = '', limit = 0, usage = 0] = [
      textAt(quota, 'metric'),
      numberAt(quota, 'limit'),
      numberAt(quota, 'usage'),
    ];
    if (!metrics.has(metric) || usage < limit * NEARLY) return [];
    const where = `projects/${project} ${metric}`;
    const message = `${usage} of ${limit} are used: plans that need more are stopped (quota-short)`;
    const fix = `have it raised: https://console.cloud.google.com/iam-admin/quotas?project=${project}`;
    return [{ code: 'quota-nearly-used', where, message, fix }];
  });
}

/** What all functions take of one quota of calls in a minute. */
export interface TakenShare {
  readonly service: string;
  /** Undefined: every quota of the service that counts a project's calls by the minute. */
  readonly metrics: readonly string[] | undefined;
  readonly callsPerMinute: number;
  /** Service accounts of other installations that take of it as well. */
  readonly others: readonly string[];
}

/** @param found quota metrics of the service. */
export function judgeRate(project: string, taken: TakenShare, found: JsonObject | undefined): readonly Defect[] {
  const { service, metrics, callsPerMinute, others } = taken;
  const all = objectsAt(found, 'metrics').filter((one) => metrics?.includes(textAt(one, 'metric') ?? '') ?? true);
  const limits = all.flatMap((metric) =>
    objectsAt(metric, 'consumerQuotaLimits').flatMap((limit) => {
      const [bucket] = objectsAt(limit, 'quotaBuckets');
      const most = Number(textAt(bucket, 'effectiveLimit') ?? Number.NaN);
      // -1 is no limit. Limits of a region or of a user are others.
      const isOfProject = textAt(limit, 'unit') === '1/min/{project}';
      return isOfProject && most >= 0 ? [{ metric: textAt(metric, 'metric') ?? '', most }] : [];
    }),
  );
  const [least] = limits.toSorted((a, b) => a.most - b.most);
  const where = `projects/${project} ${least?.metric ?? service}`;
  if (least === undefined) {
    const message = `whether the quota is as large as the shares of the functions is not known: ${service} names none of a project's calls in a minute`;
    return [{ code: 'unknown', where, message, fix: `look at it: gcloud services list --project=${project}` }];
  }
  const installations = 1 + others.length;
  const sum = callsPerMinute * installations;
  if (sum <= least.most) return [];
  const whose =
    others.length === 0 ? 'the functions' : `the functions of ${installations} installations (${others.join(', ')})`;
  const message = `${whose} may take ${sum} a minute together, and the quota is ${least.most}: calls are refused when all are busy`;
  const fix = `have it raised, or take less: settings of the module, ${variables(service)}`;
  return [{ code: 'quota-shares', where, message, fix }];
}

function variables(service: string): string {
  return service.startsWith('compute')
    ? 'COMPUTE_READS_PER_MINUTE and COMPUTE_WRITES_PER_MINUTE'
    : 'GATEWAY_REQUESTS_PER_MINUTE';
}
