// What one region's edge does with a request: an answer of its own, or an endpoint to forward it to.
import type { Random } from '../../../kit/random.ts';
import type { ComputeView } from '../../view.ts';
import { type Affinity, affinityCookie, cookieValue } from '../balancing/affinity.ts';
import type { Balancer, Picked } from '../balancing/balancer.ts';
import { canonical, nameOf } from '../reference.ts';
import type { RequestLine } from '../routing/request-line.ts';
import { redirectAnswer, rewritten } from '../routing/rewrite.ts';
import { type Decision, route } from '../routing/route.ts';
import { chooseWeighted } from '../routing/weighted-choice.ts';
import type { BackendService, HeaderAction } from '../shapes.ts';
import { admission } from './admission.ts';
import { poolsOf, unsupportedSetting } from './back-end.ts';
import type { Client, FrontAddress } from './client.ts';
import { describeMissing, findFrontEnd, type FrontEndNames } from './front-end.ts';
import { customHeaders } from './headers.ts';
import { expandVariables, variablesOf } from './header-variables.ts';
import { answer, gone, notEmulated, type OwnAnswer } from './own-answer.ts';
import { type Snapshot, standing } from './snapshot.ts';

export interface Forward {
  readonly kind: 'forward';
  /** What it came in by. */
  readonly frontEnd: FrontEndNames;
  /** Canonical path. */
  readonly service: string;
  readonly picked: Picked;
  /** The backend service speaks HTTPS to its endpoints. */
  readonly secure: boolean;
  readonly host: string;
  /** With query. */
  readonly path: string;
  readonly headerActions: readonly HeaderAction[];
  /** Emulated milliseconds until the response must be complete. */
  readonly timeout: number;
  /** The service has Cloud CDN on, which has no effect here. */
  readonly cdn: boolean;
}

export interface Surroundings {
  readonly region: string;
  readonly snapshot: Snapshot;
  readonly view: Pick<ComputeView, 'get'>;
  readonly balancer: Balancer;
  readonly random: Random;
  readonly client: Client;
  readonly address: FrontAddress;
}

const defaultTimeoutSec = 30;

export function resolve(around: Surroundings, request: RequestLine): OwnAnswer | Forward {
  const { snapshot, view, address, client } = around;
  const frontEnd = findFrontEnd(snapshot, view, address);
  if (frontEnd.kind !== 'map') return { kind: 'answer', ...describeMissing(frontEnd, address) };
  if (frontEnd.tls && client.tls === undefined) {
    const body = `${address.vip}:${address.port} speaks TLS: use https (curl --connect-to HOST:443:VIP:443 https://HOST/)`;
    return answer(502, body, 'plain HTTP to a TLS port');
  }
  const decision = route(frontEnd.map, request);
  if (decision.kind === 'unsupported') return notEmulated(decision.feature);
  if (decision.kind === 'service') return forward(around, request, frontEnd.names, decision);
  const { status, location } = redirectAnswer(decision.redirect, request, decision.matched);
  return { ...answer(status, `redirected to ${location}`, 'redirect'), location };
}

function forward(
  around: Surroundings,
  request: RequestLine,
  frontEnd: FrontEndNames,
  decision: Extract<Decision, { readonly kind: 'service' }>,
): OwnAnswer | Forward {
  const { snapshot, view, balancer, region, client, address } = around;
  const chosen = chooseWeighted(decision.candidates, around.random.next());
  if (chosen === undefined) return notEmulated('weightedBackendServices without any weight');
  const service = canonical(chosen.backendService);
  const backendService = nameOf(service);
  const resource = standing(snapshot, view, service);
  if (resource === undefined) return { ...gone(`backend service ${backendService}`), backendService };
  const body = resource as BackendService;
  const feature = unsupportedSetting(snapshot, body);
  if (feature !== undefined) return { ...notEmulated(feature), backendService };
  const refusal = admission(snapshot, view, body, client.address);
  if (refusal !== undefined) return { ...refusal, backendService };
  const custom: HeaderAction = {
    requestHeadersToAdd: customHeaders(body.customRequestHeaders ?? []),
    responseHeadersToAdd: customHeaders(body.customResponseHeaders ?? []),
  };
  const written = [...(chosen.headerAction ? [chosen.headerAction] : []), ...decision.headerActions, custom];
  const expanded = expandVariables(written, variablesOf(client, address));
  if ('unknown' in expanded) return { ...notEmulated(`header variable {${expanded.unknown}}`), backendService };
  const affinity = affinityOf(body, request, client);
  const picked = balancer.pick(region, service, poolsOf(snapshot, service, body), affinity);
  if (picked === undefined) return { ...answer(503, 'no healthy upstream', 'no healthy upstream'), backendService };
  const { neg } = picked.pool;
  if (standing(snapshot, view, neg) === undefined) {
    return { ...gone(`network endpoint group ${nameOf(neg)}`), backendService };
  }
  const { host, path } = rewritten(decision.rewrite, request, decision.matched);
  return {
    kind: 'forward',
    frontEnd,
    service,
    picked,
    secure: body.protocol === 'HTTPS',
    host,
    path: path + request.query,
    headerActions: [...expanded.actions, ...cookieAction(affinity, picked, body)],
    timeout: decision.timeout ?? (body.timeoutSec || defaultTimeoutSec) * 1000,
    cdn: body.enableCDN === true,
  };
}

function affinityOf(body: BackendService, request: RequestLine, client: Client): Affinity | undefined {
  if (body.sessionAffinity === 'CLIENT_IP') return { kind: 'client-address', address: client.address };
  if (body.sessionAffinity !== 'GENERATED_COOKIE') return undefined;
  return { kind: 'cookie', value: cookieValue(request.headers.get('cookie')) };
}

/** A client that went anywhere but where its cookie points gets a new one. */
function cookieAction(
  affinity: Affinity | undefined,
  { token }: Picked,
  body: BackendService,
): readonly HeaderAction[] {
  if (affinity?.kind !== 'cookie' || affinity.value === token) return [];
  const headerValue = affinityCookie(token, body.affinityCookieTtlSec ?? 0);
  return [{ responseHeadersToAdd: [{ headerName: 'set-cookie', headerValue }] }];
}
