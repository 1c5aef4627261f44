// Injected refusals as Status bodies.
import type { Refusal } from '../../kit/front.ts';
import { ApiError } from '../errors.ts';
import { failure } from './respond.ts';

/** Source: StatusReason in k8s.io/apimachinery. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

export function refuse({ status, reason, message }: Refusal): Response {
  const word = reason ?? REASONS[status];
  const said = message ?? `injected fault: ${word ?? status}`;
  return failure(new ApiError(status, { ...(word === undefined ? {} : { reason: word }), message: said }));
}
