// The way of a request for a terminal.
import { nameOfKey, objectText } from '../../../model/index.ts';
import { percentText } from '../views/index.ts';
import type { RouteAnswer, RouteRequest } from './route-request.ts';

/** @param assumed whether every cluster is taken as serving. */
export function routeLines(
  answers: readonly RouteAnswer[],
  { url, region, method = 'GET' }: RouteRequest,
  assumed: boolean,
): readonly string[] {
  const lines = [`${method} ${url} from ${region}`, ...answers.flatMap(answerLines)];
  if (answers.length === 0) lines.push('  no load balancer listens there');
  if (assumed && answers.length > 0) lines.push('  every cluster is assumed to serve: nothing was read of them');
  return lines;
}

function answerLines({ ingress, destination, host, path, why }: RouteAnswer): readonly string[] {
  const rule =
    host === undefined ? 'the default backend' : `rule ${host}${path === undefined ? ', its default' : path}`;
  return [`${objectText(ingress)}: ${rule} → ${whereTo(destination)}`, ...why.map((sentence) => `  ${sentence}`)];
}

function whereTo(destination: RouteAnswer['destination']): string {
  if (destination.type === 'redirect') return `redirect to ${destination.location}`;
  if (destination.type === 'split')
    return destination.shares.map(({ part, to }) => `${percentText(part)} ${whereTo(to)}`).join(', ');
  if (destination.type !== 'service') return 'not known';
  const name = nameOfKey(destination.backendService);
  return destination.service === undefined ? name : `${objectText(destination.service)} (backend service ${name})`;
}
