// A GitHub App with a key of its own, and the tokens by which it says who it is.
import { createSign, generateKeyPairSync } from 'node:crypto';
import type { AppOptions, InstallationOptions } from '../../../infra/emulators/github/index.ts';

export const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export const installation: InstallationOptions = {
  id: 99,
  owner: 'acme',
  repositories: ['fleet'],
  permissions: { checks: 'write', contents: 'write', pull_requests: 'write', statuses: 'read' },
};

export const app: AppOptions = {
  id: 4711,
  clientId: 'Iv23localapp',
  publicKey,
  slug: 'rangelight',
  installations: [installation],
};

/** The same app, granted something else, on more repositories. */
export function appWith(permissions: InstallationOptions['permissions'], ...more: readonly string[]): AppOptions {
  return { ...app, installations: [{ ...installation, permissions, repositories: ['fleet', ...more] }] };
}

/**
 * A token as the app would make it at `now` (ms); `claims` replace what is right about it, undefined leaves one out.
 */
export function appJwt(
  now: number,
  claims: Readonly<Record<string, unknown>> = {},
  header: object = { alg: 'RS256' },
): string {
  const seconds = Math.floor(now / 1000);
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode(header)}.${encode({ iat: seconds - 60, exp: seconds + 540, iss: app.id, ...claims })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}
