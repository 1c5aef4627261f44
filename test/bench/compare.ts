// Comparing two load balancers of 1,000 rules: seconds of CPU, for three ways in which rules may be spread.
import type { JsonObject } from '../../lib/core/index.ts';
import { compareAll, exportedUrlMap } from '../../lib/features/ingress/compare/index.ts';

const RULES = 1_000;

function urlMap(hosts: number, moved: number | undefined): JsonObject {
  const service = (number: number): string => `projects/p/global/backendServices/s${number}`;
  return {
    name: 'big',
    defaultService: service(0),
    hostRules: Array.from({ length: hosts }, (_, host) => ({
      hosts: [host % 7 === 0 ? `*.h${host}.example` : `h${host}.example`],
      pathMatcher: `m${host}`,
    })),
    pathMatchers: Array.from({ length: hosts }, (_, host) => ({
      name: `m${host}`,
      defaultService: service(0),
      pathRules: Array.from({ length: RULES / hosts }, (_, rule) => {
        const number = host * (RULES / hosts) + rule;
        const path = rule % 3 === 0 ? `/a/b${rule}` : `/a/b${rule}/*`;
        return { paths: [path], service: service(number === moved ? 0 : 1 + (number % 50)) };
      }),
    })),
  };
}

for (const hosts of [1, 20, RULES]) {
  const sides = [exportedUrlMap(urlMap(hosts, undefined)), exportedUrlMap(urlMap(hosts, RULES - 1))] as const;
  const before = process.cpuUsage();
  const { differences, requests } = compareAll([sides[0]], [sides[1]]);
  const { user, system } = process.cpuUsage(before);
  const seconds = ((user + system) / 1e6).toFixed(2);
  process.stdout.write(
    `compare, ${RULES} rules on ${hosts} hosts: ${seconds} s, ${requests} requests, ${differences.length} different\n`,
  );
}
