// The private parts that load balancers are made with: the key pair of a certificate, the secret of an OAuth client,
// the value of a key for signed URLs.
import { readOAuthClient, readSignedUrlKey, readTlsSecret } from '../../../fleet/index.ts';
import type { Render } from '../../../live/index.ts';

export const RENDERS: Readonly<Record<string, Render>> = {
  certificate: (content, now) => {
    const reading = readTlsSecret(content, now);
    if (reading.state !== 'usable') return undefined;
    return { fingerprint: reading.fingerprint, material: { selfManaged: { ...reading.material } } };
  },
  'oauth-client': (content) => {
    const reading = readOAuthClient(content);
    if (reading.state !== 'usable') return undefined;
    return { fingerprint: reading.fingerprint, material: { iap: { oauth2ClientSecret: reading.clientSecret } } };
  },
  'signed-url-key': (content) => {
    const reading = readSignedUrlKey(content);
    if (reading.state !== 'usable') return undefined;
    return { fingerprint: reading.fingerprint, material: { keyValue: reading.keyValue } };
  },
};
