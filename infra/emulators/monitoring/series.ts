// What is written: requests that the emulated edges passed on, by the labels of their load balancer, counted in whole
// minutes.

/** Labels of `https_lb_rule`, as far as they are written here. */
export interface Labels {
  readonly project_id: string;
  readonly forwarding_rule_name: string;
  readonly target_proxy_name: string;
  readonly url_map_name: string;
  readonly backend_target_name: string;
  readonly backend_name: string;
  readonly backend_scope: string;
}

/** A request that an edge passed on to a backend. */
export interface Carried {
  /** Emulated milliseconds since the epoch. */
  readonly at: number;
  /** Names. */
  readonly forwardingRule: string;
  readonly proxy: string;
  readonly urlMap: string;
  readonly backendService: string;
  readonly neg: string;
  readonly zone: string;
}

export interface Point {
  /** End of its minute, milliseconds since the epoch. */
  readonly endMs: number;
  readonly count: number;
}

export interface Series {
  readonly labels: Labels;
  /** Ascending. */
  readonly points: readonly Point[];
}

export const MINUTE_MS = 60_000;

/** How long what was counted is kept: longer than anybody asks for. */
const KEPT_MS = 24 * 60 * MINUTE_MS;

export interface Written {
  carry(request: Carried): void;
  all(): readonly Series[];
}

export function createWritten(project: string): Written {
  const counted = new Map<string, { readonly labels: Labels; readonly minutes: Map<number, number> }>();
  return {
    carry({ at, forwardingRule, proxy, urlMap, backendService, neg, zone }) {
      const key = JSON.stringify([forwardingRule, proxy, urlMap, backendService, neg, zone]);
      const known = counted.get(key) ?? {
        labels: {
          project_id: project,
          forwarding_rule_name: forwardingRule,
          target_proxy_name: proxy,
          url_map_name: urlMap,
          backend_target_name: backendService,
          backend_name: neg,
          backend_scope: zone,
        },
        minutes: new Map<number, number>(),
      };
      counted.set(key, known);
      const endMs = (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS;
      if (!known.minutes.has(endMs))
        for (const old of known.minutes.keys()) if (old < endMs - KEPT_MS) known.minutes.delete(old);
      known.minutes.set(endMs, (known.minutes.get(endMs) ?? 0) + 1);
    },
    all: () =>
      [...counted.values()].map(({ labels, minutes }) => ({
        labels,
        points: [...minutes].map(([endMs, count]) => ({ endMs, count })).sort((a, b) => a.endMs - b.endMs),
      })),
  };
}
