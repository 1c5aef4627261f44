// What a replay found, for people and for programs.
import type { EmulatedRoute } from './emulated-cloud.ts';
import type { Probed } from './prober.ts';
import type { Replay } from './replay.ts';

/** @param change what it was from; undefined: there was none, and every MultiClusterService got another port. */
export function replayText(told: Replay, change: string | undefined): string {
  const { incident, routes, troubles, added, gone, minutes } = told;
  const sent = sum(routes, ({ sent: count }) => count);
  const failed = sum(routes, (one) => one.failed);
  const outages = sum(routes, (one) => one.outages);
  const lines = [
    `${incident.name}: ${incident.happens}`,
    `  ${incident.source}`,
    change === undefined
      ? 'there is no change, so every MultiClusterService got other ports'
      : `the change is the one from ${change}`,
    `${count(sent)} requests in ${minutes} minutes, each host and path from each region, without retries: ${count(failed)} failed by the change`,
    ...routes.filter((one) => one.failed > 0).flatMap((one) => routeLines(one)),
    ...(outages === 0
      ? []
      : [
          `${count(outages)} more met an edge that was broken, and would have without any change: nothing that you merge helps`,
        ]),
    ...(added.length === 0 ? [] : [`not counted, because new: ${added.map(routeText).join(', ')}`]),
    ...(gone.length === 0
      ? []
      : [`not counted, because the change takes them away: ${gone.map(routeText).join(', ')}`]),
    ...troubles.map((trouble) => `a function gave up: ${trouble}`),
    ...helpFor(told).map((help) => `What helps: ${help}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

export function replayJson(told: Replay, change: string | undefined): unknown {
  const { incident, routes, troubles, added, gone, minutes } = told;
  return {
    incident: incident.name,
    change: change ?? 'other ports',
    minutes,
    routes: routes.map(({ route, reasons, ...rest }) => ({
      ...route,
      ...rest,
      reasons: Object.fromEntries([...reasons].sort(([a], [b]) => (a < b ? -1 : 1))),
    })),
    added,
    gone,
    troubles,
    helps: helpFor(told),
  };
}

function routeLines({ route, failed, sent, firstMs = 0, lastMs = 0, reasons }: Probed): readonly string[] {
  const lasts = Math.round((lastMs - firstMs) / 1_000);
  return [
    `  ${routeText(route)}: ${count(failed)} of ${count(sent)} failed, from ${Math.round(firstMs / 1_000)} s after the merge, for ${lasts} s`,
    ...[...reasons].map(([reason, times]) => `    ${count(times)} × ${reason}`),
  ];
}

function helpFor({ routes, troubles }: Replay): readonly string[] {
  return [
    ...(routes.some(({ failed }) => failed > 0)
      ? ['while Google tells of such an incident, begin nothing: rangelight freeze --for 3h --reason …']
      : []),
    ...(troubles.length > 0 ? ['see what `rangelight validate` says of these manifests'] : []),
  ];
}

function routeText({ host, path, port }: EmulatedRoute): string {
  return `${port === 443 ? 'https' : 'http'}://${host}${path}`;
}

function sum(routes: readonly Probed[], of: (one: Probed) => number): number {
  return routes.reduce((total, one) => total + of(one), 0);
}

function count(number: number): string {
  return number.toLocaleString('en');
}
