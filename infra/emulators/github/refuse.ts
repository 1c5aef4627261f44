// Injected refusals in GitHub's shape.
import type { Refusal } from '../kit/front.ts';
import { Problem } from './errors.ts';

/** GitHub has no reason words: what clients read is the message, so `reason` stands in for a missing one. */
export function refuse({ status, reason, message }: Refusal): Response {
  const problem = new Problem(status, message ?? reason ?? `injected fault: ${status}`);
  return Response.json(problem.body(), { status });
}
