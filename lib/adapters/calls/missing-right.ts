// What to say of a permission that is missing: which, on what, and who can mend it.
import { type Json, objectsAt, textAt } from '../../core/index.ts';

/** How Compute, IAM and Cloud Storage word it. */
const PERMISSION = /(?:Required|Permission) '[a-z]+(?:\.[A-Za-z]+){2}'|does not have [a-z]+(?:\.[A-Za-z]+){2} access/;

const REMEDY =
  'Whoever deploys Rangelight grants it: terraform apply with the module of this version; rangelight doctor shows all that is missing';

/**
 * A refusal in the words of the service, with the permission where those do not name it, and what to do. What is
 * refused for another reason than a permission is given back as it is. Source: google.rpc.ErrorInfo with the reason
 * IAM_PERMISSION_DENIED.
 * @param body of the answer.
 */
export function saidOfMissingRight(message: string, body: Json | undefined): string {
  const info = objectsAt(body, 'error', 'details').find((one) => textAt(one, 'reason') === 'IAM_PERMISSION_DENIED');
  const permission = textAt(info, 'metadata', 'permission');
  if (permission === undefined && !PERMISSION.test(message)) return message;
  const resource = textAt(info, 'metadata', 'resource');
  const isApart = permission !== undefined && !message.includes(permission);
  const named = isApart ? ` It takes ${permission}${resource === undefined ? '' : ` on ${resource}`}.` : '';
  return `${message.replace(/\.?$/, '.')}${named} ${REMEDY}`;
}
