// The OwnApp port: GitHub as the App itself sees it, with the token that its key signs.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { type Json, isFailure, RangelightError } from '../../core/index.ts';
import type { OwnApp } from '../../ports/index.ts';
import { createGitHubClients } from './client.ts';

export interface GitHubAppOptions {
  readonly id: string;
  /** PEM of an RSA key. */
  readonly key: string;
  /** Without trailing slash; absent: https://api.github.com. */
  readonly baseUrl?: string;
  /** Milliseconds for one request. */
  readonly callTimeoutMs: number;
}

/** Fails with `invalid` when the key is none. */
export function createGitHubApp({ id, key, ...options }: GitHubAppOptions): OwnApp {
  const access = { type: 'app', id, privateKey: privateKey(key) } as const;
  const { self } = createGitHubClients({ ...options, repositories: [], access }, { metadata: 'read' });
  return {
    async read(path, signal) {
      try {
        const { data } = await self.call(signal, (octokit) => octokit.request(`GET ${path}`));
        return data as Json;
      } catch (error) {
        if (isFailure(error, 'not-found')) return undefined;
        throw error;
      }
    },
  };
}

function privateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new RangelightError('invalid', 'github', 'the key of the App is no private key in PEM', { cause });
  }
}
