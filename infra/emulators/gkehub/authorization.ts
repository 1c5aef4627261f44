// Who asks, and whether that account may. Source: GKE Hub, "IAM permissions"; Google Cloud, "Error details" of a denied
// permission.
import type { NoteCaller } from '../kit/front.ts';
import { accountOf, isGranted, type Rights } from '../kit/rights.ts';
import { errorResponse } from './errors.ts';

/** The refusal of a request; undefined for one that may go on. A path that is none of ours asks for nothing. */
export function refusal(request: Request, rights: Rights, noteCaller: NoteCaller): Response | undefined {
  const account = accountOf(rights, request);
  if (account === undefined) {
    const message =
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.';
    return errorResponse('UNAUTHENTICATED', message);
  }
  const { pathname } = new URL(request.url);
  const match = /^\/v1\/(?<resource>projects\/[^/]+\/locations\/[^/]+)\/(?<collection>[a-z]+)(?:\/[^/:]+)?$/i.exec(
    pathname,
  );
  if (match === null || request.method !== 'GET') return undefined;
  const { resource = '', collection = '' } = match.groups ?? {};
  const isOne = pathname !== `/v1/${resource}/${collection}`;
  const permission = `gkehub.${collection}.${isOne ? 'get' : 'list'}`;
  noteCaller({ account, permissions: [permission] });
  if (isGranted(rights, account, permission)) return undefined;
  const denied = isOne ? pathname.slice('/v1/'.length) : resource;
  const message = `Permission '${permission}' denied on resource '//gkehub.googleapis.com/${denied}' (or it may not exist).`;
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'IAM_PERMISSION_DENIED',
    domain: 'gkehub.googleapis.com',
    metadata: { permission, resource: denied },
  };
  return errorResponse('PERMISSION_DENIED', message, [info]);
}
