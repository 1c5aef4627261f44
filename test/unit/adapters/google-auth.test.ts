// Token sources in the shape of Google's client libraries, and credentials that are not there.
import { describe, expect, it } from 'vitest';
import { asAuthClient, staticToken } from '../../../lib/adapters/google-auth/index.ts';
import { RangelightError } from '../../../lib/core/index.ts';

describe('asAuthClient', () => {
  it('sends the token of its source', async () => {
    const headers = await asAuthClient(staticToken('t')).getRequestHeaders('https://storage.googleapis.com');
    expect(headers.get('authorization')).toBe('Bearer t');
  });

  it('keeps a token for a while, so that not each request asks for one', async () => {
    let asked = 0;
    const client = asAuthClient(() => Promise.resolve(`token ${(asked += 1)}`));
    await client.getRequestHeaders();
    await client.getRequestHeaders();
    expect(asked).toBe(1);
  });

  it('lets the failure of its source through', async () => {
    const denied = new RangelightError('denied', 'google-auth', 'no credentials');
    await expect(asAuthClient(() => Promise.reject(denied)).getRequestHeaders()).rejects.toBe(denied);
  });
});
