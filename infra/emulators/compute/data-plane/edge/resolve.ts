// What one region's edge does with a request: an answer of its own, or an endpoint to forward it to.
// May import: the other files of this folder, ../routing, ../balancing, ../reference.ts, ../shapes.ts, kit.
import type { Random } from '../../../kit/random.ts';
import type { ComputeView } from '../../view.ts';
import type { Balancer, Picked } from '../balancing/balancer.ts';
import { canonical, nameOf } from '../reference.ts';
import type { RequestLine } from '../routing/request-line.ts';
import { redirectAnswer, rewritten } from '../routing/rewrite.ts';
import { type Decision, route } from '../routing/route.ts';
import { chooseWeighted } from '../routing/weighted-choice.ts';
import type { BackendService, HeaderAction } from '../shapes.ts';
import { poolsOf, unsupportedSetting } from './back-end.ts';
import { findFrontEnd } from './front-end.ts';
import { customHeaders } from './headers.ts';
import { type Snapshot, standing } from './snapshot.ts';

export interface OwnAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Plain text for the client. */
  readonly body: string;
  /** For the record, e.g. `redirect`, `no healthy upstream`. */
  readonly reason: string;
  readonly location?: string;
  /** Name of the backend service, where the walk got that far. */
  readonly backendService?: string;
}

export interface Forward {
  readonly kind: 'forward';
  /** Canonical path. */
  readonly service: string;
  readonly picked: Picked;
  readonly host: string;
  /** With query. */
  readonly path: string;
  readonly headerActions: readonly HeaderAction[];
  /** Emulated milliseconds until the response must be complete. */
  readonly timeout: number;
}

export interface Surroundings {
  readonly region: string;
  readonly snapshot: Snapshot;
  readonly view: Pick<ComputeView, 'get'>;
  readonly balancer: Balancer;
  readonly random: Random;
}

const defaultTimeoutSec = 30;

export function resolve(
  around: Surroundings,
  address: { readonly vip: string; readonly port: number },
  request: RequestLine,
): OwnAnswer | Forward {
  const frontEnd = findFrontEnd(around.snapshot, around.view, address);
  if (frontEnd.kind === 'no-rule') {
    const where = `${address.vip}:${address.port}`;
    const body = `no forwarding rule listens on ${where}; on Google Cloud the connection itself would fail`;
    return answer(502, body, 'no forwarding rule');
  }
  if (frontEnd.kind === 'gone') return gone(frontEnd.what);
  if (frontEnd.kind === 'unsupported') return notEmulated(frontEnd.feature);
  const decision = route(frontEnd.map, request);
  if (decision.kind === 'unsupported') return notEmulated(decision.feature);
  if (decision.kind === 'service') return forward(around, request, decision);
  const { status, location } = redirectAnswer(decision.redirect, request, decision.matched);
  return { ...answer(status, `redirected to ${location}`, 'redirect'), location };
}

function forward(
  around: Surroundings,
  request: RequestLine,
  decision: Extract<Decision, { readonly kind: 'service' }>,
): OwnAnswer | Forward {
  const { snapshot, view, balancer, region } = around;
  const chosen = chooseWeighted(decision.candidates, around.random.next());
  if (chosen === undefined) return notEmulated('weightedBackendServices without any weight');
  const service = canonical(chosen.backendService);
  const backendService = nameOf(service);
  const resource = standing(snapshot, view, service);
  if (resource === undefined) return { ...gone(`backend service ${backendService}`), backendService };
  const body = resource as BackendService;
  const feature = unsupportedSetting(snapshot, body);
  if (feature !== undefined) return { ...notEmulated(feature), backendService };
  const picked = balancer.pick(region, service, poolsOf(snapshot, service, body));
  if (picked === undefined) return { ...answer(503, 'no healthy upstream', 'no healthy upstream'), backendService };
  const { neg } = picked.pool;
  if (standing(snapshot, view, neg) === undefined) {
    return { ...gone(`network endpoint group ${nameOf(neg)}`), backendService };
  }
  const { host, path } = rewritten(decision.rewrite, request, decision.matched);
  const custom: HeaderAction = {
    requestHeadersToAdd: customHeaders(body.customRequestHeaders ?? []),
    responseHeadersToAdd: customHeaders(body.customResponseHeaders ?? []),
  };
  return {
    kind: 'forward',
    service,
    picked,
    host,
    path: path + request.query,
    headerActions: [...(chosen.headerAction ? [chosen.headerAction] : []), ...decision.headerActions, custom],
    timeout: decision.timeout ?? (body.timeoutSec || defaultTimeoutSec) * 1000,
  };
}

function answer(status: number, body: string, reason: string): OwnAnswer {
  return { kind: 'answer', status, body, reason };
}

/** The edge still follows configuration of which a part no longer exists. */
function gone(what: string): OwnAnswer {
  return answer(502, `${what} was deleted while this edge still refers to it`, `${what} is gone`);
}

function notEmulated(feature: string): OwnAnswer {
  return answer(501, `not emulated by the data plane: ${feature}`, `not emulated: ${feature}`);
}
