// The newest version of a secret. Source: Secret Manager REST reference, projects.secrets.versions.
import { errorResponse } from './errors.ts';

export interface SecretState {
  readonly state: 'ENABLED' | 'DISABLED' | 'DESTROYED';
  readonly value: string;
}

/** @param secret undefined: it has no version. */
export function secretAnswer(
  projectNumber: string,
  id: string,
  secret: SecretState | undefined,
  how: 'shown' | 'read',
): Response {
  const name = `projects/${projectNumber}/secrets/${id}/versions/1`;
  if (secret === undefined)
    return errorResponse(404, `Secret [projects/${projectNumber}/secrets/${id}] not found or has no versions.`);
  if (how === 'shown') return Response.json({ name, state: secret.state, etag: '"1"' });
  if (secret.state !== 'ENABLED') return errorResponse(400, `Secret Version [${name}] is in ${secret.state} state.`);
  return Response.json({ name, payload: { data: Buffer.from(secret.value).toString('base64') } });
}
