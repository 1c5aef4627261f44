// Lines of a load balancer's log as Cloud Logging exports them, and as BigQuery does: written from their public
// descriptions, with secrets in every place that must be left behind.

/** Stands in every query string, address, cookie and header of a generated line. */
export const CANARY = 'canary-0b5f';

export interface Logged {
  readonly url: string;
  readonly method?: string;
  readonly status?: number;
  readonly region?: string;
  readonly forwardingRule?: string;
  readonly statusDetails?: string;
}

/** As a line of JSON, of a log sink or of `gcloud logging read`. */
export function logLine(logged: Logged): string {
  return JSON.stringify(entryOf(logged));
}

function entryOf({ url, method = 'GET', status = 200, region, forwardingRule, statusDetails }: Logged) {
  return {
    httpRequest: {
      latency: '0.058927s',
      referer: `https://elsewhere.example/${CANARY}`,
      remoteIp: `2001:db8::${CANARY}`,
      requestMethod: method,
      requestSize: '257',
      requestUrl: url,
      responseSize: '1467',
      serverIp: `10.0.0.${CANARY}`,
      status,
      userAgent: `Mozilla/5.0 ${CANARY}`,
    },
    insertId: '1vzs264g1u90hp5',
    jsonPayload: {
      '@type': 'type.googleapis.com/google.cloud.loadbalancing.type.LoadBalancerLogEntry',
      remoteIp: `2001:db8::${CANARY}`,
      statusDetails: statusDetails ?? 'response_sent_by_backend',
      ...(region === undefined
        ? {}
        : {
            securityPolicyRequestData: {
              remoteIpInfo: { regionCode: region, asn: 64500 },
              userIpInfo: { ipAddress: CANARY },
            },
          }),
      customRequestHeaders: { cookie: `session=${CANARY}` },
    },
    logName: 'projects/my-project/logs/requests',
    resource: {
      type: 'http_load_balancer',
      labels: {
        project_id: 'my-project',
        zone: 'global',
        ...(forwardingRule === undefined ? {} : { forwarding_rule_name: forwardingRule }),
      },
    },
    severity: 'INFO',
    spanId: CANARY,
    timestamp: '2026-11-23T10:11:12.345678Z',
    trace: `projects/my-project/traces/${CANARY}`,
  };
}

/** As a row of the table that a sink to BigQuery fills. */
export function bigQueryLine(logged: Logged): string {
  const { jsonPayload, ...entry } = entryOf(logged);
  const data = jsonPayload.securityPolicyRequestData;
  return JSON.stringify({
    ...entry,
    jsonpayload_type_loadbalancerlogentry: {
      statusdetails: jsonPayload.statusDetails,
      remoteip: jsonPayload.remoteIp,
      ...(data === undefined
        ? {}
        : { securitypolicyrequestdata: { remoteipinfo: { regioncode: data.remoteIpInfo.regionCode } } }),
    },
  });
}

/** As a row of a dataset that is linked to Log Analytics. */
export function logAnalyticsLine(logged: Logged): string {
  const { httpRequest, jsonPayload, resource } = entryOf(logged);
  const { requestMethod, requestUrl, status, remoteIp } = httpRequest;
  return JSON.stringify({
    http_request: { request_method: requestMethod, request_url: requestUrl, status, remote_ip: remoteIp },
    json_payload: JSON.stringify(jsonPayload),
    resource: { type: resource.type, labels: JSON.stringify(resource.labels) },
  });
}
