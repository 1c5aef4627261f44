// Which call goes to which function, and how: functions/wiring/endpoints.ts has the same for the functions, and a test holds both
// equal. A data table.

export interface Route {
  /** Name of the function. */
  readonly to: 'planner' | 'worker' | 'reporter' | 'drift';
  readonly method: 'POST';
  readonly path: string;
}

export const ROUTES = {
  revisions: { to: 'planner', method: 'POST', path: '/revisions' },
  tasks: { to: 'worker', method: 'POST', path: '/tasks' },
  reports: { to: 'reporter', method: 'POST', path: '/reports' },
  deadLetters: { to: 'drift', method: 'POST', path: '/dead-letters' },
  tick: { to: 'drift', method: 'POST', path: '/tick' },
} as const satisfies Readonly<Record<string, Route>>;
