// The way of a request for a terminal. May import: core, report, route.
import { diagnosticText, visible } from '../report/index.ts';
import type { RouteAnswer, RouteRequest } from '../route/index.ts';
import type { RoutedDirectory } from './route-directory.ts';

/** Ends with a newline. Nothing in it is hidden: names are as they stand in the manifests. */
export function routeText({ answers, diagnostics, assumed }: RoutedDirectory, request: RouteRequest): string {
  const { url, region, method = 'GET' } = request;
  const lines = [
    ...diagnostics.map(diagnosticText),
    `${visible(method)} ${visible(url)} from ${visible(region)}`,
    ...answers.flatMap(answerLines),
  ];
  if (answers.length === 0) lines.push('  no load balancer listens there');
  if (assumed && answers.length > 0) lines.push('  every cluster is assumed to serve: nothing was read of them');
  return `${lines.join('\n')}\n`;
}

function answerLines({ ingress, destination, host, path, why }: RouteAnswer): readonly string[] {
  const rule =
    host === undefined ? 'the default backend' : `rule ${host}${path === undefined ? ', its default' : path}`;
  return [`${ingress}: ${rule} → ${whereTo(destination)}`, ...why.map((sentence) => `  ${sentence}`)].map(visible);
}

function whereTo(destination: RouteAnswer['destination']): string {
  if (destination.type === 'redirect') return `redirect to ${destination.location}`;
  if (destination.type !== 'service') return 'not known';
  const name = destination.backendService.replace(/^.*\//, '');
  return destination.service === undefined ? name : `${destination.service} (backend service ${name})`;
}
