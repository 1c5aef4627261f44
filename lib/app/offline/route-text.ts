// The way of a request for a terminal. May import: core, model, report, route.
import { nameOfKey, objectText } from '../../model/index.ts';
import { diagnosticText, visible } from '../../report/index.ts';
import type { RouteAnswer, RouteRequest } from '../../route/index.ts';
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
  return [`${objectText(ingress)}: ${rule} → ${whereTo(destination)}`, ...why.map((sentence) => `  ${sentence}`)].map(
    visible,
  );
}

function whereTo(destination: RouteAnswer['destination']): string {
  if (destination.type === 'redirect') return `redirect to ${destination.location}`;
  if (destination.type !== 'service') return 'not known';
  const name = nameOfKey(destination.backendService);
  return destination.service === undefined ? name : `${objectText(destination.service)} (backend service ${name})`;
}
