// Quotas of calls of a service, as Service Usage shows them. Source: Service Usage v1beta1 REST reference,
// services.consumerQuotaMetrics.

export interface QuotaMetric {
  /** Such as `compute.googleapis.com/global_reads`. */
  readonly metric: string;
  /** Such as `1/min/{project}`. */
  readonly unit: string;
  readonly limit: number;
}

/** All on one page. 64-bit numbers travel as text. */
export function quotaMetrics(projectNumber: string, service: string, metrics: readonly QuotaMetric[]): Response {
  const parent = `projects/${projectNumber}/services/${service}/consumerQuotaMetrics`;
  const shown = metrics.map(({ metric, unit, limit }) => {
    const name = `${parent}/${encodeURIComponent(metric)}`;
    const bucket = { effectiveLimit: String(limit), defaultLimit: String(limit) };
    const limits = [
      { name: `${name}/limits/${encodeURIComponent(unit.slice(1))}`, metric, unit, quotaBuckets: [bucket] },
    ];
    return { name, metric, displayName: metric, consumerQuotaLimits: limits };
  });
  return Response.json(shown.length === 0 ? {} : { metrics: shown });
}
