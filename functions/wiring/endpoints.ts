// The way of each kind of call into its function: one method and one path, so that no message can be taken for another
// kind's. infra/local has the same table for who calls; a test holds them equal.

export interface Endpoint {
  readonly method: 'POST';
  readonly path: string;
}

export const ENDPOINTS = {
  revisions: { method: 'POST', path: '/revisions' },
  tasks: { method: 'POST', path: '/tasks' },
  reports: { method: 'POST', path: '/reports' },
  deadLetters: { method: 'POST', path: '/dead-letters' },
  tick: { method: 'POST', path: '/tick' },
} as const satisfies Readonly<Record<string, Endpoint>>;

export type EndpointName = keyof typeof ENDPOINTS;
