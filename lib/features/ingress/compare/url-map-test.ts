// A request and its answer as a test of a URL map: what Compute itself can be asked to confirm. Source: compute v1,
// UrlMapTest.
import { type JsonObject, textAt } from '../../../core/index.ts';
import type { SurfaceAnswer, Request } from './surface.ts';

/** Source: compute v1, HttpRedirectAction.redirectResponseCode. */
const CODES: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY_DEFAULT: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

/** For the `tests` of the URL map that answers so; undefined for an action, which a test does not name. */
export function urlMapTest({ host, path, headers }: Request, answer: SurfaceAnswer): JsonObject | undefined {
  const sent = Object.entries(headers).map(([name, value]) => ({ name, value }));
  const asked = { host, path, ...(sent.length === 0 ? {} : { headers: sent }) };
  switch (answer.type) {
    case 'backend':
      return { ...asked, service: answer.name };
    case 'redirect': {
      const code = CODES[textAt(answer.redirect, 'redirectResponseCode') ?? ''];
      return code === undefined ? undefined : { ...asked, expectedRedirectResponseCode: code };
    }
    // Which of them answers is left to chance.
    case 'split':
    case 'action':
      return undefined;
    default:
      return answer satisfies never;
  }
}
