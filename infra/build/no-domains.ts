// The Functions Framework without Node's module `domain`.
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rolldown';

const REQUEST_ERRORS = fileURLToPath(new URL('../../functions/wiring/request-errors.ts', import.meta.url));

export function noDomains(): Plugin {
  return {
    name: 'no-domains',
    resolveId: { order: 'pre', handler: (id) => (/^(?:node:)?domain$/.test(id) ? REQUEST_ERRORS : undefined) },
  };
}
