// Keeps what balancing must remember between requests: the rate of each backend and whose turn it is.
import type { Clock } from '../../../kit/clock.ts';
import type { NegEndpoint } from '../../view.ts';
import { type Affinity, endpointToken, stickTo } from './affinity.ts';
import { nextInLine, type Pool } from './capacity.ts';
import { nearestFirst } from './distance.ts';

export interface Picked {
  readonly pool: Pool;
  readonly endpoint: NegEndpoint;
  /** What an affinity cookie says to come back to this endpoint. */
  readonly token: string;
}

export interface Balancer {
  /**
   * Picks an endpoint for a client near `from` and counts it; undefined when nothing is healthy. Affinity chooses among
   * the endpoints that are next in line: it moves nobody to a farther or a full backend.
   */
  pick(from: string, service: string, pools: readonly Pool[], affinity?: Affinity): Picked | undefined;
}

export function createBalancer(clock: Clock): Balancer {
  // The rate is global: all client regions draw on the same endpoints.
  const used = new Map<string, { second: number; count: number }>();
  const turns = new Map<string, number>();
  return {
    pick(from, service, pools, affinity) {
      const second = Math.floor(clock.now() / 1000);
      const key = (pool: Pool): string => `${service} ${pool.neg}`;
      const usedNow = (pool: Pool): number => {
        const entry = used.get(key(pool));
        return entry?.second === second ? entry.count : 0;
      };
      const regions = nearestFirst(
        from,
        pools.map((pool) => pool.region),
      );
      const open = nextInLine(pools, regions, usedNow);
      const choices = open.flatMap((pool) => pool.healthy.map((endpoint) => choice(service, pool, endpoint)));
      const tokens = choices.map(({ token }) => token);
      const token = affinity === undefined ? undefined : stickTo(affinity, tokens);
      const sticky = choices.find((each) => each.token === token);
      if (sticky !== undefined) {
        used.set(key(sticky.pool), { second, count: usedNow(sticky.pool) + 1 });
        return sticky;
      }
      const turnKey = `${from} ${service} ${open[0]?.region}`;
      const turn = turns.get(turnKey) ?? 0;
      const picked = choices[turn % choices.length];
      if (picked === undefined) return undefined;
      turns.set(turnKey, turn + 1);
      used.set(key(picked.pool), { second, count: usedNow(picked.pool) + 1 });
      return picked;
    },
  };
}

function choice(service: string, pool: Pool, endpoint: NegEndpoint): Picked {
  return { pool, endpoint, token: endpointToken(service, pool.neg, `${endpoint.ipAddress}:${endpoint.port}`) };
}
