// The caller's token, by jose.
import { systemClock } from '../../../lib/adapters/clock/index.ts';
import { createCallerCheck } from '../../../lib/adapters/oidc/index.ts';
import { ACCOUNT, AUDIENCE, CALL_TIMEOUT_MS, type FloorCall } from './floor-call.ts';

export const checkToken: FloorCall = async ({ accounts }, request) => {
  const check = createCallerCheck({
    issuers: ['https://accounts.google.com'],
    keysUrl: `${accounts}/oauth2/v3/certs`,
    audience: AUDIENCE,
    account: ACCOUNT,
    clock: systemClock,
    callTimeoutMs: CALL_TIMEOUT_MS,
  });
  const verdict = await check(request.headers.authorization);
  if (verdict.type !== 'known') throw new RangeError(verdict.why);
};
